using CallActors.Domain.Agents;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using CallActors.Engine.Tests.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Engine.Tests.Engine;

/// <summary>Two engines on one PostgreSQL, where what happens between them can be held still.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ManyNodesSpecs(PostgresServer server)
{
    private const string AgentId = "agent1";
    private static readonly EngineOptions Options = new() { Deadline = TimeSpan.FromSeconds(30), JournalRetry = TimeSpan.FromMilliseconds(20) };

    [SkippableFact]
    public async Task A_request_asked_at_one_node_goes_out_once_at_the_node_of_the_bridge_with_its_digits()
    {
        await using var nodes = await TwoNodes.StartAsync(server);
        var (nodeA, nodeB) = (nodes.A, nodes.B);
        var bridge = new FakeBridge(nodeB, AgentId);
        await bridge.AttachAsync();
        await bridge.ReportAsync(-60, Scene.Connected(-60));

        await AcceptedAsync(nodeA, Scene.Ask("SendDTMF", Scene.Digits, "digits-1"));

        await Waiting.UntilAsync("the bridge is asked", () => Task.FromResult(bridge.Requests.Count > 0));
        await Task.Delay(600);
        var request = bridge.Requests.ShouldHaveSingleItem();
        (request.Operation, request.Digits, request.RequestId).ShouldBe((BridgeOperation.SendDigits, Scene.Digits, "digits-1"));
        await JournalPromises.CheckAsync(nodes.Journal);
    }

    [SkippableFact]
    public async Task What_goes_to_the_API_is_sent_by_the_node_that_journaled_it_and_by_no_other()
    {
        await using var nodes = await TwoNodes.StartAsync(server);
        var (nodeA, nodeB) = (nodes.A, nodes.B);
        var (apiOfA, apiOfB) = (new FakeApi(nodeA), new FakeApi(nodeB));
        await nodeB.ReportAsync(AgentId, Scene.Report(0, Scene.Ended(0)) with { Source = ReportSource.AgentEvent }, default);
        var appOfB = await FakeApp.SubscribeAsync(nodeB, AgentId, null);

        await AcceptedAsync(nodeA, Scene.Ask("ClearContact", Scene.ContactId, "r-1"));

        // The other node has read it before it sees how it ends.
        await nodeB.ReportAsync(AgentId, Scene.Report(1) with { Source = ReportSource.CurrentUserData }, default);
        (await appOfB.NextAsync()).RequestId.ShouldBe("r-1");
        apiOfA.Requests.ShouldHaveSingleItem();
        apiOfB.Requests.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_commit_whose_answer_was_lost_on_the_way_is_accepted_and_asked_once()
    {
        var database = await server.CreateDatabaseAsync();
        await using var doubling = new DoublingJournal(await PostgresJournal.OpenAsync(database));
        await using var node = EmbeddedEngine.Start(doubling, Options, NullLogger.Instance);
        var bridge = new FakeBridge(node, AgentId);
        await bridge.AttachAsync();
        await bridge.ReportAsync(-60, Scene.Connected(-60));
        doubling.IsDoubling = true;

        await AcceptedAsync(node, Scene.Ask("SendDTMF", Scene.Digits, "digits-1"));

        bridge.Requests.ShouldHaveSingleItem().Digits.ShouldBe(Scene.Digits);
        await bridge.AnswerAsync(null);
        (await node.AskAsync(AgentId, Scene.Ask("SendDTMF", Scene.Digits, "digits-1"), default)).ShouldBeOfType<AskAnswer.Repeated>();
        bridge.Requests.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task A_node_whose_bridge_was_taken_for_lost_ends_it()
    {
        await using var nodes = await TwoNodes.StartAsync(server);
        var (nodeA, nodeB) = (nodes.A, nodes.B);
        var lost = new TaskCompletionSource();
        var fake = new FakeBridge(nodeB, AgentId);
        var attachment = await nodeB.AttachAsync(fake.Hello, fake.Link with { Lose = lost.SetResult }, default);

        await nodeA.DetachAsync(AgentId, attachment, default);

        await lost.Task.InTime();
        (await nodeB.ViewAsync(AgentId, default)).IsBridgeAttached.ShouldBeFalse();
    }

    [SkippableFact]
    public async Task A_bridge_of_a_node_that_joined_just_now_is_not_taken_for_lost()
    {
        var database = await server.CreateDatabaseAsync();
        await using var journalA = await PostgresJournal.OpenAsync(database);
        await using var nodeA = EmbeddedEngine.Start(journalA, Options, NullLogger.Instance);
        await nodeA.TakenUp.InTime();

        // Each round falls somewhere between two of the first node's questions which others live.
        for (var round = 0; round < 8; round++)
        {
            await using var journalB = await PostgresJournal.OpenAsync(database);
            await using var nodeB = EmbeddedEngine.Start(journalB, Options, NullLogger.Instance);
            await new FakeBridge(nodeB, $"{AgentId}-{round}").AttachAsync();

            (await nodeA.ViewAsync($"{AgentId}-{round}", default)).IsBridgeAttached.ShouldBeTrue();
        }
    }

    [SkippableFact]
    public async Task A_node_whose_clock_is_wrong_journals_by_the_databases_clock()
    {
        var database = await server.CreateDatabaseAsync();
        var wrong = new ShiftedClock { Shift = TimeSpan.FromHours(-3) };
        await using var journal = await PostgresJournal.OpenAsync(database, new PostgresJournalOptions { Clock = wrong });
        await using var node = EmbeddedEngine.Start(journal, Options with { Clock = wrong }, NullLogger.Instance);
        var before = DateTimeOffset.UtcNow;
        var bridge = new FakeBridge(node, AgentId);
        await bridge.AttachAsync();
        await bridge.ReportAsync(-60, Scene.Connected(-60));

        var at = (await node.ViewAsync(AgentId, default)).At;
        at.ShouldBeInRange(before - TimeSpan.FromMinutes(1), DateTimeOffset.UtcNow + TimeSpan.FromMinutes(1));
    }

    [SkippableFact]
    public async Task Agents_that_only_another_node_has_are_listed_as_they_are_now()
    {
        await using var nodes = await TwoNodes.StartAsync(server);
        var (nodeA, nodeB) = (nodes.A, nodes.B);
        await nodeA.TakenUp.InTime();
        var bridge = new FakeBridge(nodeB, AgentId);
        await bridge.AttachAsync();
        await bridge.ReportAsync(-60, Scene.Connected(-60));

        await Waiting.UntilAsync("it is listed with its call and its bridge", async () =>
            (await nodeA.AgentsAsync(default)) is [{ View: { IsBridgeAttached: true, Picture.Calls.Length: 1 } }]);
    }

    private static async Task AcceptedAsync(EmbeddedEngine engine, Ask ask) =>
        (await engine.AskAsync(AgentId, ask, default).AsTask().InTime()).ShouldBeOfType<AskAnswer.Accepted>();

    /// <summary>Two nodes on one new database.</summary>
    private sealed record TwoNodes(IJournal Journal, EmbeddedEngine A, IJournal OfB, EmbeddedEngine B) : IAsyncDisposable
    {
        public static async Task<TwoNodes> StartAsync(PostgresServer server)
        {
            var database = await server.CreateDatabaseAsync();
            var (ofA, ofB) = (await PostgresJournal.OpenAsync(database), await PostgresJournal.OpenAsync(database));
            return new TwoNodes(
                ofA, EmbeddedEngine.Start(ofA, Options, NullLogger.Instance), ofB, EmbeddedEngine.Start(ofB, Options, NullLogger.Instance));
        }

        public async ValueTask DisposeAsync()
        {
            await B.DisposeAsync();
            await A.DisposeAsync();
            await OfB.DisposeAsync();
            await Journal.DisposeAsync();
        }
    }

    /// <summary>Commits and loses the answer, then writes the same again, as after a connection that broke.</summary>
    private sealed class DoublingJournal(IJournal inner) : IJournal
    {
        public bool IsDoubling { get; set; }

        public JournalNode? Node => inner.Node;

        public ISetAside SetAside => inner.SetAside;

        public async ValueTask<AppendResult> AppendAsync(Change change, CancellationToken cancellation)
        {
            var result = await inner.AppendAsync(change, cancellation);
            return IsDoubling ? await inner.AppendAsync(change, cancellation) : result;
        }

        public Task WriteSnapshotAsync(SnapshotRow snapshot, long neededFrom, CancellationToken cancellation) =>
            inner.WriteSnapshotAsync(snapshot, neededFrom, cancellation);

        public Task<IReadOnlyList<JournalRow>> ReadRowsAsync(IReadOnlyList<RowKey> keys, CancellationToken cancellation) =>
            inner.ReadRowsAsync(keys, cancellation);

        public IAsyncEnumerable<JournalRow> ReadStreamAsync(string persistenceId, long from, long to, CancellationToken cancellation) =>
            inner.ReadStreamAsync(persistenceId, from, to, cancellation);

        public Task<IReadOnlyList<JournalRow>> ReadHeadsAsync(IReadOnlyList<string> persistenceIds, CancellationToken cancellation) =>
            inner.ReadHeadsAsync(persistenceIds, cancellation);

        public Task<IReadOnlyList<long>> ReadOldSnapshotsAsync(string persistenceId, long neededFrom, CancellationToken cancellation) =>
            inner.ReadOldSnapshotsAsync(persistenceId, neededFrom, cancellation);

        public Task<SnapshotRow?> ReadSnapshotAsync(string persistenceId, long at, CancellationToken cancellation) =>
            inner.ReadSnapshotAsync(persistenceId, at, cancellation);

        public Task<IReadOnlyList<StreamTail>> ReadTailsAsync(
            IReadOnlyList<string> persistenceIds, int rowsMaximum, CancellationToken cancellation) =>
            inner.ReadTailsAsync(persistenceIds, rowsMaximum, cancellation);

        public Task<IReadOnlyList<JournalRow>> ReadStretchesAsync(IReadOnlyList<Stretch> stretches, CancellationToken cancellation) =>
            inner.ReadStretchesAsync(stretches, cancellation);

        public IAsyncEnumerable<string> ReadPersistenceIdsAsync(string prefix, CancellationToken cancellation) =>
            inner.ReadPersistenceIdsAsync(prefix, cancellation);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
