using System.Text;
using Akka.Configuration;
using CallActors.Akka.Placement;
using CallActors.Akka.Storage;
using CallActors.Akka.Tests.Engine;
using CallActors.Engine;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Tests.Engine;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Akka.Tests.Cluster;

/// <summary>Two versions side by side, as during an update.</summary>
[Collection(PostgresCollection.Name)]
public sealed class UpdateSpecs(PostgresServer server)
{
    private static readonly EngineOptions Options = new() { JournalRetry = TimeSpan.FromMilliseconds(20) };

    [SkippableFact]
    public async Task An_older_node_leaves_alone_what_a_newer_one_wrote_and_begins_anew_only_without_it()
    {
        var database = await server.CreateDatabaseAsync();
        var seed = RunningProcess.FreePort();
        var placement = new PlacementByHand();
        await using var journal = SideDoor.OfPostgres(database);
        await using var older = await StartAsync(database, seed, seed, "1.0.0", placement);
        placement.Coordinator = older.Membership.Self;
        await using (var newer = await StartAsync(database, RunningProcess.FreePort(), seed, "1.1.0", placement))
        {
            await Waiting.UntilAsync("both know each other", () => older.Membership.NodesUp == 2 && newer.Membership.NodesUp == 2);
            await placement.MoveAllAsync(newer);
            var bridge = new FakeBridge(newer, "agent1");
            await bridge.AttachAsync();
            await bridge.ReportAsync(0, Scene.Connected(0));
            var revision = (await newer.ViewAsync("agent1", default)).Revision;
            // The session is to come up at the older node, and to find there what that cannot know.
            var stream = Streams.OfAgent("agent1");
            await journal.AppendAsync(
                new Change([new JournalRow(new RowKey(stream, revision + 1), "agent.levitated/1", Encoding.UTF8.GetBytes("{}"))]), default);
            await placement.MoveAllAsync(older);

            (await Should.ThrowAsync<JournalUnavailableException>(async () => await older.ViewAsync("agent1", default)))
                .ShouldNotBeNull();
            (await journal.ReadHeadsAsync([stream], default)).ShouldHaveSingleItem().Manifest.ShouldBe("agent.levitated/1", "nothing was written after it");
        }

        await Waiting.UntilAsync("the newer one is gone", () => older.Membership.NodesUp == 1);
        await older.ViewAsync("agent1", default).AsTask().InTime();
        (await journal.ReadHeadsAsync([Streams.OfAgent("agent1")], default)).ShouldHaveSingleItem().Manifest.ShouldNotBe("agent.levitated/1");
    }

    private static async Task<AkkaEngine> StartAsync(string database, int port, int seed, string version, PlacementByHand placement) => AkkaEngine.Start(
        await HeldJournal.OfPostgresAsync(database, TimeProvider.System, default), Options, new ClusterOptions("127.0.0.1", port, [$"127.0.0.1:{seed}"]),
        NullLoggerFactory.Instance, ConfigurationFactory.ParseString($"akka.cluster.app-version = \"{version}\"").WithFallback(Layers.Read("test")), placement);
}
