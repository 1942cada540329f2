using System.Collections.Immutable;

namespace CallActors.Domain.Agents;

/// <summary>
/// The last requests of an agent, oldest first: bounded by count and by time, and found by id without looking through
/// them, since every command asks whether it is a repeat.
/// </summary>
public sealed class RecentRequests
{
    /// <summary>How many requests are remembered at most (docs/messages.md, "requestId").</summary>
    public const int Most = 1000;

    private readonly ImmutableQueue<RecentRequest> order;
    private readonly ImmutableDictionary<string, RecentRequest> byId;

    private RecentRequests(ImmutableQueue<RecentRequest> order, ImmutableDictionary<string, RecentRequest> byId, int count) =>
        (this.order, this.byId, Count) = (order, byId, count);

    /// <summary>How long a request is remembered at most.</summary>
    public static TimeSpan For { get; } = TimeSpan.FromHours(24);

    public static RecentRequests Empty { get; } = new([], ImmutableDictionary.Create<string, RecentRequest>(StringComparer.Ordinal), 0);

    public int Count { get; }

    public IEnumerable<RecentRequest> OldestFirst => order;

    /// <summary>The newest request with this id; null where there is none.</summary>
    public RecentRequest? Find(string requestId) => byId.GetValueOrDefault(requestId);

    /// <summary>Remembers one more, and forgets the oldest where there are too many or their time is over.</summary>
    public RecentRequests Add(RecentRequest request)
    {
        var oldest = request.Request.AskedAt - For;
        var (kept, known, count) = (order, byId, Count);
        while (count > 0 && (count >= Most || kept.Peek().Request.AskedAt <= oldest))
        {
            kept = kept.Dequeue(out var over);
            count--;
            // An id may be used again after its time: then the newer one stays.
            known = ReferenceEquals(known.GetValueOrDefault(over.Request.RequestId), over) ? known.Remove(over.Request.RequestId) : known;
        }

        return new RecentRequests(kept.Enqueue(request), known.SetItem(request.Request.RequestId, request), count + 1);
    }
}
