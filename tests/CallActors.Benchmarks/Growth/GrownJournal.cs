using CallActors.Benchmarks.Load;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace CallActors.Benchmarks.Growth;

/// <summary>
/// A journal in a PostgreSQL that grows by whole agents, written in bulk. The first thousand agents have all but one of the
/// closed calls; every later one has one, so that each has a snapshot and rows after it.
/// </summary>
internal sealed class GrownJournal(string connectionString, int closedEvents)
{
    /// <summary>What one closed call leaves in the journal.</summary>
    private const int RowsOfClosedCall = 27;

    private const int AgentsWithHistory = 1000;
    private const string Copy =
        "COPY journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid) FROM STDIN (FORMAT BINARY)";

    private long rows;

    public int Agents { get; private set; }

    public long Rows => rows;

    public async Task CreateAsync() => await (await PostgresJournal.OpenAsync(connectionString)).DisposeAsync();

    public async Task GrowToAsync(int agents)
    {
        var next = Agents;
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(async () =>
        {
            for (int number; (number = Interlocked.Add(ref next, 100) - 100) < agents;)
            {
                await WriteAsync(number + 1, Math.Min(number + 100, agents));
            }
        })));
        Agents = agents;
    }

    private async Task WriteAsync(int first, int last)
    {
        var snapshots = new List<SnapshotRow>();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using (var copy = await connection.BeginBinaryImportAsync(Copy))
        {
            copy.Timeout = TimeSpan.FromMinutes(10);
            for (var number = first; number <= last; number++)
            {
                var past = new PastOfAgent(new CallIds(number));
                var calls = number <= AgentsWithHistory ? Math.Max(1, closedEvents / AgentsWithHistory / RowsOfClosedCall) : 1;
                foreach (var row in past.Attach().Concat(Enumerable.Range(1, calls).SelectMany(past.ClosedCall)))
                {
                    Write(copy, row);
                }

                snapshots.Add(past.Snapshot!);
                foreach (var row in past.HeldCall())
                {
                    Write(copy, row);
                }
            }

            await copy.CompleteAsync();
        }

        await using var journal = NpgsqlDataSource.Create(connectionString);
        foreach (var snapshot in snapshots)
        {
            await using var insert = journal.CreateCommand("INSERT INTO snapshot VALUES ($1, $2, 1, $3, $4, 1671)");
            insert.Parameters.Add(new NpgsqlParameter { Value = snapshot.Key.PersistenceId });
            insert.Parameters.Add(new NpgsqlParameter { Value = snapshot.Key.SequenceNumber });
            insert.Parameters.Add(new NpgsqlParameter { Value = snapshot.Payload });
            insert.Parameters.Add(new NpgsqlParameter { Value = snapshot.Manifest });
            await insert.ExecuteNonQueryAsync();
        }
    }

    private void Write(NpgsqlBinaryImporter copy, JournalRow row)
    {
        copy.StartRow();
        copy.Write(DateTime.UtcNow.Ticks, NpgsqlDbType.Bigint);
        copy.Write(false, NpgsqlDbType.Boolean);
        copy.Write(row.Key.PersistenceId, NpgsqlDbType.Text);
        copy.Write(row.Key.SequenceNumber, NpgsqlDbType.Bigint);
        copy.Write(row.Message, NpgsqlDbType.Bytea);
        copy.Write("", NpgsqlDbType.Text);
        copy.Write(row.Manifest, NpgsqlDbType.Text);
        copy.Write(1671, NpgsqlDbType.Integer);
        copy.Write("00000000000000000000000000000000", NpgsqlDbType.Text);
        Interlocked.Increment(ref rows);
    }
}
