using Akka.Configuration;
using CallActors.Akka.Tests.Engine;
using CallActors.Akka.Tests.Sessions;
using CallActors.Engine;
using CallActors.Engine.Tests.Engine;
using CallActors.Engine.Tests.Journal;

namespace CallActors.Akka.Tests.Cluster;

/// <summary>A shard moves in the moment that is worst: a change of its session is in the journal, and the session has not heard so.</summary>
[Collection(PostgresCollection.Name)]
public sealed class HandoffSpecs(PostgresServer server)
{
    private const string AgentId = "agent1";

    private static readonly EngineOptions Options = new() { Deadline = TimeSpan.FromSeconds(30), JournalRetry = TimeSpan.FromMilliseconds(20) };

    /// <param name="isAnsweredInTime">Whether the journal answers while the shard waits for its session, or after it gave up waiting.</param>
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_is_under_way_while_its_shard_moves_goes_out_once_and_ends_once(bool isAnsweredInTime)
    {
        var placement = new PlacementByHand();
        await using var cluster = await ClusterOfNodes.StartAsync(server, 0, Options);
        var faults = Faults.Named(cluster.Database);
        // A shard waits for its sessions for 5 s less than the coordinator waits for the shard.
        var handoff = ConfigurationFactory.ParseString($"akka.cluster.sharding.handoff-timeout = {(isAnsweredInTime ? 25 : 7)}s");
        var from = await cluster.AddAsync(Options, placement, handoff.WithFallback(Faults.LayerNamed(cluster.Database)));
        var to = await cluster.AddAsync(Options, placement, handoff);
        placement.Coordinator = from.Membership.Self;
        await placement.MoveAllAsync(from);
        var bridge = new FakeBridge(to, AgentId);
        await bridge.AttachAsync();
        await bridge.ReportAsync(-60, Scene.Connected(-60));
        var app = await FakeApp.SubscribeAsync(to, AgentId);
        var goOn = faults.Block();
        var stored = faults.Stored;
        var asking = to.AskAsync(AgentId, Scene.Ask("Hold", Scene.ContactId, "r-1"), default).AsTask();
        await Waiting.UntilAsync("the request is in the journal", () => faults.Stored > stored);
        bridge.Requests.ShouldBeEmpty("the session does not know that it is");

        var moving = placement.MoveAllAsync(to);
        await Waiting.UntilAsync("the shard is on its way", () => placement.IsMoving);
        if (isAnsweredInTime)
        {
            goOn();
        }

        await moving;
        var outcome = await asking.InTime() switch
        {
            AskAnswer.Accepted accepted => accepted.Outcome,
            // It was asked again at the other node, which found it in the journal.
            AskAnswer.Repeated { Outcome: { } still } => still,
            var other => throw new InvalidOperationException($"{other} is no answer to a request that was journaled."),
        };
        await Waiting.UntilAsync("the bridge is asked", () => bridge.Requests.Count > 0);
        await bridge.ReportAsync(0, Scene.Held(0));
        (await outcome.InTime()).Error.ShouldBeNull();
        if (!isAnsweredInTime)
        {
            goOn();
        }

        (await to.AskAsync(AgentId, Scene.Ask("Hold", Scene.ContactId, "r-1"), default).AsTask().InTime()).ShouldBeOfType<AskAnswer.Repeated>().Error.ShouldBeNull();
        bridge.Requests.ShouldHaveSingleItem().RequestId.ShouldBe("r-1");
        app.All.ShouldHaveSingleItem().RequestId.ShouldBe("r-1");
        await using var journal = SideDoor.OfPostgres(cluster.Database);
        await JournalPromises.CheckAsync(journal);
    }
}
