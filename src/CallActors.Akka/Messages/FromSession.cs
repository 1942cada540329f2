using CallActors.Domain.Agents;
using CallActors.Engine;
using CallActors.Engine.Wire;

namespace CallActors.Akka.Messages;

/// <summary>The sender is the agent's session now, and this is true of the agent.</summary>
internal sealed record Registered(string AgentId, AgentView View) : IOfAgent;

/// <summary>What was left from before is settled.</summary>
internal sealed record Awake(string AgentId) : IOfAgent;

/// <summary>What became of a command.</summary>
/// <param name="Reply">For a request of an app.</param>
/// <param name="View">Where it is asked for.</param>
/// <param name="Fault">Why it is not known to be journaled, null where it is durable.</param>
internal sealed record Answered(string AgentId, string CommandId, AskReply? Reply, AgentView? View, string? Fault) : IOfAgent;

/// <param name="Error">Of a refusal, or how a repeated request had ended.</param>
internal sealed record AskReply(AskReplyKind Kind, WireError? Error);

internal enum AskReplyKind
{
    Accepted,
    Refused,
    Repeated,
}

/// <summary>A change that shows, or that ended a request.</summary>
/// <param name="Told">Null where nothing shows.</param>
/// <param name="Ended">The id of the request that ended.</param>
/// <param name="Error">Why it failed, null where it was confirmed.</param>
internal sealed record Broadcast(string AgentId, Told? Told, string? Ended, WireError? Error) : IOfAgent;

/// <summary>A request on its way to the bridge that is attached at the receiver's node.</summary>
/// <param name="Deadline">How long the bridge has for it.</param>
internal sealed record ToBridge(string AgentId, BridgeRequest Request, TimeSpan Deadline) : IOfAgent;

/// <summary>Something became of a bridge at the receiver's node.</summary>
internal sealed record BridgeNews(string AgentId, string Attachment, BridgeNewsKind Kind) : IOfAgent;

internal enum BridgeNewsKind
{
    StandBy,
    AttachedAgain,
    Lost,
}
