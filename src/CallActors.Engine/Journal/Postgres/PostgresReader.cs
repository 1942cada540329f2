using System.Runtime.CompilerServices;
using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>The queries, on pooled connections. Each is written so that only the unique index can answer it.</summary>
internal sealed class PostgresReader(PostgresSettings settings) : IAsyncDisposable
{
    private const int PageRows = 256;
    private const int PageIds = 1_000;

    // The numbers of a stream's snapshots that go: $1 is the stream, $2 the oldest number after which somebody may read on.
    private static readonly string OldSnapshots = $"""
        SELECT sequence_number FROM snapshot AS old
        WHERE persistence_id = $1
          AND sequence_number < (SELECT max(sequence_number) FROM snapshot WHERE persistence_id = $1 AND sequence_number <= $2)
          AND EXISTS (
              SELECT FROM snapshot WHERE persistence_id = $1 AND sequence_number < old.sequence_number
              AND sequence_number >= old.sequence_number - old.sequence_number % {JournalLayout.SnapshotDistance})
          AND NOT EXISTS (
              SELECT FROM journal WHERE persistence_id = $1 AND sequence_number = old.sequence_number
              AND position('{JournalLayout.BegunAnew}'::bytea IN message) > 0)
        ORDER BY sequence_number LIMIT {JournalLayout.SnapshotsRemovedMaximum}
        """;

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(settings.ConnectionString);
    private volatile bool closed;

    public Task<IReadOnlyList<JournalRow>> RowsAsync(IReadOnlyList<RowKey> keys, CancellationToken cancellation) =>
        ReadAsync("""
            SELECT j.persistence_id, j.sequence_number, j.manifest, j.message
            FROM unnest($1, $2) WITH ORDINALITY AS given (id, number, place)
            CROSS JOIN LATERAL (
                SELECT * FROM journal WHERE persistence_id = given.id AND sequence_number = given.number LIMIT 1) AS j
            ORDER BY given.place
            """, Row, cancellation, keys.Select(key => key.PersistenceId).ToArray(), keys.Select(key => key.SequenceNumber).ToArray());

    public Task<IReadOnlyList<JournalRow>> HeadsAsync(IReadOnlyList<string> ids, CancellationToken cancellation) =>
        ReadAsync("""
            SELECT j.persistence_id, j.sequence_number, j.manifest, j.message
            FROM unnest($1) WITH ORDINALITY AS given (id, place)
            CROSS JOIN LATERAL (
                SELECT * FROM journal
                WHERE (persistence_id, sequence_number) <= (given.id, 9223372036854775807)
                  AND (persistence_id, sequence_number) >= (given.id, 0)
                ORDER BY persistence_id DESC, sequence_number DESC LIMIT 1) AS j
            ORDER BY given.place
            """, Row, cancellation, (object)ids.ToArray());

    public async IAsyncEnumerable<JournalRow> StreamAsync(
        string persistenceId, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<JournalRow> page;
        do
        {
            page = await ReadAsync("""
                SELECT persistence_id, sequence_number, manifest, message FROM journal
                WHERE (persistence_id, sequence_number) >= ($1, $2) AND (persistence_id, sequence_number) <= ($1, $3)
                ORDER BY persistence_id, sequence_number LIMIT $4
                """, Row, cancellation, persistenceId, from, to, PageRows);
            foreach (JournalRow row in page)
            {
                yield return row;
                from = row.Key.SequenceNumber + 1;
            }
        }
        while (page.Count == PageRows);
    }

    public async Task<SnapshotRow?> SnapshotAsync(string persistenceId, long at, CancellationToken cancellation)
    {
        IReadOnlyList<JournalRow> rows = await ReadAsync("""
            SELECT persistence_id, sequence_number, manifest, snapshot FROM snapshot
            WHERE (persistence_id, sequence_number) <= ($1, $2) AND (persistence_id, sequence_number) >= ($1, 0)
            ORDER BY persistence_id DESC, sequence_number DESC LIMIT 1
            """, Row, cancellation, persistenceId, at);
        return rows is [JournalRow found] ? new SnapshotRow(found.Key, found.Manifest, found.Message) : null;
    }

    /// <param name="neededFrom">Of those before the newest snapshot at or before this number, few stay.</param>
    public Task ReplaceAsync(SnapshotRow snapshot, long neededFrom, CancellationToken cancellation) =>
        ReadAsync($"""
            WITH kept AS (
                INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id)
                VALUES ($1, $3, {PostgresStatements.Ticks}, $4, $5, {JournalLayout.SerializerId})
                ON CONFLICT (persistence_id, sequence_number) DO UPDATE
                SET created = excluded.created, snapshot = excluded.snapshot, manifest = excluded.manifest,
                    serializer_id = excluded.serializer_id)
            DELETE FROM snapshot WHERE persistence_id = $1 AND sequence_number = ANY (ARRAY({OldSnapshots}))
            """, Row, cancellation, snapshot.Key.PersistenceId, neededFrom, snapshot.Key.SequenceNumber, snapshot.Payload, snapshot.Manifest);

    public Task<IReadOnlyList<long>> OldSnapshotsAsync(string persistenceId, long neededFrom, CancellationToken cancellation) =>
        ReadAsync(OldSnapshots, reader => reader.GetInt64(0), cancellation, persistenceId, neededFrom);

    public async IAsyncEnumerable<string> PersistenceIdsAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // One step in the index for each id, however many rows a stream has; the ids of a prefix stand together.
        string after = "";
        IReadOnlyList<string> page;
        do
        {
            page = await ReadAsync("""
                WITH RECURSIVE ids (id) AS (
                    (SELECT persistence_id FROM journal
                     WHERE persistence_id COLLATE "C" >= $1 AND persistence_id COLLATE "C" > $2
                     ORDER BY persistence_id COLLATE "C" LIMIT 1)
                    UNION ALL
                    SELECT (SELECT persistence_id FROM journal WHERE persistence_id COLLATE "C" > ids.id
                            ORDER BY persistence_id COLLATE "C" LIMIT 1)
                    FROM ids WHERE starts_with(id, $1))
                SELECT id FROM ids WHERE starts_with(id, $1) LIMIT $3
                """, reader => reader.GetString(0), cancellation, prefix, after, PageIds);
            foreach (string id in page)
            {
                yield return id;
                after = id;
            }
        }
        while (page.Count == PageIds);
    }

    /// <summary>Whether the database has the journal's tables.</summary>
    public async Task<bool> HasJournalAsync(CancellationToken cancellation) =>
        (await ReadAsync("SELECT to_regclass('journal') IS NOT NULL AND to_regclass('snapshot') IS NOT NULL", reader => reader.GetBoolean(0), cancellation))
        .Single();

    /// <summary>The ids of the nodes that live now.</summary>
    public Task<IReadOnlyList<string>> LiveNodesAsync(CancellationToken cancellation) =>
        ReadAsync(PostgresStatements.LiveNodes, reader => reader.GetString(0), cancellation);

    /// <summary>The key with which digits for a node's bridges are sealed; null where the node is gone.</summary>
    public async Task<byte[]?> NodeKeyAsync(string nodeId, CancellationToken cancellation) =>
        (await ReadAsync(
            "SELECT public_key FROM callactors_node WHERE id = $1", reader => reader.GetFieldValue<byte[]>(0), cancellation, nodeId))
        .SingleOrDefault();

    /// <summary>Takes one request from the site's bucket of an operation: null where it may go out, else when the next one may.</summary>
    public async ValueTask<TimeSpan?> TakeAsync(string operation, double requestsPerSecond, int burst, bool mayOwe, CancellationToken cancellation)
    {
        double retryAfterSeconds = (await ReadAsync(
            PostgresQuota.Take, row => row.GetDouble(0), cancellation, operation, requestsPerSecond, (double)burst, mayOwe))[0];
        return retryAfterSeconds > 0 ? TimeSpan.FromSeconds(retryAfterSeconds) : null;
    }

    public async ValueTask DisposeAsync()
    {
        closed = true;
        await source.DisposeAsync();
    }

    private static JournalRow Row(NpgsqlDataReader reader) => new(
        new RowKey(reader.GetString(0), reader.GetInt64(1)), reader.GetString(2), reader.GetFieldValue<byte[]>(3));

    /// <summary>The rows of a query, with $1 and so on for the values.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(
        string query, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object[] values)
    {
        ObjectDisposedException.ThrowIf(closed, typeof(PostgresJournal));
        try
        {
            await using NpgsqlCommand command = source.CreateCommand(query);
            foreach (object value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellation))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw settings.Unavailable(failure);
        }
    }
}
