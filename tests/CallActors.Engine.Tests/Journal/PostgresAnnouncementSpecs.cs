using System.Collections.Concurrent;
using System.Text;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using Npgsql;

namespace CallActors.Engine.Tests.Journal;

/// <summary>Changes that come with their announcement: what is followed without reading it, and what must not be believed.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresAnnouncementSpecs(PostgresServer server)
{
    private const string Secret = "+15550100";

    [SkippableFact]
    public async Task A_change_that_comes_with_its_announcement_is_told_byte_for_byte_and_not_read()
    {
        await using var two = await TwoNodes.OpenAsync(server);
        int before = two.Hearing.PagesRead;

        for (int change = 1; change <= 100; change++)
        {
            await two.AppendAsync("a", $$"""{"number":"{{Secret}}","ü":{{change}}}""");
        }

        // The hearer asks four times a second how far the journal goes, and may be faster than the announcement then.
        (two.Hearing.PagesRead - before).ShouldBeLessThan(10);
        await two.IsToldAllOnceAsync();
    }

    [SkippableFact]
    public async Task Whoever_listens_learns_no_more_than_when_and_how_much_was_written()
    {
        await using var two = await TwoNodes.OpenAsync(server);
        await using var listener = await Listener.OpenAsync(two);

        await two.AppendAsync("a", $$"""{"number":"{{Secret}}"}""");

        string announcement = await listener.NextAsync();
        announcement.ShouldMatch("^[0-9]+:[0-9]+:[A-Za-z0-9+/=]+$");
        string bytes = Encoding.Latin1.GetString(Convert.FromBase64String(announcement.Split(':')[2]));
        foreach (string text in new[] { Secret, "agent-a", "test.happened/1" })
        {
            bytes.ShouldNotContain(text);
        }
    }

    [SkippableFact]
    public async Task Announcements_that_are_forged_or_repeated_change_nothing_and_no_change_is_missed_for_them()
    {
        await using var two = await TwoNodes.OpenAsync(server);
        await using var listener = await Listener.OpenAsync(two);
        await two.AppendAsync("a");
        string[] genuine = (await listener.NextAsync()).Split(':');
        long next = long.Parse(genuine[1]) + 1;

        await two.NotifyAsync(
            $"{next + 50}", $"{next + 1_000_000_000}", $"{long.MaxValue}", "-1", "", "no number", "::", $"{next}:{next}:",
            // What was sealed for this node, said to stand where others will stand, or changed in a letter.
            $"{next}:{next + 1}:{genuine[2]}", $"{next}:{next + 60}:{genuine[2]}", $"{next}:{next + 1}:A{genuine[2][1..]}",
            $"{next}:{next + 1}:{genuine[2]}:{genuine[2]}", $"{long.MinValue}:{long.MaxValue}:{genuine[2]}");
        for (int change = 1; change <= 20; change++)
        {
            await two.AppendAsync("a");
        }

        await two.IsToldAllOnceAsync();
    }

    [SkippableFact]
    public async Task What_was_announced_on_a_connection_that_is_gone_opens_no_more_and_what_comes_after_does()
    {
        await using var two = await TwoNodes.OpenAsync(server);
        await using var listener = await Listener.OpenAsync(two);
        await two.AppendAsync("a");
        string[] genuine = (await listener.NextAsync()).Split(':');
        var missed = new TaskCompletionSource();
        two.Hearing.Node!.Missed += () => missed.TrySetResult();
        await PostgresServer.QueryAsync(two.Database, $"""
            SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint << 32) + objid::bigint = x'{two.Hearing.Node.Id}'::bigint
            """);
        await missed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        long next = long.Parse(genuine[1]) + 1;

        await two.NotifyAsync($"{next}:{next + 1}:{genuine[2]}");
        await two.IsSealedAgainAsync();

        await two.IsToldAllOnceAsync();
    }

    [SkippableFact]
    public async Task A_change_that_is_too_big_for_an_announcement_is_read_and_told_in_its_place()
    {
        await using var two = await TwoNodes.OpenAsync(server);
        int before = two.Hearing.PagesRead;

        await Task.WhenAll(Enumerable.Range(0, 30).Select(place => two.WriteAsync($"{place}", new string('x', place % 3 == 0 ? 9_000 : 100))));
        await two.IsToldAllOnceAsync();

        two.Hearing.PagesRead.ShouldBeGreaterThan(before);
    }

    [SkippableFact]
    public async Task A_change_whose_announcement_was_lost_is_read_before_the_next_one_is_told()
    {
        await using var two = await TwoNodes.OpenAsync(server);

        for (int change = 1; change <= 10; change++)
        {
            await two.WriteUnannouncedAsync("a");
            await two.AppendAsync("a");
        }

        await two.IsToldAllOnceAsync();
    }

    [SkippableFact]
    public async Task Changes_of_a_group_in_which_one_loses_are_told_in_their_order()
    {
        await using var two = await TwoNodes.OpenAsync(server);

        for (int round = 1; round <= 20; round++)
        {
            // They wait for the one before and so become one group.
            Task<AppendResult>[] group = [.. Enumerable.Range(1, 5).Select(agent => two.WriteAsync($"{agent}"))];
            (await two.Writing.AppendAsync(TwoNodes.Change("1", round, "{}"), default)).ShouldBe(AppendResult.Lost);
            (await Task.WhenAll(group)).ShouldAllBe(result => result == AppendResult.Committed);
        }

        await two.IsToldAllOnceAsync();
    }

    [SkippableFact]
    public async Task Nodes_that_write_at_the_same_time_hear_each_others_changes_in_order_and_read_few()
    {
        const int each = 200;
        await using var two = await TwoNodes.OpenAsync(server);
        int before = two.Hearing.PagesRead;

        Task own = Task.Run(async () =>
        {
            for (int number = 1; number <= each; number++)
            {
                await two.Hearing.AppendAsync(TwoNodes.Change("own", number, "{}"), default);
            }
        });
        for (int number = 1; number <= each; number++)
        {
            await two.WriteAsync("a");
        }

        await own;
        await two.IsToldAllOnceAsync();
        (two.Hearing.PagesRead - before).ShouldBeLessThan(each / 2);
    }

    [SkippableFact]
    public async Task A_node_of_an_older_version_is_announced_the_last_ordering_alone()
    {
        await using var two = await TwoNodes.OpenAsync(server);
        await using var listener = await Listener.OpenAsync(two);
        await PostgresServer.QueryAsync(two.Database, "UPDATE callactors_node SET hearing_key = NULL");

        string announcement;
        do
        {
            await two.AppendAsync("a");
            announcement = await listener.NextAsync();
        }
        while (announcement.Contains(':'));

        announcement.ShouldBe((await PostgresServer.QueryAsync(two.Database, "SELECT max(ordering) FROM journal")).Single());
        await two.IsToldAllOnceAsync();
    }

    [SkippableFact]
    public async Task A_table_of_nodes_that_an_older_version_made_is_given_the_key_and_takes_that_versions_rows()
    {
        string database = await server.CreateDatabaseAsync();
        await PostgresServer.QueryAsync(
            database, """CREATE TABLE callactors_node (id text COLLATE "C" PRIMARY KEY, public_key bytea NOT NULL)""");

        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);
        await PostgresServer.QueryAsync(database, "INSERT INTO callactors_node VALUES ('0123456789abcdef', '\\x00') ON CONFLICT DO NOTHING");
        await journal.Node!.RefreshAsync(default);

        (await PostgresServer.QueryAsync(database, "SELECT id, hearing_key IS NULL FROM callactors_node ORDER BY hearing_key IS NULL"))
            .ShouldBe([$"{journal.Node.Id}|False", "0123456789abcdef|True"]);
    }

    /// <summary>Hears what the hearing node hears.</summary>
    private sealed class Listener(NpgsqlConnection connection) : IAsyncDisposable
    {
        private readonly Queue<string> announcements = new();

        public static async Task<Listener> OpenAsync(TwoNodes two)
        {
            var connection = new NpgsqlConnection(two.Database);
            await connection.OpenAsync();
            var listener = new Listener(connection);
            connection.Notification += (_, notice) => listener.announcements.Enqueue(notice.Payload);
            await using var listen = new NpgsqlCommand($"LISTEN {two.Channel}", connection);
            await listen.ExecuteNonQueryAsync();
            return listener;
        }

        public async Task<string> NextAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (announcements.Count == 0)
            {
                await connection.WaitAsync(patience.Token);
            }

            return announcements.Dequeue();
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }

    private sealed class TwoNodes(string database, PostgresJournal hearing, PostgresJournal writing) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, List<string>> written = new();
        private readonly ConcurrentQueue<CommittedChange> told = new();
        private readonly SemaphoreSlim came = new(0);

        public string Database => database;

        public PostgresJournal Hearing => hearing;

        public PostgresJournal Writing => writing;

        public string Channel => $"callactors_journal_{hearing.Node!.Id}";

        public static async Task<TwoNodes> OpenAsync(PostgresServer server)
        {
            string database = await server.CreateDatabaseAsync();
            var two = new TwoNodes(database, await PostgresJournal.OpenAsync(database), await PostgresJournal.OpenAsync(database));
            two.Hearing.Node!.IsFollowed = _ => true;
            two.Hearing.Node.Committed += changes =>
            {
                foreach (CommittedChange change in changes)
                {
                    two.told.Enqueue(change);
                    two.came.Release();
                }
            };
            await two.IsSealedAgainAsync();
            return two;
        }

        public static Change Change(string agent, long number, string message) => new(
        [
            new(new RowKey($"contact-{agent}-1", number), "test.happened/1", Encoding.UTF8.GetBytes(message)),
            new(new RowKey($"agent-{agent}", number), "test.happened/1", Encoding.UTF8.GetBytes(message)),
        ]);

        /// <summary>Writes until a change came with its announcement: both know each other's key.</summary>
        public async Task IsSealedAgainAsync()
        {
            int before;
            do
            {
                await AppendAsync("first");
                before = Hearing.PagesRead;
                await AppendAsync("first");
            }
            while (Hearing.PagesRead > before);
        }

        /// <summary>Writes the next change of an agent.</summary>
        public Task<AppendResult> WriteAsync(string agent, string message = "{}") =>
            Writing.AppendAsync(Change(agent, Next(agent, message), message), default).AsTask();

        /// <summary>Writes one, and waits until it was told.</summary>
        public async Task AppendAsync(string agent, string message = "{}")
        {
            (await WriteAsync(agent, message)).ShouldBe(AppendResult.Committed);
            await IsToldAsync();
        }

        public async Task WriteUnannouncedAsync(string agent)
        {
            long number = Next(agent, "{}");
            await PostgresServer.QueryAsync(database, $$"""
                SELECT callactors_append_6(
                    ARRAY['agent-{{agent}}'], ARRAY[{{number - 1}}::bigint], ARRAY[2], ARRAY['contact-{{agent}}-1', 'agent-{{agent}}'],
                    ARRAY[{{number}}, {{number}}]::bigint[], ARRAY['test.happened/1', 'test.happened/1'], ARRAY['{}', '{}']::bytea[],
                    ARRAY[NULL], 'somebody', ARRAY[]::text[], ARRAY[]::int[], ARRAY[]::int[], ARRAY[]::text[])
                """);
        }

        public async Task NotifyAsync(params string[] announcements)
        {
            foreach (string announcement in announcements)
            {
                await PostgresServer.QueryAsync(database, $"SELECT pg_notify('{Channel}', '{announcement}')");
            }
        }

        /// <summary>Every change that was written was told once, each agent's in their order, with the rows that it has.</summary>
        public async Task IsToldAllOnceAsync()
        {
            await IsToldAsync();
            // Whatever would be told twice is told by now.
            await Task.Delay(600);
            told.Count.ShouldBe(written.Values.Sum(messages => messages.Count));
            foreach (var (agent, messages) in written)
            {
                CommittedChange[] changes = [.. told.Where(change => change.AgentId == agent)];
                changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, messages.Count).Select(number => (long)number));
                changes.Select(change => change.Rows!.Select(row => (row.Key, row.Manifest, Encoding.UTF8.GetString(row.Message.Span)))).ShouldBe(
                    messages.Select((message, place) => Change(agent, place + 1, message).Rows.Select(row => (row.Key, row.Manifest, message))));
            }
        }

        public async ValueTask DisposeAsync()
        {
            await writing.DisposeAsync();
            await hearing.DisposeAsync();
        }

        private long Next(string agent, string message)
        {
            List<string> messages = written.GetOrAdd(agent, _ => []);
            messages.Add(message);
            return messages.Count;
        }

        private async Task IsToldAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (told.Count < written.Values.Sum(messages => messages.Count))
            {
                await came.WaitAsync(patience.Token);
            }
        }
    }
}
