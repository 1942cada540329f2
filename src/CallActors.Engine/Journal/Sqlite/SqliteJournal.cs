namespace CallActors.Engine.Journal.Sqlite;

/// <summary>
/// The journal in one SQLite file: one writer thread that commits in groups, a few connections that read beside it,
/// and a lock file against a second host. docs/journal.md says what stands in the tables and why the settings are so.
/// </summary>
public sealed class SqliteJournal : IJournal
{
    private readonly SqliteJournalLock journalLock;
    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;

    private SqliteJournal(SqliteJournalLock journalLock, SqliteWriter writer, SqliteReaders readers)
    {
        this.journalLock = journalLock;
        this.writer = writer;
        this.readers = readers;
        SetAside = new SqliteSetAside(writer, readers);
    }

    /// <summary>None: the lock file lets one process write.</summary>
    public JournalNode? Node => null;

    /// <inheritdoc />
    public ISetAside SetAside { get; }

    /// <summary>
    /// Opens the journal at a path, creates it where there is none, and holds it until it is disposed or the process
    /// ends, however it ends.
    /// </summary>
    /// <param name="path">The file; its directory must exist and be writable.</param>
    /// <param name="options">Limits; the defaults suit a host.</param>
    /// <exception cref="JournalUnavailableException">
    /// The directory is missing or not writable, the file is something else than a journal, or another process holds
    /// it: one sentence that names the file.
    /// </exception>
    public static SqliteJournal Open(string path, SqliteJournalOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new SqliteJournalOptions();
        SqliteJournalFile file = SqliteJournalFile.Locate(path);
        SqliteJournalLock journalLock = SqliteJournalLock.Take(file, "embedded");
        try
        {
            SqliteJournalSchema.CreateOrValidate(file);
            return new SqliteJournal(
                journalLock,
                new SqliteWriter(file, options.WaitingWritesMaximum),
                new SqliteReaders(file, options.ReadersMaximum));
        }
        catch
        {
            journalLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask<AppendResult> AppendAsync(Change change, CancellationToken cancellation)
    {
        JournalLayout.Validate(change);
        return await writer.WriteAsync(new WaitingChange(change), cancellation);
    }

    /// <inheritdoc />
    public async Task WriteSnapshotAsync(SnapshotRow snapshot, long neededFrom, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        JournalLayout.Validate(snapshot.Key, snapshot.Manifest);
        await writer.WriteAsync(new WaitingSnapshot(snapshot, neededFrom), cancellation);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<JournalRow>> ReadRowsAsync(IReadOnlyList<RowKey> keys, CancellationToken cancellation) =>
        readers.ReadAsync(reader => reader.Rows(keys, cancellation), cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<JournalRow> ReadStreamAsync(
        string persistenceId, long from, long to, CancellationToken cancellation) =>
        readers.StreamAsync(persistenceId, from, to, cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<JournalRow>> ReadHeadsAsync(
        IReadOnlyList<string> persistenceIds, CancellationToken cancellation) =>
        readers.ReadAsync(reader => reader.Heads(persistenceIds, cancellation), cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<StreamTail>> ReadTailsAsync(
        IReadOnlyList<string> persistenceIds, int rowsMaximum, CancellationToken cancellation) =>
        readers.ReadAsync(reader => reader.Tails(persistenceIds, rowsMaximum, cancellation), cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<JournalRow>> ReadStretchesAsync(IReadOnlyList<Stretch> stretches, CancellationToken cancellation) =>
        readers.ReadAsync(reader => reader.Stretches(stretches, cancellation), cancellation);

    /// <inheritdoc />
    public Task<SnapshotRow?> ReadSnapshotAsync(string persistenceId, long at, CancellationToken cancellation) =>
        readers.ReadAsync(reader => reader.Snapshot(persistenceId, at), cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<long>> ReadOldSnapshotsAsync(string persistenceId, long neededFrom, CancellationToken cancellation) =>
        readers.ReadAsync(reader => reader.OldSnapshots(persistenceId, neededFrom), cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<string> ReadPersistenceIdsAsync(string prefix, CancellationToken cancellation) =>
        readers.PersistenceIdsAsync(prefix, cancellation);

    /// <summary>Writes what waits, closes the file and lets the next host have it.</summary>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await readers.DisposeAsync();
        journalLock.Dispose();
    }
}

/// <summary>The limits of one opened SQLite journal.</summary>
/// <param name="WaitingWritesMaximum">How many writes may wait for the writer; the next one is refused at once.</param>
/// <param name="ReadersMaximum">How many connections read at the same time; further reads wait for one.</param>
public sealed record SqliteJournalOptions(int WaitingWritesMaximum = 10_000, int ReadersMaximum = 4);
