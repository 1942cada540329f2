using System.Collections.Concurrent;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using CallActors.Nodes.Tests.Running;
using Npgsql;

namespace CallActors.Engine.Tests.Journal;

/// <summary>What a node's connections may go through without the others taking it for dead.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresMembershipSpecs(PostgresServer server)
{
    [SkippableTheory]
    [InlineData("SELECT pg_advisory_lock_shared(%")]
    [InlineData("SELECT coalesce(%")]
    public async Task A_node_that_lost_one_of_its_connections_still_lives_and_hears_what_others_commit(string lastStatement)
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresJournal other = await PostgresJournal.OpenAsync(database);
        await using PostgresJournal node = await PostgresJournal.OpenAsync(database);
        string attachment = node.Node!.NewAttachment();
        await other.Node!.RefreshAsync(default);
        var (died, lost, told) = (0, new TaskCompletionSource<string>(), new ConcurrentQueue<CommittedChange>());
        other.Node.Died += () => Interlocked.Increment(ref died);
        node.Node.Lost += sentence => lost.TrySetResult(sentence);
        node.Node.Committed += changes => changes.ToList().ForEach(told.Enqueue);

        string[] ended = await PostgresServer.QueryAsync(database, $"""
            SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint << 32) + objid::bigint = x'{node.Node.Id}'::bigint
              AND query LIKE '{lastStatement}'
            """);
        ended.ShouldBe(["True"]);

        (await lost.Task.WaitAsync(TimeSpan.FromSeconds(30))).ShouldStartWith("The journal is not followed until it is joined again: ");
        for (int number = 1; number <= 20; number++)
        {
            // As often as a node asks who lives, and a few times more.
            await Task.Delay(100);
            await other.Node.RefreshAsync(default);
            other.Node.IsElsewhere(attachment).ShouldBeTrue();
            await other.AppendAsync(SomeChange(number, "{}"), default);
        }

        await Engine.Waiting.UntilAsync("it heard all", () => Task.FromResult(told.Count == 20));
        told.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, 20).Select(number => (long)number));
        died.ShouldBe(0);
    }

    [SkippableFact]
    public async Task An_announcement_that_comes_in_two_halves_does_not_end_a_connection()
    {
        string database = await server.CreateDatabaseAsync();
        var direct = new NpgsqlConnectionStringBuilder(database);
        // Longer than a node waits before it asks.
        await using var wire = new SlowWire(direct.Port) { Pause = TimeSpan.FromMilliseconds(400) };
        await using PostgresJournal writing = await PostgresJournal.OpenAsync(database);
        await using PostgresJournal hearing = await PostgresJournal.OpenAsync(
            new NpgsqlConnectionStringBuilder(database) { Host = "127.0.0.1", Port = wire.Port }.ConnectionString);
        var (lost, told) = (new ConcurrentQueue<string>(), new ConcurrentQueue<CommittedChange>());
        hearing.Node!.Lost += lost.Enqueue;
        hearing.Node.Committed += changes => changes.ToList().ForEach(told.Enqueue);
        hearing.Node.IsFollowed = _ => true;
        await writing.Node!.RefreshAsync(default);
        // Until each has asked for the other's key.
        await Task.Delay(600);

        wire.HalvedFrom = 3_000;
        for (int number = 1; number <= 10; number++)
        {
            await writing.AppendAsync(SomeChange(number, new string('x', 4_000)), default);
            await Task.Delay(70);
        }

        await Engine.Waiting.UntilAsync("it heard all", () => Task.FromResult(told.Count == 10));
        told.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, 10).Select(number => (long)number));
        wire.Halved.ShouldBeGreaterThan(0);
        lost.ShouldBeEmpty();
    }

    private static Change SomeChange(int number, string message) =>
        new([new JournalRow(new RowKey("agent-a", number), "test.happened/1", System.Text.Encoding.UTF8.GetBytes(message))]);
}
