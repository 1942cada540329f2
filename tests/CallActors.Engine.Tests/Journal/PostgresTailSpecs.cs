using System.Collections.Concurrent;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;

namespace CallActors.Engine.Tests.Journal;

/// <summary>What a node is told of the changes that others commit, where they do not come with their announcement.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresTailSpecs(PostgresServer server)
{
    // More than an announcement holds, so that the change is read.
    private static readonly string Big = new('x', 9_000);

    [SkippableFact]
    public async Task A_change_of_another_node_is_told_with_its_rows_byte_for_byte()
    {
        await using var two = await TwoNodes.OpenAsync(server, isFollowed: true);
        JournalRow[] rows = [Row("contact-a-1", 1, """{"a":1}"""), Row("connection-a-2", 1, """{"b":"ü"}"""), Row("agent-a", 1, Big)];

        await two.Writing.AppendAsync(new Change(rows), default);

        CommittedChange told = (await two.ToldAsync(1)).Single();
        (told.AgentId, told.Revision).ShouldBe(("a", 1));
        told.Rows!.Select(row => (row.Key, row.Manifest)).ShouldBe(rows.Select(row => (row.Key, row.Manifest)));
        told.Rows!.Select(row => System.Text.Encoding.UTF8.GetString(row.Message.Span)).ShouldBe(rows.Select(row => System.Text.Encoding.UTF8.GetString(row.Message.Span)));
    }

    [SkippableFact]
    public async Task Where_few_of_those_who_change_are_followed_their_changes_are_told_without_rows()
    {
        await using var two = await TwoNodes.OpenAsync(server, isFollowed: false);

        for (int number = 1; number <= 200 && two.Told.All(change => change.Rows is not null); number++)
        {
            await two.Writing.AppendAsync(new Change([Row("contact-a-1", number, Big), Row("agent-a", number)]), default);
            await two.ToldAsync(number);
        }

        two.Told.ShouldContain(change => change.Rows == null);

        two.IsFollowed = true;
        for (int number = two.Told.Count + 1, last = number + 200; number <= last && two.Told.Last().Rows is null; number++)
        {
            await two.Writing.AppendAsync(new Change([Row("contact-a-1", number, Big), Row("agent-a", number)]), default);
            await two.ToldAsync(number);
        }

        two.Told.Last().Rows!.Count.ShouldBe(2);
    }

    /// <summary>4,000 rows are four pages, which do not end where changes do; the first row of each change makes it too big to be announced whole.</summary>
    [SkippableFact]
    public async Task Many_changes_at_once_are_told_in_their_order_each_whole()
    {
        const int changes = 571, rowsEach = 7;
        await using var two = await TwoNodes.OpenAsync(server, isFollowed: true);

        await Task.WhenAll(Enumerable.Range(1, changes).Select(number => two.Writing.AppendAsync(
            new Change([.. Enumerable.Range(1, rowsEach - 1).Select(entity => Row($"contact-a-{entity}", number, entity == 1 ? Big : "{}")), Row("agent-a", number)]), default).AsTask()));

        var told = await two.ToldAsync(changes);
        told.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, changes).Select(number => (long)number));
        told.ShouldAllBe(change => change.Rows != null && change.Rows.Count == rowsEach && change.Rows.All(row => row.Key.SequenceNumber == change.Revision));
    }

    [SkippableFact]
    public async Task A_change_with_more_rows_than_a_page_is_told_too()
    {
        await using var two = await TwoNodes.OpenAsync(server, isFollowed: true);

        await two.Writing.AppendAsync(new Change([.. Enumerable.Range(1, 2_500).Select(entity => Row($"contact-a-{entity}", 1)), Row("agent-a", 1)]), default);
        await two.Writing.AppendAsync(new Change([Row("contact-a-1", 2), Row("agent-a", 2)]), default);

        (await two.ToldAsync(2)).Select(change => (change.AgentId, change.Revision)).ShouldBe([("a", 1), ("a", 2)]);
    }

    private static JournalRow Row(string persistenceId, long number, string message = "{}") =>
        new(new RowKey(persistenceId, number), "test.happened/1", System.Text.Encoding.UTF8.GetBytes(message));

    private sealed class TwoNodes(PostgresJournal writing, PostgresJournal hearing) : IAsyncDisposable
    {
        private readonly SemaphoreSlim came = new(0);

        public PostgresJournal Writing => writing;

        public ConcurrentQueue<CommittedChange> Told { get; } = new();

        public bool IsFollowed { get; set; }

        public static async Task<TwoNodes> OpenAsync(PostgresServer server, bool isFollowed)
        {
            string database = await server.CreateDatabaseAsync();
            var two = new TwoNodes(await PostgresJournal.OpenAsync(database), await PostgresJournal.OpenAsync(database)) { IsFollowed = isFollowed };
            two.Hear();
            return two;
        }

        public async Task<IReadOnlyList<CommittedChange>> ToldAsync(int count)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (Told.Count < count)
            {
                await came.WaitAsync(patience.Token);
            }

            return [.. Told];
        }

        public async ValueTask DisposeAsync()
        {
            await writing.DisposeAsync();
            await hearing.DisposeAsync();
        }

        private void Hear()
        {
            hearing.Node!.IsFollowed = _ => IsFollowed;
            hearing.Node!.Committed += changes =>
            {
                foreach (CommittedChange change in changes)
                {
                    Told.Enqueue(change);
                    came.Release();
                }
            };
        }
    }
}
