using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;

namespace CallActors.Domain.Tests.Telling;

/// <summary>What apps ask. Each has the request id <c>request-1</c> unless it is told otherwise.</summary>
internal static class Asks
{
    public static readonly Endpoint ToExpert = Endpoint.OfNumber(Calls.ExpertNumber);

    public static readonly AgentState Available = State("Available", AgentStates.Routable);
    public static readonly AgentState Lunch = State("Lunch", AgentStates.NotRoutable);
    public static readonly AgentState Busy = State("Busy", "system");

    public static Ask Answer(string? id = null) => OfCall(CallCommand.Answer, id);

    public static Ask Reject(string? id = null) => OfCall(CallCommand.Reject, id);

    public static Ask Hold(string? id) => OfCall(CallCommand.Hold, id);

    public static Ask Resume(string? id) => OfCall(CallCommand.Resume, id);

    public static Ask Disconnect(string? id) => OfCall(CallCommand.Disconnect, id);

    public static Ask ClearContact(string? id = null) => OfCall(CallCommand.ClearContact, id);

    public static Ask Consult(Endpoint? to = null) => OfCall(CallCommand.Consult, null, to ?? ToExpert);

    public static Ask Swap(string? id = null) => OfCall(CallCommand.Swap, id);

    public static Ask Conference(string? id = null) => OfCall(CallCommand.Conference, id);

    public static Ask Transfer(string? id = null) => OfCall(CallCommand.Transfer, id);

    public static Ask SendDigits(string digits, string? id = null) => OfCall(CallCommand.SendDigits, id, null, digits);

    public static Ask MakeCall(Endpoint? to = null) => new Ask.MakeCall("request-1", "app", "SetMakeCall", "to", to ?? ToExpert);

    public static Ask SetState(string? name = null, string? type = null) =>
        new Ask.SetState("request-1", "app", "UpdateState", $"{name} {type}", name, type);

    public static Ask Mute() => new Ask.SetMute("request-1", "app", "Mute", null, true);

    public static Ask Unmute() => new Ask.SetMute("request-1", "app", "Unmute", null, false);

    /// <summary>Any command on any id, with what it needs beside.</summary>
    public static Ask OfCall(CallCommand command, string? id, string requestId = "request-1") =>
        OfCall(command, id, command == CallCommand.Consult ? ToExpert : null, command == CallCommand.SendDigits ? "12#" : null)
            .As(requestId);

    public static Ask As(this Ask ask, string requestId) => ask with { RequestId = requestId };

    public static AgentState State(string name, string type) => new($"arn:agent-state/{name}", name, type, null);

    private static Ask.OfCall OfCall(CallCommand command, string? id, Endpoint? to, string? digits = null) => new(
        "request-1", "app", command == CallCommand.SendDigits ? "SendDTMF" : command.ToString(),
        digits is null ? id ?? to?.PhoneNumber : null, command, id, to, digits);
}
