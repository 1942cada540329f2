namespace CallActors.Benchmarks.Peers;

/// <summary>One row: a number of an agent, what happened, and the request it belongs to.</summary>
/// <param name="Kind"><c>requested</c>, <c>confirmed</c>, <c>failed</c> or <c>observed</c>.</param>
/// <param name="Record">UTF-8 JSON.</param>
/// <param name="Parts">What it did to single connections, where the store keeps a history of each.</param>
internal sealed record PeerChange(
    string AgentId, long Number, string Kind, string? RequestId, byte[] Record, IReadOnlyList<PeerPart> Parts);

/// <summary>What happened to one connection.</summary>
/// <param name="Record">UTF-8 JSON.</param>
internal sealed record PeerPart(string ConnectionId, string Kind, byte[] Record);

/// <summary>Where a peer keeps its changes; a change is appended once it is durable, and no number of an agent twice.</summary>
internal interface IPeerStore : IAsyncDisposable
{
    /// <summary>Whether it keeps a history of each connection.</summary>
    bool KeepsParts => false;

    /// <summary>The newest changes of an agent, the newest first: enough for its state and the requests to remember.</summary>
    Task<IReadOnlyList<PeerChange>> LoadAsync(string agentId, int most);

    /// <exception cref="System.Data.Common.DbException">It is not known to be durable.</exception>
    Task AppendAsync(PeerChange change);
}
