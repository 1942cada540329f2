using System.Collections.Immutable;

namespace CallActors.Domain.Agents;

/// <summary>What a change says of the session itself; the rest of the change is events of contacts and connections.</summary>
public abstract record AgentFact
{
    private AgentFact() { }

    public sealed record BridgeAttached(string Attachment, string? AgentArn, string? BridgeVersion, ProfilePersonal Personal) : AgentFact;

    public sealed record BridgeDetached(string Attachment) : AgentFact;

    public sealed record StateChanged(AgentState State, AgentState? Next) : AgentFact;

    public sealed record MuteChanged(bool Muted) : AgentFact;

    /// <summary>The states that the agent may choose from.</summary>
    public sealed record StatesTold(ImmutableArray<AgentState> States) : AgentFact;

    public sealed record EndpointsTold(EndpointsPersonal Personal) : AgentFact;

    /// <summary>A report of this time changed something; older ones no longer count.</summary>
    public sealed record ReportTaken(DateTimeOffset At) : AgentFact;

    /// <summary>Something is asked of Amazon Connect, once, through one attachment.</summary>
    public sealed record RequestStarted(Request Request) : AgentFact;

    /// <summary>Connect shows what was asked.</summary>
    public sealed record RequestConfirmed(string RequestId) : AgentFact;

    public sealed record RequestFailed(string RequestId, FailureReason Reason, FailurePersonal Personal) : AgentFact;

    /// <summary>The session was begun anew, because its past cannot be folded.</summary>
    public sealed record Reset(string Reason) : AgentFact;
}

/// <param name="Username">The login name.</param>
public sealed record ProfilePersonal(string Username, string Name);

public sealed record EndpointsPersonal(ImmutableArray<Endpoint> Endpoints);

/// <param name="Text">What Connect said, or one sentence of ours; it may name a number.</param>
public sealed record FailurePersonal(string Text);

public enum FailureReason
{
    /// <summary>The bridge answered that Connect refused.</summary>
    RefusedByConnect,

    /// <summary>A report made it impossible.</summary>
    PartyLeft,

    /// <summary>Nothing came within the deadline.</summary>
    NotConfirmed,

    /// <summary>The bridge that had it is gone.</summary>
    BridgeLost,
}
