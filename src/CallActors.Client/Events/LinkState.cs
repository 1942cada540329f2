namespace CallActors.Client;

/// <summary>How an agent's events are connected.</summary>
/// <param name="AgentId">Whose events.</param>
/// <param name="Node">The node or load balancer.</param>
/// <param name="IsOpen">Whether the socket is open.</param>
/// <param name="CloseCode">Why it was closed, as docs/messages.md lists it; null where it was lost without a word, or could not be opened.</param>
/// <param name="Reason">The same for people.</param>
/// <param name="NextAttemptIn">After which pause it is opened again.</param>
public sealed record LinkState(string AgentId, Uri Node, bool IsOpen, int? CloseCode = null, string? Reason = null, TimeSpan? NextAttemptIn = null);
