namespace CallActors.Engine.Journal.Postgres;

/// <summary>Reads a PostgreSQL journal that nodes may be writing at the same time; takes no lock and writes nothing.</summary>
internal sealed class PostgresJournalReader(PostgresReader reader) : IJournalReader
{
    public Task<IReadOnlyList<JournalRow>> ReadRowsAsync(IReadOnlyList<RowKey> keys, CancellationToken cancellation) =>
        reader.RowsAsync(keys, cancellation);

    public IAsyncEnumerable<JournalRow> ReadStreamAsync(string persistenceId, long from, long to, CancellationToken cancellation) =>
        reader.StreamAsync(persistenceId, from, to, cancellation);

    public Task<IReadOnlyList<JournalRow>> ReadHeadsAsync(IReadOnlyList<string> persistenceIds, CancellationToken cancellation) =>
        reader.HeadsAsync(persistenceIds, cancellation);

    public Task<SnapshotRow?> ReadSnapshotAsync(string persistenceId, long at, CancellationToken cancellation) =>
        reader.SnapshotAsync(persistenceId, at, cancellation);

    public IAsyncEnumerable<string> ReadPersistenceIdsAsync(string prefix, CancellationToken cancellation) =>
        reader.PersistenceIdsAsync(prefix, cancellation);

    public ValueTask DisposeAsync() => reader.DisposeAsync();
}
