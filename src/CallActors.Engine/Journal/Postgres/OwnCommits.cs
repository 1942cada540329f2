namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// Up to which <c>ordering</c> a node knows every row: by having read the headers, or by having written the rows itself.
/// A node that writes alone so never reads what it wrote, which cost as much as half of the writing.
/// </summary>
/// <param name="writerId">What stands in <c>writer_uuid</c> of its rows.</param>
internal sealed class OwnCommits(string writerId)
{
    private const int AheadMaximum = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<long, long> ahead = [];
    private long known;
    private volatile string[] hearers = [];

    /// <summary>By what the rows of this node are known from those of others.</summary>
    public string WriterId => writerId;

    /// <summary>
    /// The ids of the other nodes that live, who are to hear of each commit. One that joined just now is heard of within a
    /// quarter of a second; until then he finds the commits by asking, as he does without any announcement.
    /// </summary>
    public string[] Hearers
    {
        get => hearers;
        set => hearers = value;
    }

    /// <summary>The last ordering up to which every row is known.</summary>
    public long Known
    {
        get
        {
            lock (gate)
            {
                return known;
            }
        }
    }

    /// <summary>Begins anew at the end of the journal: the server may be another one by now, which has less.</summary>
    public void BeginAt(long ordering)
    {
        lock (gate)
        {
            known = ordering;
            ahead.Clear();
        }
    }

    /// <summary>Rows without a gap between them that this node wrote.</summary>
    public void Add(long first, long last)
    {
        lock (gate)
        {
            // Rows of others may stand before them, so they count when those were read.
            if (last > known && ahead.Count < AheadMaximum)
            {
                ahead[first] = last;
                Join();
            }
        }
    }

    /// <summary>Everything up to an ordering was read, or need not be.</summary>
    public void ReadUpTo(long ordering)
    {
        lock (gate)
        {
            known = Math.Max(known, ordering);
            foreach (var first in ahead.Where(each => each.Value <= known).Select(each => each.Key).ToArray())
            {
                ahead.Remove(first);
            }

            Join();
        }
    }

    private void Join()
    {
        while (ahead.Remove(known + 1, out var last))
        {
            known = last;
        }
    }
}
