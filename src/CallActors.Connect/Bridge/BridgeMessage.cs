using System.Collections.Immutable;
using CallActors.Domain.Agents;

namespace CallActors.Connect.Bridge;

/// <summary>What a bridge says (docs/amazon-connect.md, "The bridge's protocol").</summary>
public abstract record BridgeMessage
{
    private BridgeMessage() { }

    /// <param name="AgentId">The last part of the agent's ARN.</param>
    public sealed record Hello(string AgentId, string AgentArn, string Username, string Name, string? BridgeVersion) : BridgeMessage;

    /// <param name="Report">The agent as Connect shows it; its attachment is for the reader of the socket to fill in.</param>
    public sealed record Snapshot(AgentReport Report) : BridgeMessage;

    /// <summary>The states that the agent may choose from.</summary>
    public sealed record States(ImmutableArray<AgentState> All) : BridgeMessage;

    /// <summary>Whom the agent may consult or call directly.</summary>
    public sealed record Endpoints(ImmutableArray<Endpoint> All) : BridgeMessage;

    /// <param name="Error">What Streams gave, null where the bridge says ok.</param>
    public sealed record Result(string RequestId, ConnectError? Error) : BridgeMessage;
}

/// <summary>A frame of a bridge cannot be read; the message is one sentence for whoever writes the bridge.</summary>
public sealed class BridgeFrameException(string message) : Exception(message);
