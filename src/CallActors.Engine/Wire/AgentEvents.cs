using System.Text.Json;
using CallActors.Domain.Agents;

namespace CallActors.Engine.Wire;

/// <summary>Writes what apps are told of the agent itself (docs/messages.md, "Topic Agent").</summary>
internal static class AgentEvents
{
    public static bool IsLoggedIn(AgentSession session) =>
        session.State is { } state ? state.Type != AgentStates.Offline : session.Attached is not null;

    public static void WriteLogin(Utf8JsonWriter writer, string agentId, AgentSession session, bool isLoggedIn)
    {
        writer.WriteStartObject();
        writer.WriteString("loginState", isLoggedIn ? "LoggedIn" : "LoggedOut");
        if (isLoggedIn)
        {
            writer.WriteStartObject("agentInfo");
            writer.WriteString("name", session.Profile?.Name);
            writer.WriteString("id", agentId);
            writer.WriteNull("extension");
            writer.WriteString("loginName", session.Profile?.Username);
            writer.WriteBoolean("muted", session.Muted);
            writer.WriteBoolean("softphoneEnabled", true);
            writer.WriteEndObject();
            writer.WritePropertyName("agentState");
            WriteState(writer, session.State);
            writer.WritePropertyName("rules");
            WriteRules(writer, session);
        }
        else
        {
            writer.WriteNull("agentInfo");
            writer.WriteNull("agentState");
            writer.WriteString("rules", "");
        }

        writer.WriteEndObject();
    }

    /// <param name="states">The states to choose from, where they were asked for.</param>
    public static void WriteSetAgentState(Utf8JsonWriter writer, AgentSession session, IReadOnlyList<AgentState>? states)
    {
        var state = session.State;
        var isReady = state?.Type == AgentStates.Routable;
        writer.WriteStartObject();
        writer.WritePropertyName("rules");
        WriteRules(writer, session);
        writer.WriteStartObject("data");
        writer.WriteBoolean("muted", session.Muted);
        writer.WriteString("name", session.Profile?.Name);
        writer.WriteNull("extension");
        writer.WriteString("loginName", session.Profile?.Username);
        writer.WriteBoolean("softphoneEnabled", true);
        writer.WriteString("state", isReady ? "Ready" : "Not_Ready");
        if (!isReady && state is not null)
        {
            writer.WriteStartObject("reasonCode");
            writer.WriteString("id", state.Name);
            writer.WriteEndObject();
        }

        writer.WriteString("stateChangeTime", WireJson.Time(state?.Since));
        writer.WriteString("type", state?.Type);
        writer.WriteEndObject();
        if (states is not null)
        {
            writer.WriteStartArray("states");
            foreach (var each in states)
            {
                WriteState(writer, each);
            }

            writer.WriteEndArray();
        }

        writer.WriteString("event", state?.Name);
        writer.WriteString("source", "event");
        writer.WriteEndObject();
    }

    private static void WriteRules(Utf8JsonWriter writer, AgentSession session)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("ButtonStates");
        writer.WriteButtons(ButtonsOf(session));
        writer.WritePropertyName("ResponseActual");
        WriteState(writer, session.State);
        writer.WriteEndObject();
    }

    private static (string, bool)[] ButtonsOf(AgentSession session)
    {
        (string, bool)[] mute = [("mute", !session.Muted), ("unmute", session.Muted)];
        return session.State is null || session.State.IsSystem() ? mute
            : [("NotReady", session.State.Type == AgentStates.Routable), ("Ready", session.State.Type != AgentStates.Routable), ("make_call", true), .. mute];
    }

    private static void WriteState(Utf8JsonWriter writer, AgentState? state)
    {
        if (state is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("agentStateARN", state.Arn);
        writer.WriteString("type", state.Type);
        writer.WriteString("name", state.Name);
        if (state.Since is { } since)
        {
            writer.WriteString("startTimestamp", WireJson.Time(since));
        }

        writer.WriteEndObject();
    }
}
