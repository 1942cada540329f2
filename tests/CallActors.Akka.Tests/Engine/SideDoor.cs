using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using CallActors.Engine.Journal.Sqlite;
using Npgsql;

namespace CallActors.Akka.Tests.Engine;

/// <summary>Reads and damages a journal beside the engine that holds it, as no engine could.</summary>
internal sealed class SideDoor(IJournalReader reader, Func<Change, Task<AppendResult>> append) : IJournal
{
    public JournalNode? Node => null;

    public ISetAside SetAside => throw new NotSupportedException();

    public static SideDoor OfSqlite(string path)
    {
        return new SideDoor(SqliteJournalReader.Open(path), async change =>
        {
            await using var writer = new SqliteWriter(SqliteJournalFile.Locate(path), 10);
            return await writer.WriteAsync(new WaitingChange(change), default);
        });
    }

    public static SideDoor OfPostgres(string connectionString)
    {
        var reader = new PostgresJournalReader(new PostgresReader(PostgresSettings.Parse(connectionString, 2)));
        return new SideDoor(reader, async change =>
        {
            await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
            await connection.OpenAsync();
            foreach (var row in change.Rows)
            {
                await using var insert = new NpgsqlCommand("""
                    INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
                    VALUES (0, false, $1, $2, $3, '', $4, 1671, 'test')
                    """, connection);
                foreach (object value in new object[] { row.Key.PersistenceId, row.Key.SequenceNumber, row.Message.ToArray(), row.Manifest })
                {
                    insert.Parameters.Add(new NpgsqlParameter { Value = value });
                }

                await insert.ExecuteNonQueryAsync();
            }

            return AppendResult.Committed;
        });
    }

    public async ValueTask<AppendResult> AppendAsync(Change change, CancellationToken cancellation) => await append(change);

    public Task<IReadOnlyList<StreamTail>> ReadTailsAsync(IReadOnlyList<string> persistenceIds, int rowsMaximum, CancellationToken cancellation) =>
        reader.ReadTailsAsync(persistenceIds, rowsMaximum, cancellation);

    public Task<IReadOnlyList<JournalRow>> ReadStretchesAsync(IReadOnlyList<Stretch> stretches, CancellationToken cancellation) =>
        reader.ReadStretchesAsync(stretches, cancellation);

    public Task WriteSnapshotAsync(SnapshotRow snapshot, long neededFrom, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<JournalRow>> ReadRowsAsync(IReadOnlyList<RowKey> keys, CancellationToken cancellation) =>
        reader.ReadRowsAsync(keys, cancellation);

    public IAsyncEnumerable<JournalRow> ReadStreamAsync(string persistenceId, long from, long to, CancellationToken cancellation) =>
        reader.ReadStreamAsync(persistenceId, from, to, cancellation);

    public Task<IReadOnlyList<JournalRow>> ReadHeadsAsync(IReadOnlyList<string> persistenceIds, CancellationToken cancellation) =>
        reader.ReadHeadsAsync(persistenceIds, cancellation);

    public Task<IReadOnlyList<long>> ReadOldSnapshotsAsync(string persistenceId, long neededFrom, CancellationToken cancellation) =>
        reader.ReadOldSnapshotsAsync(persistenceId, neededFrom, cancellation);

    public Task<SnapshotRow?> ReadSnapshotAsync(string persistenceId, long at, CancellationToken cancellation) =>
        reader.ReadSnapshotAsync(persistenceId, at, cancellation);

    public IAsyncEnumerable<string> ReadPersistenceIdsAsync(string prefix, CancellationToken cancellation) =>
        reader.ReadPersistenceIdsAsync(prefix, cancellation);

    public ValueTask DisposeAsync() => reader.DisposeAsync();
}
