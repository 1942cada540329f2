namespace CallActors.Engine.Journal.Sqlite;

/// <summary>Reads a SQLite journal that a host may be writing at the same time; takes no lock and writes nothing.</summary>
public sealed class SqliteJournalReader : IJournalReader
{
    private readonly SqliteReaders readers;

    internal SqliteJournalReader(SqliteReaders readers) => this.readers = readers;

    /// <exception cref="JournalUnavailableException">There is no journal at the path: one sentence that names the file.</exception>
    public static SqliteJournalReader Open(string path)
    {
        var file = SqliteJournalFile.Locate(path);
        return File.Exists(file.Path)
            ? new SqliteJournalReader(new SqliteReaders(file, 1))
            : throw new JournalUnavailableException($"There is no journal {file.Path}: name the file that the host was started with.");
    }

    public Task<IReadOnlyList<JournalRow>> ReadRowsAsync(IReadOnlyList<RowKey> keys, CancellationToken cancellation) =>
        readers.ReadAsync(reader => reader.Rows(keys, cancellation), cancellation);

    public IAsyncEnumerable<JournalRow> ReadStreamAsync(string persistenceId, long from, long to, CancellationToken cancellation) =>
        readers.StreamAsync(persistenceId, from, to, cancellation);

    public Task<IReadOnlyList<JournalRow>> ReadHeadsAsync(IReadOnlyList<string> persistenceIds, CancellationToken cancellation) =>
        readers.ReadAsync(reader => reader.Heads(persistenceIds, cancellation), cancellation);

    public Task<SnapshotRow?> ReadSnapshotAsync(string persistenceId, long at, CancellationToken cancellation) =>
        readers.ReadAsync(reader => reader.Snapshot(persistenceId, at), cancellation);

    public Task<IReadOnlyList<StreamTail>> ReadTailsAsync(
        IReadOnlyList<string> persistenceIds, int rowsMaximum, CancellationToken cancellation) =>
        readers.ReadAsync(reader => reader.Tails(persistenceIds, rowsMaximum, cancellation), cancellation);

    public Task<IReadOnlyList<JournalRow>> ReadStretchesAsync(IReadOnlyList<Stretch> stretches, CancellationToken cancellation) =>
        readers.ReadAsync(reader => reader.Stretches(stretches, cancellation), cancellation);

    public Task<IReadOnlyList<long>> ReadOldSnapshotsAsync(string persistenceId, long neededFrom, CancellationToken cancellation) =>
        readers.ReadAsync(reader => reader.OldSnapshots(persistenceId, neededFrom), cancellation);

    public IAsyncEnumerable<string> ReadPersistenceIdsAsync(string prefix, CancellationToken cancellation) =>
        readers.PersistenceIdsAsync(prefix, cancellation);

    public ValueTask DisposeAsync() => readers.DisposeAsync();
}
