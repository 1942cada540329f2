namespace CallActors.Benchmarks.Peers;

/// <summary>One row: a number of an agent, what happened, and the request it belongs to.</summary>
/// <param name="Kind"><c>requested</c>, <c>confirmed</c>, <c>failed</c> or <c>observed</c>.</param>
/// <param name="Record">UTF-8 JSON.</param>
internal sealed record PeerChange(string AgentId, long Number, string Kind, string? RequestId, byte[] Record);

/// <summary>Where a peer keeps its changes; a change is appended once it is durable, and no number of an agent twice.</summary>
internal interface IPeerStore : IAsyncDisposable
{
    /// <summary>The newest changes of an agent, the newest first: enough for its state and the requests to remember.</summary>
    Task<IReadOnlyList<PeerChange>> LoadAsync(string agentId, int most);

    /// <exception cref="System.Data.Common.DbException">It is not known to be durable.</exception>
    Task AppendAsync(PeerChange change);
}
