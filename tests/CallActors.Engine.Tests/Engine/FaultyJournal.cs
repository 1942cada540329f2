using CallActors.Engine.Journal;

namespace CallActors.Engine.Tests.Engine;

/// <summary>A journal that works until the test says otherwise.</summary>
internal sealed class FaultyJournal(IJournal inner) : IJournal
{
    private int snapshotReads;
    private int snapshotsAsked;
    private int snapshotWrites;
    private readonly Gate gate = new();
    private readonly Gate snapshotGate = new();

    /// <summary>Neither written nor read while true.</summary>
    public volatile bool IsOut;

    /// <summary>How many of the next appends are committed and then reported as failed.</summary>
    public int CommitsThatThrow;

    /// <summary>Whether it is out of reach from such a commit on.</summary>
    public bool IsOutAfterCommit;

    public JournalNode? Node => inner.Node;

    public ISetAside SetAside => inner.SetAside;

    /// <summary>How often a session was begun to be read.</summary>
    public int SnapshotReads => snapshotReads;

    /// <summary>How often a snapshot was to be written, whether or not it was.</summary>
    public int SnapshotsAsked => Volatile.Read(ref snapshotsAsked);

    public int SnapshotWrites => snapshotWrites;

    /// <summary>Appends wait from now on; what is answered is ended by the action.</summary>
    public Action Block() => gate.Close();

    /// <summary>Snapshots wait from now on, until the action.</summary>
    public Action BlockSnapshots() => snapshotGate.Close();

    public async ValueTask<AppendResult> AppendAsync(Change change, CancellationToken cancellation)
    {
        ThrowIfOut();
        await gate.OpenAsync().WaitAsync(cancellation);

        var result = await inner.AppendAsync(change, cancellation);
        if (Interlocked.Decrement(ref CommitsThatThrow) < 0)
        {
            return result;
        }

        IsOut |= IsOutAfterCommit;
        throw Unavailable();
    }

    public Task<IReadOnlyList<JournalRow>> ReadRowsAsync(IReadOnlyList<RowKey> keys, CancellationToken cancellation)
    {
        ThrowIfOut();
        return inner.ReadRowsAsync(keys, cancellation);
    }

    public IAsyncEnumerable<JournalRow> ReadStreamAsync(string persistenceId, long from, long to, CancellationToken cancellation)
    {
        ThrowIfOut();
        return inner.ReadStreamAsync(persistenceId, from, to, cancellation);
    }

    public Task<IReadOnlyList<JournalRow>> ReadHeadsAsync(IReadOnlyList<string> persistenceIds, CancellationToken cancellation)
    {
        ThrowIfOut();
        return inner.ReadHeadsAsync(persistenceIds, cancellation);
    }

    public Task<IReadOnlyList<long>> ReadOldSnapshotsAsync(string persistenceId, long neededFrom, CancellationToken cancellation) =>
        inner.ReadOldSnapshotsAsync(persistenceId, neededFrom, cancellation);

    public Task<SnapshotRow?> ReadSnapshotAsync(string persistenceId, long at, CancellationToken cancellation)
    {
        ThrowIfOut();
        Interlocked.Increment(ref snapshotReads);
        return inner.ReadSnapshotAsync(persistenceId, at, cancellation);
    }

    public Task<IReadOnlyList<StreamTail>> ReadTailsAsync(IReadOnlyList<string> persistenceIds, int rowsMaximum, CancellationToken cancellation)
    {
        ThrowIfOut();
        return inner.ReadTailsAsync(persistenceIds, rowsMaximum, cancellation);
    }

    public Task<IReadOnlyList<JournalRow>> ReadStretchesAsync(IReadOnlyList<Stretch> stretches, CancellationToken cancellation)
    {
        ThrowIfOut();
        return inner.ReadStretchesAsync(stretches, cancellation);
    }

    public async Task WriteSnapshotAsync(SnapshotRow snapshot, long neededFrom, CancellationToken cancellation)
    {
        Interlocked.Increment(ref snapshotsAsked);
        ThrowIfOut();
        await snapshotGate.OpenAsync().WaitAsync(cancellation);
        Interlocked.Increment(ref snapshotWrites);
        await inner.WriteSnapshotAsync(snapshot, neededFrom, cancellation);
    }

    public IAsyncEnumerable<string> ReadPersistenceIdsAsync(string prefix, CancellationToken cancellation)
    {
        ThrowIfOut();
        return inner.ReadPersistenceIdsAsync(prefix, cancellation);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void ThrowIfOut()
    {
        if (IsOut)
        {
            throw Unavailable();
        }
    }

    private static JournalUnavailableException Unavailable() => new("The journal is out of reach, says the test.");
}
