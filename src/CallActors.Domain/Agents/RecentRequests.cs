using System.Collections.Immutable;

namespace CallActors.Domain.Agents;

/// <summary>
/// The last requests of an agent, oldest first: bounded by count and by time, and found by id without comparing them one
/// by one, since every command asks whether it is a repeat.
/// </summary>
public sealed class RecentRequests
{
    /// <summary>How many requests are remembered at most (docs/messages.md, "requestId").</summary>
    public const int Most = 1000;

    private readonly ImmutableArray<Block> blocks;
    private readonly Block newest;
    private readonly int forgotten;

    /// <param name="blocks">Those that are full, oldest first.</param>
    /// <param name="newest">The one that grows.</param>
    /// <param name="forgotten">How many of the oldest block's are over.</param>
    private RecentRequests(ImmutableArray<Block> blocks, Block newest, int forgotten) =>
        (this.blocks, this.newest, this.forgotten) = (blocks, newest, forgotten);

    /// <summary>How long a request is remembered at most.</summary>
    public static TimeSpan For { get; } = TimeSpan.FromHours(24);

    public static RecentRequests Empty { get; } = new([], Block.Empty, 0);

    public int Count => blocks.Length * Block.Size + newest.Count - forgotten;

    public IEnumerable<RecentRequest> OldestFirst =>
        blocks.Append(newest).SelectMany(block => block.Requests).Skip(forgotten);

    /// <summary>The newest request with this id; null where there is none.</summary>
    public RecentRequest? Find(string requestId)
    {
        var hash = requestId.GetHashCode();
        for (var index = blocks.Length; index >= 0; index--)
        {
            var found = (index == blocks.Length ? newest : blocks[index]).Find(requestId, hash, index == 0 ? forgotten : 0);
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Remembers one more, and forgets the oldest where there are too many or their time is over.</summary>
    public RecentRequests Add(RecentRequest request)
    {
        var kept = this;
        while (kept.Count > 0 && (kept.Count >= Most || kept.OldestBlock.Requests[kept.forgotten].Request.AskedAt <= request.Request.AskedAt - For))
        {
            kept = kept.WithoutOldest();
        }

        var grown = kept.newest.Add(request);
        return grown.Count < Block.Size ? new RecentRequests(kept.blocks, grown, kept.forgotten)
            : new RecentRequests(kept.blocks.Add(grown), Block.Empty, kept.forgotten);
    }

    private Block OldestBlock => blocks.IsEmpty ? newest : blocks[0];

    private RecentRequests WithoutOldest() =>
        forgotten + 1 < OldestBlock.Count ? new RecentRequests(blocks, newest, forgotten + 1)
        : blocks.IsEmpty ? Empty
        : new RecentRequests(blocks.RemoveAt(0), newest, 0);

    /// <summary>
    /// Some requests in a row, with their ids' hashes beside them, which are looked through many at once. A full block is
    /// never copied again: in one tree of all requests every command left a dozen nodes to the garbage collector.
    /// </summary>
    private sealed class Block(int[] hashes, RecentRequest[] requests)
    {
        public const int Size = 64;

        public static Block Empty { get; } = new([], []);

        public int Count => requests.Length;

        public IReadOnlyList<RecentRequest> Requests => requests;

        public RecentRequest? Find(string requestId, int hash, int from)
        {
            for (var index = hashes.AsSpan().LastIndexOf(hash); index >= from; index = hashes.AsSpan(0, index).LastIndexOf(hash))
            {
                if (requests[index].Request.RequestId == requestId)
                {
                    return requests[index];
                }
            }

            return null;
        }

        public Block Add(RecentRequest request) => new([.. hashes, request.Request.RequestId.GetHashCode()], [.. requests, request]);
    }
}
