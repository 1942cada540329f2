using System.Diagnostics;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using Npgsql;

namespace CallActors.Engine.Tests.Journal;

/// <summary>A server that is down, locked, careless or absent: the waiters hear of it in time, and the journal goes on.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresJournalTroubleSpecs(PostgresServer server)
{
    [SkippableFact]
    public async Task A_server_that_does_not_keep_what_it_says_is_refused()
    {
        string database = await server.CreateDatabaseAsync();
        string name = new NpgsqlConnectionStringBuilder(database).Database!;
        await PostgresServer.QueryAsync(database, $"ALTER DATABASE {name} SET synchronous_commit = off");

        (await Should.ThrowAsync<JournalUnavailableException>(() => PostgresJournal.OpenAsync(database)))
            .Message.ShouldEndWith("would lose what it said it had: set synchronous_commit to on, at the server or for this user.");
    }

    [SkippableFact]
    public async Task A_server_that_was_restarted_while_the_journal_lay_idle_is_not_noticed()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);
        (await RefusalAsync(journal, 1)).ShouldBeNull();

        await server.StopAsync("fast");
        await server.StartAsync();

        (await RefusalAsync(journal, 2)).ShouldBeNull();
        (await PostgresServer.QueryAsync(database, "SELECT pg_try_advisory_lock(1671, 16)")).ShouldBe(["False"]);
    }

    [SkippableFact]
    public async Task A_server_that_came_back_without_the_last_change_takes_none_that_would_leave_a_hole()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);
        (await journal.AppendAsync(SomeChange("a", 1), default)).ShouldBe(AppendResult.Committed);
        (await journal.AppendAsync(SomeChange("a", 2), default)).ShouldBe(AppendResult.Committed);

        await server.StopAsync("fast");
        await server.StartAsync();
        await PostgresServer.QueryAsync(database, "DELETE FROM journal WHERE persistence_id = 'agent-a' AND sequence_number = 2");

        (await journal.AppendAsync(SomeChange("a", 3), default)).ShouldBe(AppendResult.Lost);
    }

    [SkippableFact]
    public async Task A_server_that_crashed_under_load_keeps_every_change_that_was_told_and_the_journal_goes_on()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);
        using var stop = new CancellationTokenSource();
        int refusals = 0;
        Task<long>[] agents = [.. Enumerable.Range(0, 20).Select(agent => Task.Run(async () =>
        {
            long told = 0;
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    // Lost to itself: the outcome of the one before was unknown, and it is there after all.
                    AppendResult result = await journal.AppendAsync(SomeChange($"{agent}", told + 1), default);
                    told += result is AppendResult.Committed or AppendResult.Lost ? 1 : 0;
                }
                catch (JournalUnavailableException)
                {
                    Interlocked.Increment(ref refusals);
                    await Task.Delay(10);
                }
            }

            return told;
        }))];

        await Task.Delay(300);
        await server.StopAsync("immediate");
        (await RefusalAsync(journal, 1, "other")).ShouldNotBeNull().Message.ShouldContain("can not be reached");
        await server.StartAsync();
        var back = Stopwatch.StartNew();
        while (await RefusalAsync(journal, 1, "other") is not null)
        {
            back.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
            await Task.Delay(10);
        }

        await Task.Delay(200);
        await stop.CancelAsync();
        long[] told = await Task.WhenAll(agents);

        refusals.ShouldBeGreaterThan(0);
        for (int agent = 0; agent < told.Length; agent++)
        {
            (await PostgresServer.QueryAsync(
                database, $"SELECT count(*), max(sequence_number) FROM journal WHERE persistence_id = 'agent-{agent}'"))
                .ShouldBe([$"{told[agent]}|{told[agent]}"]);
        }
    }

    [SkippableFact]
    public async Task A_journal_that_a_frozen_node_keeps_locked_fails_the_waiters_and_goes_on_when_it_is_let_go()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);
        await using var frozen = new NpgsqlConnection(database + ";Pooling=false");
        await frozen.OpenAsync();
        await using (var hold = new NpgsqlCommand("SELECT pg_advisory_lock(1671, 1)", frozen))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var waited = Stopwatch.StartNew();
        (await RefusalAsync(journal, 1)).ShouldNotBeNull().Message.ShouldEndWith("another node keeps it locked.");
        waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));

        await frozen.CloseAsync();
        (await RefusalAsync(journal, 1)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task A_server_that_became_read_only_fails_the_waiters_and_the_journal_goes_on_when_it_is_writable()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(database);
        await PostgresServer.QueryAsync(database, "ALTER SYSTEM SET default_transaction_read_only = on");
        await PostgresServer.QueryAsync(database, "SELECT pg_reload_conf()");
        try
        {
            JournalUnavailableException? refusal = null;
            for (int number = 1; refusal is null; number++)
            {
                number.ShouldBeLessThan(1_000);
                refusal = await RefusalAsync(journal, number, "until");
                await Task.Delay(5);
            }

            refusal.Message.ShouldEndWith("can not be written: the server is read-only.");
        }
        finally
        {
            await PostgresServer.QueryAsync(
                database + ";Options=-c default_transaction_read_only=off", "ALTER SYSTEM RESET default_transaction_read_only");
            await PostgresServer.QueryAsync(database, "SELECT pg_reload_conf()");
        }

        var back = Stopwatch.StartNew();
        while (await RefusalAsync(journal, 1, "after") is not null)
        {
            back.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        }
    }

    [SkippableFact]
    public async Task Writes_over_the_limit_of_waiting_ones_are_refused_at_once_and_the_others_are_written()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(
            database, new PostgresJournalOptions(WaitingWritesMaximum: 10));
        await using var other = new NpgsqlConnection(database + ";Pooling=false");
        await other.OpenAsync();
        await using (var hold = new NpgsqlCommand("SELECT pg_advisory_lock(1671, 1)", other))
        {
            await hold.ExecuteNonQueryAsync();
        }

        Task<JournalUnavailableException?>[] all =
            [.. Enumerable.Range(0, 100).Select(agent => RefusalAsync(journal, 1, $"{agent}"))];
        all.Count(append => append.IsCompleted).ShouldBeGreaterThanOrEqualTo(100 - 2 * 10);
        await other.CloseAsync();

        JournalUnavailableException?[] refusals = await Task.WhenAll(all);
        refusals.Count(refusal => refusal is null).ShouldBeInRange(10, 20);
        refusals.OfType<JournalUnavailableException>().ShouldAllBe(refusal => refusal.Message.EndsWith(
            "can not be written now: 10 writes wait already, which is the limit."));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_without_the_password()
    {
        string message = (await Should.ThrowAsync<JournalUnavailableException>(() => PostgresJournal.OpenAsync(
            "Host=127.0.0.1;Port=1;Database=callactors;Username=me;Password=secret"))).Message;

        message.ShouldStartWith("The journal postgres:127.0.0.1:1/callactors can not be reached:");
        message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Database=callactors")]
    [InlineData("Host=localhost;Colour=red")]
    public async Task A_connection_string_that_is_not_understood_is_refused_with_an_example(string connectionString) =>
        (await Should.ThrowAsync<JournalUnavailableException>(() => PostgresJournal.OpenAsync(connectionString)))
            .Message.ShouldContain("it is to be such as 'Host=localhost;Database=callactors;Username=callactors'");

    private static async Task<JournalUnavailableException?> RefusalAsync(
        PostgresJournal journal, long number, string agent = "a")
    {
        try
        {
            (await journal.AppendAsync(SomeChange(agent, number), default)).ShouldBe(AppendResult.Committed);
            return null;
        }
        catch (JournalUnavailableException refusal)
        {
            return refusal;
        }
    }

    private static Change SomeChange(string agent, long number) =>
        new([new JournalRow(new RowKey($"agent-{agent}", number), "test.happened/1", "{}"u8.ToArray())]);
}
