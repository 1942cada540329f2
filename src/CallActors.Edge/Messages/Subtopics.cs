using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;

namespace CallActors.Edge.Messages;

/// <summary>What can be asked, by topic and subtopic, and how its data is read (docs/messages.md).</summary>
internal static class Subtopics
{
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, Func<Asked, AppMessage>>> All { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, Func<Asked, AppMessage>>>
        {
            ["InboundCall"] = new OrderedDictionary<string, Func<Asked, AppMessage>>
            {
                ["Answer"] = asked => OfContact(asked, CallCommand.Answer),
                ["Reject"] = asked => OfContact(asked, CallCommand.Reject),
                ["Hold"] = asked => OfConnection(asked, CallCommand.Hold),
                ["Resume"] = asked => OfConnection(asked, CallCommand.Resume),
                ["Disconnect"] = asked => OfConnection(asked, CallCommand.Disconnect),
                ["ClearContact"] = asked => OfContact(asked, CallCommand.ClearContact),
                ["Consult"] = asked => Command(new Ask.OfCall(
                    asked.RequestId, asked.App, asked.Subtopic, asked.Canonical(), CallCommand.Consult, null, asked.Endpoint(), null)),
                ["Swap"] = asked => OfContact(asked, CallCommand.Swap),
                ["Conference"] = asked => OfContact(asked, CallCommand.Conference),
                ["Transfer"] = asked => OfContact(asked, CallCommand.Transfer),
                ["SendDTMF"] = SendDigits,
                ["SetMakeCall"] = asked =>
                    Command(new Ask.MakeCall(asked.RequestId, asked.App, asked.Subtopic, asked.Canonical(), asked.Endpoint())),
                ["GetDirectConnects"] = asked => Query(asked, QueryKind.DirectConnects),
                ["StateSync"] = asked => Query(asked, QueryKind.Calls),
            },
            ["Agent"] = new OrderedDictionary<string, Func<Asked, AppMessage>>
            {
                ["Login"] = asked => Query(asked, QueryKind.Login),
                ["Logout"] = asked => SetState(asked with { Data = null }, null, AgentStates.Offline),
                ["StateSync"] = asked => Query(asked, QueryKind.Agent),
                ["GetStates"] = asked => Query(asked, QueryKind.AgentStates),
                ["SetReady"] = asked => SetState(asked with { Data = null }, null, AgentStates.Routable),
                ["SetNotReady"] = asked => SetState(asked, asked.ReasonCode(), AgentStates.NotRoutable),
                ["UpdateState"] = UpdateState,
                ["Mute"] = asked => Mute(asked, true),
                ["Unmute"] = asked => Mute(asked, false),
            },
        };

    private static AppMessage.Command OfContact(Asked asked, CallCommand command) => OfCall(asked, command, asked.IdOrNull());

    private static AppMessage.Command OfConnection(Asked asked, CallCommand command) => OfCall(asked, command, asked.Id());

    /// <summary>An id has one spelling as it is, in quotes.</summary>
    private static AppMessage.Command OfCall(Asked asked, CallCommand command, string? id) =>
        Command(new Ask.OfCall(asked.RequestId, asked.App, asked.Subtopic, id is null ? null : $"\"{id}\"", command, id, null, null));

    private static AppMessage.Command SendDigits(Asked asked)
    {
        var (connectionId, digits) = asked.Digits();
        return Command(new Ask.OfCall(
            asked.RequestId, asked.App, asked.Subtopic, connectionId, CallCommand.SendDigits, connectionId, null, digits));
    }

    private static AppMessage.Command UpdateState(Asked asked)
    {
        var (name, type) = asked.State();
        return SetState(asked, name, type);
    }

    private static AppMessage.Command SetState(Asked asked, string? name, string? type) =>
        Command(new Ask.SetState(asked.RequestId, asked.App, asked.Subtopic, asked.Canonical(), name, type));

    private static AppMessage.Command Mute(Asked asked, bool isMuted) =>
        Command(new Ask.SetMute(asked.RequestId, asked.App, asked.Subtopic, null, isMuted));

    private static AppMessage.Command Command(Ask ask) => new(ask);

    private static AppMessage.Query Query(Asked asked, QueryKind kind) => new(kind, asked.RequestId);
}
