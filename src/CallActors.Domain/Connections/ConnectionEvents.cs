namespace CallActors.Domain.Connections;

/// <summary>What happened to a connection. Times are Amazon Connect's own, never ours.</summary>
public abstract record ConnectionEvent
{
    private ConnectionEvent() { }

    /// <summary>The connection stands in its contact; legal in every state, since Connect offers the same ids again.</summary>
    public sealed record Joined(
        string ContactId, ConnectionType Type, bool Initial, ConnectionStatus Status, DateTimeOffset At, PartyPersonal Personal)
        : ConnectionEvent;

    /// <summary>The party's number became known, or became another.</summary>
    public sealed record Identified(PartyPersonal Personal) : ConnectionEvent;

    /// <summary>It reads connecting again; Connect may report so and a report is never refused.</summary>
    public sealed record Rang(DateTimeOffset At) : ConnectionEvent;

    public sealed record Connected(DateTimeOffset At) : ConnectionEvent;

    public sealed record Held(DateTimeOffset At) : ConnectionEvent;

    /// <summary>Taken back from hold.</summary>
    public sealed record Resumed(DateTimeOffset At) : ConnectionEvent;

    public sealed record Disconnected(DateTimeOffset At) : ConnectionEvent;

    /// <summary>Amazon Connect is asked to hold; nothing has happened yet.</summary>
    public sealed record HoldRequested(string RequestId) : ConnectionEvent;

    /// <summary>Amazon Connect is asked to resume; nothing has happened yet.</summary>
    public sealed record ResumeRequested(string RequestId) : ConnectionEvent;

    /// <summary>Amazon Connect is asked to disconnect; nothing has happened yet.</summary>
    public sealed record DisconnectRequested(string RequestId) : ConnectionEvent;

    /// <summary>Digits are on their way to the bridge; only how many there are is ever written down.</summary>
    public sealed record DigitsRequested(string RequestId, int Count) : ConnectionEvent;
}

/// <summary>What tells who the party is; it stands in this one member so that it can be encrypted alone.</summary>
/// <param name="PhoneNumber">E.164 or what Connect gave, null while unknown and for the agent's own connection.</param>
public sealed record PartyPersonal(string? PhoneNumber);
