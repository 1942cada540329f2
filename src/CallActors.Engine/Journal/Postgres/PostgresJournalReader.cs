using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>Reads a PostgreSQL journal that nodes may be writing at the same time; takes no lock and writes nothing.</summary>
public sealed class PostgresJournalReader : IJournalReader
{
    private const int ConnectionsMaximum = 2;

    private readonly PostgresReader reader;

    internal PostgresJournalReader(PostgresReader reader) => this.reader = reader;

    /// <param name="connectionString">As Npgsql takes it; the role needs no right but SELECT.</param>
    /// <exception cref="JournalUnavailableException">The server is not reachable, or the database has no journal: one sentence that names it.</exception>
    public static async Task<PostgresJournalReader> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        PostgresSettings settings = PostgresSettings.Parse(connectionString, ConnectionsMaximum).ReadOnly();
        var reader = new PostgresReader(settings);
        try
        {
            return await reader.HasJournalAsync(cancellation)
                ? new PostgresJournalReader(reader)
                : throw new JournalUnavailableException($"There is no journal in {settings.Name}: name the database that the host was started with.");
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    public Task<IReadOnlyList<JournalRow>> ReadRowsAsync(IReadOnlyList<RowKey> keys, CancellationToken cancellation) =>
        reader.RowsAsync(keys, cancellation);

    public IAsyncEnumerable<JournalRow> ReadStreamAsync(string persistenceId, long from, long to, CancellationToken cancellation) =>
        reader.StreamAsync(persistenceId, from, to, cancellation);

    public Task<IReadOnlyList<JournalRow>> ReadHeadsAsync(IReadOnlyList<string> persistenceIds, CancellationToken cancellation) =>
        reader.HeadsAsync(persistenceIds, cancellation);

    public Task<SnapshotRow?> ReadSnapshotAsync(string persistenceId, long at, CancellationToken cancellation) =>
        reader.SnapshotAsync(persistenceId, at, cancellation);

    public Task<IReadOnlyList<StreamTail>> ReadTailsAsync(
        IReadOnlyList<string> persistenceIds, int rowsMaximum, CancellationToken cancellation) =>
        PostgresBulk.TailsAsync(reader, persistenceIds, rowsMaximum, cancellation);

    public Task<IReadOnlyList<JournalRow>> ReadStretchesAsync(IReadOnlyList<Stretch> stretches, CancellationToken cancellation) =>
        PostgresBulk.StretchesAsync(reader, stretches, cancellation);

    public Task<IReadOnlyList<long>> ReadOldSnapshotsAsync(string persistenceId, long neededFrom, CancellationToken cancellation) =>
        reader.OldSnapshotsAsync(persistenceId, neededFrom, cancellation);

    public IAsyncEnumerable<string> ReadPersistenceIdsAsync(string prefix, CancellationToken cancellation) =>
        reader.PersistenceIdsAsync(prefix, cancellation);

    public ValueTask DisposeAsync() => reader.DisposeAsync();
}
