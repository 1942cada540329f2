using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Engine.Wire;

/// <summary>
/// Renders what apps are told, as UTF-8 JSON without <c>meta</c>. The same change gives the same bytes on every node,
/// after every restart and in the audit: nothing here reads a clock or counts.
/// </summary>
public static class EventWriter
{
    /// <summary>The version of the rules below. Released rules are not edited: a new version stands beside them.</summary>
    public const int Rules = 1;

    /// <summary>What all apps are told of one change: failures first, then the agent, then the calls.</summary>
    /// <param name="after">With the contacts that the change cleared.</param>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Broadcast(Picture before, Picture after, IReadOnlyList<Happened> happened)
    {
        var parts = new List<ReadOnlyMemory<byte>>(2);
        for (var index = 0; index < happened.Count; index++)
        {
            if (happened[index] is Happened.ToAgent { Fact: AgentFact.RequestFailed failed } && before.Session.Outstanding is { } request)
            {
                parts.Add(Error(ErrorOf(request, failed.Personal.Text)));
            }
        }

        AddAgent(parts, before.Session, after.Session);
        AddCalls(parts, before, after);
        return parts;
    }

    public static WireError ErrorOf(Request request, string text) => WireError.Of(request.Subtopic, text);

    public static ReadOnlyMemory<byte> Error(WireError error) => WireJson.Envelope("Error", "ApiError", "data", writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("errorType", error.Type);
        writer.WriteString("errorMessage", error.Detail);
        writer.WriteString("msg", error.Message);
        writer.WriteEndObject();
    });

    /// <summary>The answer to StateSync of the topic InboundCall.</summary>
    public static ReadOnlyMemory<byte> StateSync(AgentView view) =>
        WireJson.Envelope("InboundCall", "StateSync", "message", writer => CallEvents.WriteStateSync(writer, view.Picture.Calls));

    /// <summary>The answer to GetDirectConnects.</summary>
    public static ReadOnlyMemory<byte> DirectConnects(AgentView view) => WireJson.Envelope("InboundCall", "GetDirectConnects", "message", writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("endpoints");
        foreach (var endpoint in view.Picture.Session.Endpoints)
        {
            writer.WriteStartObject();
            writer.WriteString("endpointARN", endpoint.EndpointArn);
            writer.WriteString("endpointId", endpoint.EndpointId);
            writer.WriteString("type", endpoint.Type);
            writer.WriteString("name", endpoint.Name);
            writer.WriteString("phoneNumber", endpoint.PhoneNumber);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>The answer to StateSync of the topic Agent.</summary>
    public static ReadOnlyMemory<byte> AgentStateSync(AgentView view) => Login("StateSync", view);

    /// <summary>The answer to Login.</summary>
    public static ReadOnlyMemory<byte> LoginSuccess(AgentView view) => Login("LoginSuccess", view);

    /// <summary>The answer to GetStates: the present state, and those to choose from.</summary>
    public static ReadOnlyMemory<byte> AgentStates(AgentView view) => SetAgentState(view.Picture.Session, view.Picture.Session.States);

    private static ReadOnlyMemory<byte> Login(string subtopic, AgentView view) => WireJson.Envelope("Agent", subtopic, "message", writer =>
        AgentEvents.WriteLogin(writer, view.AgentId, view.Picture.Session, AgentEvents.IsLoggedIn(view.Picture.Session)));

    private static void AddAgent(List<ReadOnlyMemory<byte>> parts, AgentSession before, AgentSession after)
    {
        var isStateChanged = after.State is not null && after.State != before.State;
        if (isStateChanged || after.Muted != before.Muted)
        {
            parts.Add(SetAgentState(after, null));
        }

        if (isStateChanged)
        {
            parts.Add(CcpAgentState(after.State!));
        }

        if (isStateChanged && AgentEvents.IsLoggedIn(before) && !AgentEvents.IsLoggedIn(after))
        {
            parts.Add(LogoutSuccess(after));
        }
    }

    private static ReadOnlyMemory<byte> SetAgentState(AgentSession session, IReadOnlyList<AgentState>? states) =>
        WireJson.Envelope("Agent", "SetAgentState", "message", writer => AgentEvents.WriteSetAgentState(writer, session, states));

    private static ReadOnlyMemory<byte> CcpAgentState(AgentState state) => WireJson.Envelope("Agent", "CcpAgentState", "message", writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name", state.Name);
        writer.WriteString("type", state.Type);
        writer.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> LogoutSuccess(AgentSession session) =>
        WireJson.Envelope("Agent", "LogoutSuccess", "message", writer => AgentEvents.WriteLogin(writer, "", session, isLoggedIn: false));

    private static void AddCalls(List<ReadOnlyMemory<byte>> parts, Picture before, Picture after)
    {
        foreach (var contact in after.Calls)
        {
            var known = before.Find(contact.ContactId);
            if (ReferenceEquals(known, contact))
            {
                continue;
            }

            foreach (var connection in contact.Shown)
            {
                var view = CallView.Of(contact, connection);
                if (known is null || ShownOf(known, connection) is not { } told || !CallView.Of(known, told).Equals(view))
                {
                    parts.Add(CallEvents.Write(contact, connection, view));
                }
            }
        }
    }

    private static Connection.Seen? ShownOf(ContactPicture known, Connection.Seen connection)
    {
        foreach (var each in known.Shown)
        {
            if (each.Party.ConnectionId == connection.Party.ConnectionId)
            {
                return each;
            }
        }

        return null;
    }
}
