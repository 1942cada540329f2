using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CallActors.Benchmarks.Load;
using CallActors.Benchmarks.Subjects;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace CallActors.Benchmarks.Growth;

/// <summary>
/// A journal in a PostgreSQL that grows by whole agents, written in bulk, as a node leaves it that was killed. The first
/// thousand agents have all but one of the closed calls; every later one has one. Two of three agents are on hold for longer
/// than it takes to snapshot a session that rests; of the others a start has the whole call to fold.
/// </summary>
internal sealed class GrownJournal(PostgresCluster cluster, int agents, int closedEvents)
{
    /// <summary>What one closed call leaves in the journal.</summary>
    private const int RowsOfClosedCall = 27;

    private const int AgentsWithHistory = 1000;
    private const int AgentsAtOnce = 10;
    private const string CopyRows =
        "COPY journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid) FROM STDIN (FORMAT BINARY)";
    private const string CopySnapshots = "COPY snapshot FROM STDIN (FORMAT BINARY)";

    // Filling a table and then its indexes takes a third of the time.
    private const string DropIndexes = """
        ALTER TABLE journal DROP CONSTRAINT "PK_journal"; ALTER TABLE journal DROP CONSTRAINT journal_uq
        """;

    private const string CreateIndexes = """
        SET maintenance_work_mem = '1GB';
        ALTER TABLE journal ADD CONSTRAINT "PK_journal" PRIMARY KEY (ordering);
        ALTER TABLE journal ADD CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number);
        VACUUM ANALYZE journal; VACUUM ANALYZE snapshot
        """;

    private readonly string database = $"grown_{closedEvents}_{agents}";
    private readonly ConcurrentDictionary<(int Digits, int Calls, bool IsAtRest), CopiedPast> pasts = [];
    private readonly long created = DateTime.UtcNow.Ticks;

    public string ConnectionString => cluster.ConnectionString(database);

    /// <summary>Makes it, from one with fewer agents where that is given, or takes back what a run left in one that is there.</summary>
    /// <returns>How many events it has.</returns>
    public async Task<long> PrepareAsync(GrownJournal? smaller, int agentsOfSmaller)
    {
        var clock = Stopwatch.StartNew();
        var isThere = await cluster.ExecuteAsync($"SELECT 1 FROM pg_database WHERE datname = '{database}'") is not null;
        if (isThere && await cluster.ExecuteAsync("SELECT to_regclass('grown')::text", database) is not string)
        {
            // A run before this one ended in the middle of making it.
            await cluster.ExecuteAsync($"DROP DATABASE {database} WITH (FORCE); ALTER SYSTEM RESET fsync; SELECT pg_reload_conf()");
            isThere = false;
        }

        if (!isThere)
        {
            await MakeAsync(smaller, agentsOfSmaller);
        }

        // The numbers that the last run gave are given again: a node that finds a gap of so many takes all agents for changed.
        await cluster.ExecuteAsync(
            "DELETE FROM journal WHERE ordering > (SELECT last FROM grown); DELETE FROM snapshot WHERE created > 1; "
            + "SELECT setval(pg_get_serial_sequence('journal', 'ordering'), (SELECT last FROM grown)); CHECKPOINT", database);
        var events = (long)(await cluster.ExecuteAsync("SELECT events FROM grown", database))!;
        Console.WriteLine($"{agents} agents with an open held call, {events} events; {(isThere ? "found" : "written")} in {clock.Elapsed.TotalSeconds:0} s");
        return events;
    }

    private async Task MakeAsync(GrownJournal? smaller, int agentsOfSmaller)
    {
        if (smaller is not null)
        {
            // The server vacuums what was just written, and copies no database that anybody is connected to.
            await cluster.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{smaller.database}'");
        }

        await cluster.ExecuteAsync($"CREATE DATABASE {database}" + (smaller is null ? "" : $" TEMPLATE {smaller.database} STRATEGY FILE_COPY"));
        await cluster.ExecuteAsync("DROP TABLE IF EXISTS grown", database);
        await (await PostgresJournal.OpenAsync(ConnectionString)).DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        // Were the machine to fail now, the journal would be made once more.
        await cluster.ExecuteAsync("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()");
        await cluster.ExecuteAsync(DropIndexes, database);
        var next = agentsOfSmaller;
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(async () =>
        {
            for (int number; (number = Interlocked.Add(ref next, AgentsAtOnce) - AgentsAtOnce) < agents;)
            {
                await WriteAsync(number + 1, Math.Min(number + AgentsAtOnce, agents));
            }
        })));
        NpgsqlConnection.ClearAllPools();
        await cluster.ExecuteAsync(CreateIndexes, database);
        await cluster.ExecuteAsync("ALTER SYSTEM RESET fsync; SELECT pg_reload_conf(); CHECKPOINT");
        await cluster.ExecuteAsync("CREATE TABLE grown AS SELECT max(ordering) AS last, count(*) AS events FROM journal", database);
    }

    private async Task WriteAsync(int first, int last)
    {
        var snapshots = new List<SnapshotRow>();
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using (var copy = await connection.BeginBinaryImportAsync(CopyRows))
        {
            copy.Timeout = TimeSpan.FromMinutes(10);
            for (var number = first; number <= last; number++)
            {
                var calls = number <= AgentsWithHistory ? Math.Max(1, closedEvents / AgentsWithHistory / RowsOfClosedCall) : 1;
                var past = pasts.GetOrAdd((number.ToString(CultureInfo.InvariantCulture).Length, calls, number % 3 != 0), of => CopiedPast.Of(of.Digits, of.Calls, of.IsAtRest));
                var (rows, snapshot) = past.For(new CallIds(number));
                snapshots.Add(snapshot);
                foreach (var row in rows)
                {
                    Write(copy, row);
                }
            }

            await copy.CompleteAsync();
        }

        await using var snapshotCopy = await connection.BeginBinaryImportAsync(CopySnapshots);
        foreach (var snapshot in snapshots)
        {
            Write(snapshotCopy, snapshot);
        }

        await snapshotCopy.CompleteAsync();
    }

    private void Write(NpgsqlBinaryImporter copy, JournalRow row)
    {
        copy.StartRow();
        copy.Write(created, NpgsqlDbType.Bigint);
        copy.Write(false, NpgsqlDbType.Boolean);
        copy.Write(row.Key.PersistenceId, NpgsqlDbType.Text);
        copy.Write(row.Key.SequenceNumber, NpgsqlDbType.Bigint);
        copy.Write(row.Message, NpgsqlDbType.Bytea);
        copy.Write("", NpgsqlDbType.Text);
        copy.Write(row.Manifest, NpgsqlDbType.Text);
        copy.Write(JournalLayout.SerializerId, NpgsqlDbType.Integer);
        copy.Write("00000000000000000000000000000000", NpgsqlDbType.Text);
    }

    private static void Write(NpgsqlBinaryImporter copy, SnapshotRow row)
    {
        copy.StartRow();
        copy.Write(row.Key.PersistenceId, NpgsqlDbType.Text);
        copy.Write(row.Key.SequenceNumber, NpgsqlDbType.Bigint);
        // By this those that a run writes are known from these.
        copy.Write(1L, NpgsqlDbType.Bigint);
        copy.Write(row.Payload, NpgsqlDbType.Bytea);
        copy.Write(row.Manifest, NpgsqlDbType.Text);
        copy.Write(JournalLayout.SerializerId, NpgsqlDbType.Integer);
    }
}
