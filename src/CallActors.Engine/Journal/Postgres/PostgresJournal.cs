using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// The journal in a PostgreSQL database, for any number of nodes: whoever has the unique key of an agent's next number
/// has the agent's next change. docs/journal.md says what stands in the tables and why the settings are so.
/// </summary>
public sealed class PostgresJournal : IJournal
{
    private readonly PostgresWriter writer;
    private readonly PostgresReader reader;
    private readonly PostgresNode node;

    private PostgresJournal(PostgresWriter writer, PostgresReader reader, PostgresNode node) =>
        (this.writer, this.reader, this.node, SetAside) = (writer, reader, node, new PostgresSetAside(reader));

    /// <inheritdoc />
    public JournalNode? Node => node.Node;

    /// <inheritdoc />
    public ISetAside SetAside { get; }

    /// <inheritdoc cref="PostgresNode.PagesRead" />
    internal int PagesRead => node.PagesRead;

    /// <summary>Connects, creates the tables where there are none, and takes the embedded engine's share of the journal.</summary>
    /// <param name="connectionString">As Npgsql takes it, such as <c>Host=localhost;Database=callactors</c>.</param>
    /// <param name="options">Limits; the defaults suit a node.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <exception cref="JournalUnavailableException">
    /// The server is not reachable, its commits are not durable, the database is something else than a journal, or
    /// the other engine kind holds it: one sentence that names the database.
    /// </exception>
    public static async Task<PostgresJournal> OpenAsync(
        string connectionString, PostgresJournalOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new PostgresJournalOptions();
        PostgresSettings settings = PostgresSettings.Parse(connectionString, options.ReadersMaximum);
        try
        {
            await using (var connection = new NpgsqlConnection(settings.WriterConnectionString))
            {
                await connection.OpenAsync(cancellation);
                await PostgresSchema.CreateOrValidateAsync(connection, settings, cancellation);
            }

            var known = new KnownRows(Guid.NewGuid().ToString("N"));
            PostgresWriter writer = await PostgresWriter.OpenAsync(settings, options, known, cancellation);
            var reader = new PostgresReader(settings);
            try
            {
                return new PostgresJournal(writer, reader, await PostgresNode.OpenAsync(settings, reader, known, options.Clock, cancellation));
            }
            catch
            {
                await writer.DisposeAsync();
                await reader.DisposeAsync();
                throw;
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw settings.Unavailable(failure);
        }
    }

    /// <inheritdoc />
    public ValueTask<AppendResult> AppendAsync(Change change, CancellationToken cancellation)
    {
        JournalLayout.Validate(change);
        return new ValueTask<AppendResult>(writer.AppendAsync(change, cancellation));
    }

    /// <inheritdoc />
    public Task WriteSnapshotAsync(SnapshotRow snapshot, long neededFrom, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        JournalLayout.Validate(snapshot.Key, snapshot.Manifest);
        return reader.ReplaceAsync(snapshot, neededFrom, cancellation);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<JournalRow>> ReadRowsAsync(IReadOnlyList<RowKey> keys, CancellationToken cancellation) =>
        reader.RowsAsync(keys, cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<JournalRow> ReadStreamAsync(
        string persistenceId, long from, long to, CancellationToken cancellation) =>
        reader.StreamAsync(persistenceId, from, to, cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<JournalRow>> ReadHeadsAsync(
        IReadOnlyList<string> persistenceIds, CancellationToken cancellation) =>
        reader.HeadsAsync(persistenceIds, cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<StreamTail>> ReadTailsAsync(
        IReadOnlyList<string> persistenceIds, int rowsMaximum, CancellationToken cancellation) =>
        PostgresBulk.TailsAsync(reader, persistenceIds, rowsMaximum, cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<JournalRow>> ReadStretchesAsync(IReadOnlyList<Stretch> stretches, CancellationToken cancellation) =>
        PostgresBulk.StretchesAsync(reader, stretches, cancellation);

    /// <inheritdoc />
    public Task<SnapshotRow?> ReadSnapshotAsync(string persistenceId, long at, CancellationToken cancellation) =>
        reader.SnapshotAsync(persistenceId, at, cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<long>> ReadOldSnapshotsAsync(string persistenceId, long neededFrom, CancellationToken cancellation) =>
        reader.OldSnapshotsAsync(persistenceId, neededFrom, cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<string> ReadPersistenceIdsAsync(string prefix, CancellationToken cancellation) =>
        reader.PersistenceIdsAsync(prefix, cancellation);

    /// <summary>Writes what waits and disconnects; other nodes are not touched.</summary>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await node.DisposeAsync();
        await reader.DisposeAsync();
    }
}

/// <summary>The limits of one node's PostgreSQL journal.</summary>
/// <param name="WaitingWritesMaximum">How many changes may wait for the writer; the next one is refused at once.</param>
/// <param name="ReadersMaximum">How many connections read at the same time; further reads wait for one.</param>
public sealed record PostgresJournalOptions(int WaitingWritesMaximum = 10_000, int ReadersMaximum = 8)
{
    /// <summary>This node's clock, which is compared with the database's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
