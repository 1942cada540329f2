using CallActors.Akka.Tests.Engine;
using CallActors.Domain.Agents;
using CallActors.Engine;
using CallActors.Engine.Tests.Engine;
using CallActors.Engine.Tests.Journal;

namespace CallActors.Akka.Tests.Cluster;

/// <summary>Three nodes of one cluster on one database: it is the same for an app which of them it asks.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ManyNodesSpecs(PostgresServer server)
{
    private static readonly EngineOptions Options = new() { Deadline = TimeSpan.FromSeconds(30), JournalRetry = TimeSpan.FromMilliseconds(20) };

    // Sessions of many agents, so that each node has some, and asks some that are elsewhere.
    private static readonly string[] Agents = [.. Enumerable.Range(1, 24).Select(number => $"agent{number}")];

    [SkippableFact]
    public async Task Apps_bridges_and_sessions_may_each_be_at_another_node()
    {
        await using var cluster = await ClusterOfNodes.StartAsync(server, 3, Options);
        await Task.WhenAll(Agents.Select(async (agentId, number) =>
        {
            var (at, asking, telling) = (cluster.Nodes[number % 3], cluster.Nodes[(number + 1) % 3], cluster.Nodes[(number + 2) % 3]);
            var bridge = new FakeBridge(at, agentId);
            await bridge.AttachAsync();
            await bridge.ReportAsync(-60, Scene.Connected(-60));
            var (app, other) = (await FakeApp.SubscribeAsync(telling, agentId), await FakeApp.SubscribeAsync(asking, agentId));

            for (var second = 0; second < 6; second += 2)
            {
                var held = await AcceptedAsync(asking, agentId, Scene.Ask("Hold", Scene.ContactId));
                await bridge.ReportAsync(second, Scene.Held(second));
                var outcome = await held.Outcome.InTime();
                outcome.Error.ShouldBeNull();
                var told = await app.NextAsync();
                told.Parts.Select(part => part.ToArray()).ShouldBe(outcome.Events.Select(part => part.ToArray()));
                FakeApp.WholeOf(await other.NextAsync()).ShouldBe(FakeApp.WholeOf(told));
                await AcceptedAsync(asking, agentId, Scene.Ask("Resume", Scene.ContactId));
                await bridge.ReportAsync(second + 1, Scene.Connected(second + 1));
                FakeApp.WholeOf(await other.NextAsync()).ShouldBe(FakeApp.WholeOf(await app.NextAsync()));
            }

            var digits = await AcceptedAsync(asking, agentId, Scene.Ask("SendDTMF", Scene.Digits));
            await Waiting.UntilAsync("the bridge is asked", () => bridge.Requests.Count == 7);
            bridge.Last.Digits.ShouldBe(Scene.Digits);
            await bridge.AnswerAsync(null);
            (await digits.Outcome.InTime()).Error.ShouldBeNull();
            var views = await Task.WhenAll(cluster.Nodes.Select(node => node.ViewAsync(agentId, default).AsTask()));
            views.Select(view => view.Revision).Distinct().ShouldHaveSingleItem();
        }));

        foreach (var node in cluster.Nodes)
        {
            (await node.AgentsAsync(default)).Select(agent => agent.View.AgentId).ShouldBe(Agents.Order(StringComparer.Ordinal));
        }

        await CheckJournalAsync(cluster);
    }

    [SkippableFact]
    public async Task A_node_that_stops_gives_its_sessions_to_the_others_while_calls_go_on()
    {
        await using var cluster = await ClusterOfNodes.StartAsync(server, 3, Options);
        var staying = cluster.Nodes[0];
        var bridges = Agents.Select(agentId => new FakeBridge(staying, agentId)).ToArray();
        await Task.WhenAll(bridges.Select(async bridge =>
        {
            await bridge.AttachAsync();
            await bridge.ReportAsync(-60, Scene.Connected(-60));
        }));
        var apps = await Task.WhenAll(Agents.Select(agentId => FakeApp.SubscribeAsync(staying, agentId)));

        foreach (var leaving in cluster.Nodes.Skip(1).ToArray())
        {
            await cluster.StopAsync(leaving);
        }

        for (var number = 0; number < Agents.Length; number++)
        {
            var held = await AcceptedAsync(staying, Agents[number], Scene.Ask("Hold", Scene.ContactId));
            await bridges[number].ReportAsync(0, Scene.Held(0));
            (await held.Outcome.InTime()).Error.ShouldBeNull();
            (await apps[number].NextAsync()).Parts.Count.ShouldBe(2);
            apps[number].All.ShouldHaveSingleItem();
            bridges[number].Requests.ShouldHaveSingleItem();
            (await staying.ViewAsync(Agents[number], default)).Picture.Session.Attached!.Id.ShouldBe(
                bridges[number].Attachment, "a bridge at a node that stays is attached as ever");
        }

        await CheckJournalAsync(cluster);
    }

    [SkippableFact]
    public async Task A_session_that_goes_from_A_to_B_and_back_to_A_has_its_whole_history()
    {
        var placement = new PlacementByHand();
        await using var cluster = await ClusterOfNodes.StartAsync(server, 2, Options, placement);
        placement.Coordinator = cluster.Nodes[0].Membership.Self;
        var app = await FakeApp.SubscribeAsync(cluster.Nodes[1], "agent1");
        var bridge = new FakeBridge(cluster.Nodes[1], "agent1");
        await bridge.AttachAsync();
        var expected = 0;
        // A, B, A, B: the journal of A writes on what it wrote before B did.
        for (var move = 0; move < 4; move++)
        {
            await placement.MoveAllAsync(cluster.Nodes[move % 2]);
            for (var second = 10 * move; second < (10 * move) + 6; second++)
            {
                await bridge.ReportAsync(second, second % 2 == 0 ? Scene.Connected(second) : Scene.Held(second));
                expected++;
                var told = await app.NextAsync();
                told.Previous.ShouldBe(app.All.Count == 1 ? 0 : app.All[^2].Revision);
            }
        }

        app.All.Count.ShouldBe(expected);
        (await cluster.Nodes[0].ViewAsync("agent1", default)).Revision.ShouldBe(app.All[^1].Revision);
        await CheckJournalAsync(cluster);
    }

    private static async Task CheckJournalAsync(ClusterOfNodes cluster)
    {
        await using var journal = SideDoor.OfPostgres(cluster.Database);
        await JournalPromises.CheckAsync(journal);
    }

    private static async Task<AskAnswer.Accepted> AcceptedAsync(AkkaEngine engine, string agentId, Ask ask) =>
        (await engine.AskAsync(agentId, ask, default).AsTask().InTime()).ShouldBeOfType<AskAnswer.Accepted>();
}
