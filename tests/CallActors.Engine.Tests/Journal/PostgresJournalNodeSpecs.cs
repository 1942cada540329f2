using System.Collections.Concurrent;
using System.Diagnostics;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using Npgsql;

namespace CallActors.Engine.Tests.Journal;

/// <summary>What is particular to a journal that several nodes share: starting at once, rivals, notices, and the other engine.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresJournalNodeSpecs(PostgresServer server)
{
    [SkippableFact]
    public async Task Many_nodes_may_start_at_once_on_an_empty_database()
    {
        string database = await server.CreateDatabaseAsync();

        PostgresJournal[] nodes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => PostgresJournal.OpenAsync(database)));

        for (int number = 1; number <= nodes.Length; number++)
        {
            (await nodes[number - 1].AppendAsync(SomeChange("a", number), default)).ShouldBe(AppendResult.Committed);
        }

        await CloseAsync(nodes);
    }

    [SkippableFact]
    public async Task A_journal_may_be_reached_by_a_Unix_socket()
    {
        string database = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Host = server.SocketDirectory }.ConnectionString;
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);

        (await journal.AppendAsync(SomeChange("a", 1), default)).ShouldBe(AppendResult.Committed);
        (await journal.ReadHeadsAsync(["agent-a"], default)).Count.ShouldBe(1);
    }

    [SkippableFact]
    public async Task Nodes_that_are_rivals_for_the_same_agents_share_their_numbers_without_a_gap_or_a_repeat()
    {
        const int agents = 10, each = 40;
        string database = await server.CreateDatabaseAsync();
        PostgresJournal[] nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PostgresJournal.OpenAsync(database)));

        int[] lost = await Task.WhenAll(Enumerable.Range(0, agents * nodes.Length).Select(async index =>
        {
            int lostOften = 0;
            for (int won = 0, number = 1; won < each; number++)
            {
                AppendResult result = await nodes[index / agents].AppendAsync(SomeChange($"{index % agents}", number), default);
                _ = result == AppendResult.Committed ? won++ : lostOften++;
            }

            return lostOften;
        }));

        lost.Sum().ShouldBeGreaterThan(0);
        string[] streams = await PostgresServer.QueryAsync(
            database, "SELECT count(*), min(sequence_number), max(sequence_number) FROM journal GROUP BY persistence_id");
        int last = each * nodes.Length;
        streams.ShouldBe(Enumerable.Repeat($"{last}|1|{last}", agents));
        await CloseAsync(nodes);
    }

    [SkippableFact]
    public async Task Each_group_is_announced_to_other_nodes_with_its_orderings_after_it_can_be_read()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresJournal other = await PostgresJournal.OpenAsync(database);
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);
        var notices = new List<string>();
        await using NpgsqlConnection listener = await ListenAsync(database, other, notices);
        await journal.AppendAsync(SomeChange("a", 1), default);
        await journal.AppendAsync(SomeChange("a", 1), default);
        await journal.AppendAsync(new Change([Row("contact-a", 1), Row("agent-a", 2)]), default);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (notices.Count < 2)
        {
            await listener.WaitAsync(patience.Token);
        }

        string[] orderings = await PostgresServer.QueryAsync(
            database, "SELECT min(ordering) || ':' || max(ordering) FROM journal GROUP BY persistence_id = 'agent-a' AND sequence_number = 1 ORDER BY min(ordering)");
        notices.Select(notice => notice[..notice.LastIndexOf(':')]).ShouldBe(orderings);
    }

    [SkippableFact]
    public async Task A_node_is_not_woken_by_its_own_commits()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresJournal other = await PostgresJournal.OpenAsync(database);
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);

        await NothingIsAnnouncedAsync(database, journal, () => journal.AppendAsync(SomeChange("a", 1), default).AsTask());
    }

    [SkippableFact]
    public async Task A_node_that_is_gone_is_announced_nothing()
    {
        string database = await server.CreateDatabaseAsync();
        PostgresJournal other = await PostgresJournal.OpenAsync(database);
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);
        var died = new TaskCompletionSource();
        journal.Node!.Died += died.SetResult;
        await other.DisposeAsync();
        await died.Task.WaitAsync(TimeSpan.FromSeconds(30));

        // Whoever is told of a death is told a moment before the writer is.
        await journal.Node.RefreshAsync(default);

        await NothingIsAnnouncedAsync(database, other, () => journal.AppendAsync(SomeChange("a", 1), default).AsTask());
    }

    [SkippableFact]
    public async Task Nodes_that_write_at_the_same_time_are_told_of_all_that_the_others_wrote_and_of_nothing_of_their_own()
    {
        const int agents = 6, each = 50;
        string database = await server.CreateDatabaseAsync();
        PostgresJournal[] nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PostgresJournal.OpenAsync(database)));
        var told = nodes.Select(_ => new ConcurrentDictionary<string, long>()).ToArray();
        var outOfOrder = new ConcurrentQueue<CommittedChange>();
        for (int index = 0; index < nodes.Length; index++)
        {
            var of = told[index];
            nodes[index].Node!.Committed += committed => committed.ToList().ForEach(change =>
            {
                if (change.Revision != of.GetValueOrDefault(change.AgentId) + 1)
                {
                    outOfOrder.Enqueue(change);
                }

                of[change.AgentId] = change.Revision;
            });
        }

        await Task.WhenAll(Enumerable.Range(0, agents).Select(async agent =>
        {
            for (int number = 1; number <= each; number++)
            {
                // Every tenth is tried twice, so that groups are not whole and numbers are used up for nothing.
                await Task.WhenAll(Enumerable.Range(0, number % 10 == 0 ? 2 : 1).Select(
                    _ => nodes[agent % nodes.Length].AppendAsync(SomeChange($"{agent}", number), default).AsTask()));
            }
        }));

        for (int index = 0; index < nodes.Length; index++)
        {
            string[] others = [.. Enumerable.Range(0, agents).Where(agent => agent % nodes.Length != index).Select(agent => $"{agent}")];
            for (var waited = Stopwatch.StartNew(); others.Any(agent => told[index].GetValueOrDefault(agent) < each);)
            {
                waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30), $"node {index} was told of {string.Join(", ", told[index])}");
                await Task.Delay(20);
            }

            told[index].Keys.Order().ShouldBe(others);
        }

        outOfOrder.ShouldBeEmpty();
        await CloseAsync(nodes);
    }

    [SkippableFact]
    public async Task A_reader_by_ordering_never_sees_a_row_before_an_older_one()
    {
        string database = await server.CreateDatabaseAsync();
        PostgresJournal[] nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PostgresJournal.OpenAsync(database)));
        Task writing = Task.WhenAll(Enumerable.Range(0, 30).Select(agent => Task.Run(async () =>
        {
            for (int number = 1; number <= 100; number++)
            {
                await nodes[agent % nodes.Length].AppendAsync(SomeChange($"{agent}", number), default);
            }
        })));

        var seen = new HashSet<string>();
        long last = 0;
        bool ended;
        do
        {
            ended = writing.IsCompleted;
            foreach (string ordering in await PostgresServer.QueryAsync(
                database, $"SELECT ordering FROM journal WHERE ordering > {last} ORDER BY ordering"))
            {
                seen.Add(ordering).ShouldBeTrue();
                last = long.Parse(ordering);
            }
        }
        while (!ended);

        await writing;
        seen.Count.ShouldBe(30 * 100);
        await CloseAsync(nodes);
    }

    [SkippableFact]
    public async Task A_journal_that_an_Akka_engine_holds_is_refused_until_its_last_node_is_gone()
    {
        string database = await server.CreateDatabaseAsync();
        await using var akka = new NpgsqlConnection(database + ";Pooling=false");
        await akka.OpenAsync();
        await using (var hold = new NpgsqlCommand("SELECT pg_advisory_lock_shared(1671, 17)", akka))
        {
            await hold.ExecuteNonQueryAsync();
        }

        (await Should.ThrowAsync<JournalUnavailableException>(() => PostgresJournal.OpenAsync(database)))
            .Message.ShouldEndWith("is held by an Akka.NET engine: stop its nodes, or give this host another journal.");

        await akka.CloseAsync();
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);
        (await PostgresServer.QueryAsync(database, "SELECT pg_try_advisory_lock(1671, 16)")).ShouldBe(["False"]);
    }

    [SkippableFact]
    public async Task The_tables_have_the_layout_of_Akka_Persistence_Sql()
    {
        string database = await server.CreateDatabaseAsync();
        await (await PostgresJournal.OpenAsync(database)).DisposeAsync();

        const string columns = """
            SELECT column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
                || CASE is_identity WHEN 'YES' THEN ' identity ' || identity_generation ELSE '' END
            FROM information_schema.columns WHERE table_name = '{0}' ORDER BY ordinal_position
            """;
        (await PostgresServer.QueryAsync(database, string.Format(columns, "journal"))).ShouldBe(
        [
            "ordering bigint not null identity ALWAYS", "created bigint not null", "deleted boolean not null",
            "persistence_id text not null", "sequence_number bigint not null", "message bytea not null", "tags text",
            "manifest text", "identifier integer", "writer_uuid text",
        ]);
        (await PostgresServer.QueryAsync(database, string.Format(columns, "snapshot"))).ShouldBe(
        [
            "persistence_id text not null", "sequence_number bigint not null", "created bigint not null", "snapshot bytea",
            "manifest text", "serializer_id integer",
        ]);
        (await PostgresServer.QueryAsync(
            database, "SELECT regexp_replace(indexdef, '^CREATE (UNIQUE )?INDEX (\\S+) .*\\((.*)\\)$', '\\2 \\3 \\1') FROM pg_indexes WHERE schemaname = 'public' AND tablename IN ('journal', 'snapshot') ORDER BY indexname COLLATE \"C\""))
            .ShouldBe(
            [
                "\"PK_journal\" ordering UNIQUE ", "\"PK_snapshot\" persistence_id, sequence_number UNIQUE ",
                "journal_uq persistence_id, sequence_number UNIQUE ",
            ]);
    }

    [SkippableFact]
    public async Task A_row_holds_what_the_document_says()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);
        await journal.AppendAsync(SomeChange("a", 1), default);

        (await PostgresServer.QueryAsync(database, """
            SELECT ordering, deleted, persistence_id, sequence_number, convert_from(message, 'UTF8'), '<' || tags || '>',
                manifest, identifier, length(writer_uuid) FROM journal
            """)).ShouldBe(["1|False|agent-a|1|{}|<>|test.happened/1|1671|32"]);
        long ticks = long.Parse((await PostgresServer.QueryAsync(database, "SELECT created FROM journal")).Single());
        new DateTime(ticks, DateTimeKind.Utc).ShouldBe(DateTime.UtcNow, TimeSpan.FromSeconds(10));
    }

    [SkippableFact]
    public async Task Tables_that_Akka_made_are_taken_as_they_are_and_listed_by_an_index()
    {
        string database = await server.CreateDatabaseAsync();
        await (await PostgresJournal.OpenAsync(database)).DisposeAsync();
        await PostgresServer.QueryAsync(
            database, """ALTER TABLE journal ALTER COLUMN persistence_id TYPE text COLLATE "default" """);

        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);
        foreach (string id in new[] { "agent-b", "agent-A", "agent-a", "contact-a" })
        {
            (await journal.AppendAsync(new Change([Row(id, 1)]), default)).ShouldBe(AppendResult.Committed);
        }

        var ids = new List<string>();
        await foreach (string id in journal.ReadPersistenceIdsAsync("agent-", default))
        {
            ids.Add(id);
        }

        ids.ShouldBe(["agent-A", "agent-a", "agent-b"]);
        (await PostgresServer.QueryAsync(database, """
            SET enable_seqscan = off;
            EXPLAIN SELECT persistence_id FROM journal WHERE persistence_id COLLATE "C" > 'a' ORDER BY persistence_id COLLATE "C" LIMIT 1
            """)).ShouldContain(line => line.Contains("callactors_persistence_id_idx"));
    }

    [SkippableFact]
    public async Task A_database_of_something_else_is_refused()
    {
        string database = await server.CreateDatabaseAsync();
        await PostgresServer.QueryAsync(database, "CREATE TABLE journal (id integer, message bytea)");

        (await Should.ThrowAsync<JournalUnavailableException>(() => PostgresJournal.OpenAsync(database)))
            .Message.ShouldContain("its table journal lacks ordering, created, deleted, persistence_id");
    }

    private static async Task NothingIsAnnouncedAsync(string database, PostgresJournal hearer, Func<Task> doing)
    {
        var notices = new List<string>();
        await using NpgsqlConnection listener = await ListenAsync(database, hearer, notices);
        await doing();
        await PostgresServer.QueryAsync(database, $"NOTIFY {ChannelOf(hearer)}, 'the end'");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await listener.WaitAsync(patience.Token);

        notices.ShouldBe(["the end"]);
    }

    /// <summary>Hears what a node hears.</summary>
    private static async Task<NpgsqlConnection> ListenAsync(string database, PostgresJournal hearer, List<string> notices)
    {
        var listener = new NpgsqlConnection(database);
        await listener.OpenAsync();
        listener.Notification += (_, notice) => notices.Add(notice.Payload);
        await using var listen = new NpgsqlCommand($"LISTEN {ChannelOf(hearer)}", listener);
        await listen.ExecuteNonQueryAsync();
        return listener;
    }

    private static string ChannelOf(PostgresJournal hearer) => $"callactors_journal_{hearer.Node!.Id}";

    private static Change SomeChange(string agent, long number) => new([Row($"agent-{agent}", number)]);

    private static JournalRow Row(string persistenceId, long number) =>
        new(new RowKey(persistenceId, number), "test.happened/1", "{}"u8.ToArray());

    private static async Task CloseAsync(PostgresJournal[] nodes)
    {
        foreach (PostgresJournal node in nodes)
        {
            await node.DisposeAsync();
        }
    }
}
