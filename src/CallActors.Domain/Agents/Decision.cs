using System.Collections.Immutable;

namespace CallActors.Domain.Agents;

/// <summary>What follows from a command or a report, given the picture on which it was decided.</summary>
public abstract record Decision
{
    private Decision() { }

    /// <summary>Nothing changes and nobody is told.</summary>
    public sealed record Nothing : Decision;

    /// <summary>A command that is not possible; nothing changes, the asker alone is told.</summary>
    public sealed record Refused(RefusalKind Kind, string Text) : Decision;

    /// <summary>A command that was asked before: nothing is asked again, the asker gets what came of it.</summary>
    public sealed record Repeated(RecentRequest First) : Decision;

    /// <summary>One change: journaled as a whole, then told, and only then asked of Amazon Connect.</summary>
    public sealed record Change(ImmutableArray<Happened> Happened, BridgeRequest? Ask) : Decision;

    internal static Decision Of(IEnumerable<Happened> happened)
    {
        var all = happened.ToImmutableArray();
        return all.IsEmpty ? new Nothing() : new Change(all, null);
    }
}

public enum RefusalKind
{
    /// <summary>Well formed, but not possible now: the subtopic's own error.</summary>
    NotPossible,

    /// <summary>The state asked for is not one of the agent's.</summary>
    StateNotFound,

    /// <summary>A request id was used again for something else.</summary>
    Malformed,
}

/// <summary>What goes to the agent's bridge (docs/amazon-connect.md, "The bridge's protocol").</summary>
public sealed record BridgeRequest(
    string RequestId, string Attachment, BridgeOperation Operation, string? ContactId, string? ConnectionId,
    Endpoint? Endpoint, string? Digits, AgentState? State)
{
    /// <summary>Without the digits, so that no log or error can hold them.</summary>
    public override string ToString() => $"{Operation} {RequestId}";
}

public enum BridgeOperation
{
    AcceptContact,
    RejectContact,
    ClearContact,
    HoldConnection,
    ResumeConnection,
    DestroyConnection,
    SendDigits,
    CreateAdditionalConnection,
    ToggleActiveConnections,
    ConferenceConnections,
    ConnectEndpoint,
    PutAgentState,
    Mute,
    Unmute,
}
