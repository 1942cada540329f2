using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Engine.Tests.Engine;

/// <summary>The call of the documented Resume, as Amazon Connect reports it; seconds count from when it began.</summary>
internal static class Scene
{
    public const string ContactId = "bcdb2ec7-bca2-423a-bd64-1688c173d529";
    public const string OwnId = "48a09a0b-b73d-4d03-a77d-7c36132de226";
    public const string ThirdId = "5f6c9d2e-0c77-4f55-9d7e-3a52d7a0c9b1";
    public const string CallerNumber = "+161081111";
    public const string DialledNumber = "+16013261548";
    public const string ThirdNumber = "+15550123";
    public const string Digits = "*73#91*";
    public const string AgentName = "Zoë Ólafsdóttir";
    public const string Username = "zoe.olafs";
    public const string QuickConnectName = "Ægir the plumber";

    /// <summary>What may stand in the journal inside members named personal only.</summary>
    public static IReadOnlyList<string> Personal { get; } =
        [CallerNumber, DialledNumber, ThirdNumber, AgentName, Username, QuickConnectName, "ANI", "DNIS"];

    /// <summary>When the call is taken back in the documented events.</summary>
    public static DateTimeOffset Documented { get; } = new(2020, 4, 9, 12, 51, 5, 816, TimeSpan.Zero);

    public static AgentState Available { get; } = new("arn:state/s1", "Available", "routable", Documented.AddHours(-1));

    public static AgentState Lunch { get; } = new("arn:state/s2", "Lunch", "not_routable", null);

    public static DateTimeOffset At(double seconds) => Documented.AddSeconds(seconds);

    public static AgentReport Report(double seconds, params ContactReport[] contacts) =>
        new(At(seconds), null, Available, null, false, [.. contacts]);

    public static ContactReport Ringing(double seconds) => Contact(
        ReportedContactState.Ringing, seconds,
        Own(ConnectionStatus.Connecting, seconds), Caller(ConnectionStatus.Connected, seconds));

    public static ContactReport Connected(double seconds) => Contact(
        ReportedContactState.Connected, seconds,
        Own(ConnectionStatus.Connected, seconds), Caller(ConnectionStatus.Connected, seconds));

    /// <summary>Streams tells the agent's own connection as held too.</summary>
    public static ContactReport Held(double seconds) => Contact(
        ReportedContactState.Connected, seconds,
        Own(ConnectionStatus.Hold, seconds), Caller(ConnectionStatus.Hold, seconds));

    public static ContactReport Ended(double seconds) => Contact(
        ReportedContactState.Ended, seconds,
        Own(ConnectionStatus.Disconnected, seconds), Caller(ConnectionStatus.Disconnected, seconds));

    public static ContactReport WithThird(double seconds, ConnectionStatus caller, ConnectionStatus third) => Contact(
        ReportedContactState.Connected, seconds, Own(ConnectionStatus.Connected, seconds), Caller(caller, seconds), Third(third, seconds));

    public static ContactReport Contact(ReportedContactState state, double seconds, params ConnectionReport[] connections) => new(
        ContactId, null, state, At(seconds), false, "InboundTest", Documented,
        ImmutableSortedDictionary<string, string>.Empty.Add("ANI", CallerNumber).Add("DNIS", DialledNumber), [.. connections]);

    public static ConnectionReport Own(ConnectionStatus status, double seconds) =>
        new(OwnId, ConnectionType.Agent, false, null, status, At(seconds));

    public static ConnectionReport Caller(ConnectionStatus status, double seconds) =>
        new(ContactId, ConnectionType.Inbound, true, CallerNumber, status, At(seconds));

    public static ConnectionReport Third(ConnectionStatus status, double seconds) =>
        new(ThirdId, ConnectionType.Outbound, false, ThirdNumber, status, At(seconds));

    /// <summary>What the edge makes of an app's request.</summary>
    public static Ask Ask(string subtopic, string? data = null, string? requestId = null, string app = "myapp")
    {
        var id = requestId ?? Guid.CreateVersion7().ToString("N");
        return subtopic switch
        {
            "SetMakeCall" => new Ask.MakeCall(id, app, subtopic, data, Endpoint.OfNumber(data!)),
            "UpdateState" => new Ask.SetState(id, app, subtopic, data, data, null),
            "Mute" or "Unmute" => new Ask.SetMute(id, app, subtopic, data, subtopic == "Mute"),
            "SendDTMF" => new Ask.OfCall(id, app, subtopic, null, CallCommand.SendDigits, null, null, data),
            "Consult" => new Ask.OfCall(id, app, subtopic, data, CallCommand.Consult, null, Endpoint.OfNumber(data!), null),
            _ => new Ask.OfCall(id, app, subtopic, data, Enum.Parse<CallCommand>(subtopic), data, null, null),
        };
    }
}
