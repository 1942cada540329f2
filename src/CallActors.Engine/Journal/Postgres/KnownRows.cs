namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// Up to which <c>ordering</c> a node knows every row: by having heard or read it, or by having written it itself. A node
/// that writes alone so never reads what it wrote, which cost as much as half of the writing. What others committed is
/// told in its order, each once, and nothing behind a row that is not known yet.
/// </summary>
/// <param name="writerId">What stands in <c>writer_uuid</c> of its rows.</param>
internal sealed class KnownRows(string writerId)
{
    private const int AheadMaximum = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<long, (long Last, CommittedChange? Change)> ahead = [];
    private List<CommittedChange> waiting = [];
    private long known;
    private bool isTelling;
    private volatile bool isWriting;

    /// <summary>By what the rows of this node are known from those of others.</summary>
    public string WriterId => writerId;

    /// <summary>Who is to hear of each commit of this node.</summary>
    public Hearers Hearers { get; } = new();

    /// <summary>Is given what others committed.</summary>
    public Action<IReadOnlyList<CommittedChange>> Telling { get; set; } = _ => { };

    /// <summary>Whether a group of this node is under way: what is missing before rows that were heard of may be that.</summary>
    public bool IsWriting
    {
        get => isWriting;
        set => isWriting = value;
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
            // Rows of others may stand before them, so they count when those are known.
            Put(first, last, null);
            if (waiting.Count == 0)
            {
                return;
            }
        }

        // What others committed waited for this. The writer goes on with its next group meanwhile.
        ThreadPool.UnsafeQueueUserWorkItem(static known => known.Tell(), this, preferLocal: false);
    }

    /// <summary>A change of another node came with all its rows, which have no gap between them.</summary>
    /// <returns>False where too many wait already: it is to be read.</returns>
    public bool Hear(long first, long last, CommittedChange? change)
    {
        bool isTaken;
        lock (gate)
        {
            isTaken = Put(first, last, change);
        }

        Tell();
        return isTaken;
    }

    /// <summary>Everything up to an ordering was read, or need not be.</summary>
    public void ReadUpTo(long ordering) => Read([], ordering);

    /// <summary>Everything of others up to an ordering was read.</summary>
    /// <param name="changes">In their order, each with the ordering of its last row; of some it may be known already.</param>
    public void Read(IReadOnlyList<(long Ordering, CommittedChange Change)> changes, long upTo)
    {
        lock (gate)
        {
            foreach (var (ordering, change) in changes)
            {
                if (ordering > known)
                {
                    Pass(ordering, change);
                    Join();
                }
            }

            known = Math.Max(known, upTo);
            foreach (long first in ahead.Where(each => each.Value.Last <= known).Select(each => each.Key).ToArray())
            {
                ahead.Remove(first);
            }

            Join();
        }

        Tell();
    }

    private bool Put(long first, long last, CommittedChange? change)
    {
        if (last <= known)
        {
            return true;
        }

        if (ahead.Count >= AheadMaximum)
        {
            return false;
        }

        ahead[first] = (last, change);
        Join();
        return true;
    }

    private void Join()
    {
        while (ahead.Remove(known + 1, out var next))
        {
            Pass(next.Last, next.Change);
        }
    }

    private void Pass(long ordering, CommittedChange? change)
    {
        known = ordering;
        if (change is not null)
        {
            waiting.Add(change);
        }
    }

    /// <summary>Tells what is known outside the lock, and so that whoever comes meanwhile leaves his to who tells already.</summary>
    private void Tell()
    {
        while (true)
        {
            List<CommittedChange> changes;
            lock (gate)
            {
                if (isTelling || waiting.Count == 0)
                {
                    return;
                }

                (isTelling, changes, waiting) = (true, waiting, []);
            }

            try
            {
                Telling(changes);
            }
            finally
            {
                lock (gate)
                {
                    isTelling = false;
                }
            }
        }
    }
}
