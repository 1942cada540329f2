using CallActors.Engine.Journal;

namespace CallActors.Akka.Tests.Engine;

/// <summary>Counts what is asked of a journal.</summary>
internal sealed class CountingReader(IJournalReader journal) : IJournalReader
{
    private int tails;
    private int roundTrips;

    /// <summary>How many streams were read from their snapshots on, and in how many round trips anything was read, since it was asked last.</summary>
    public (int Tails, int RoundTrips) Take() => (Interlocked.Exchange(ref tails, 0), Interlocked.Exchange(ref roundTrips, 0));

    public Task<IReadOnlyList<StreamTail>> ReadTailsAsync(IReadOnlyList<string> persistenceIds, int rowsMaximum, CancellationToken cancellation)
    {
        Interlocked.Add(ref tails, persistenceIds.Count);
        return Counted(journal.ReadTailsAsync(persistenceIds, rowsMaximum, cancellation));
    }

    public Task<IReadOnlyList<JournalRow>> ReadStretchesAsync(IReadOnlyList<Stretch> stretches, CancellationToken cancellation) =>
        Counted(journal.ReadStretchesAsync(stretches, cancellation));

    public Task<IReadOnlyList<JournalRow>> ReadRowsAsync(IReadOnlyList<RowKey> keys, CancellationToken cancellation) =>
        Counted(journal.ReadRowsAsync(keys, cancellation));

    public IAsyncEnumerable<JournalRow> ReadStreamAsync(string persistenceId, long from, long to, CancellationToken cancellation) =>
        Counted(journal.ReadStreamAsync(persistenceId, from, to, cancellation));

    public Task<IReadOnlyList<JournalRow>> ReadHeadsAsync(IReadOnlyList<string> persistenceIds, CancellationToken cancellation) =>
        Counted(journal.ReadHeadsAsync(persistenceIds, cancellation));

    public Task<SnapshotRow?> ReadSnapshotAsync(string persistenceId, long at, CancellationToken cancellation) =>
        Counted(journal.ReadSnapshotAsync(persistenceId, at, cancellation));

    public Task<IReadOnlyList<long>> ReadOldSnapshotsAsync(string persistenceId, long neededFrom, CancellationToken cancellation) =>
        Counted(journal.ReadOldSnapshotsAsync(persistenceId, neededFrom, cancellation));

    /// <summary>Not counted: it is the list of who there is, a thousand at a time.</summary>
    public IAsyncEnumerable<string> ReadPersistenceIdsAsync(string prefix, CancellationToken cancellation) =>
        journal.ReadPersistenceIdsAsync(prefix, cancellation);

    public ValueTask DisposeAsync() => journal.DisposeAsync();

    private T Counted<T>(T asked)
    {
        Interlocked.Increment(ref roundTrips);
        return asked;
    }
}
