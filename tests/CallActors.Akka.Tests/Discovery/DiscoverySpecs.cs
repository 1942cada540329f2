using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using CallActors.Akka.Placement;
using CallActors.Akka.Storage;
using CallActors.Engine;
using CallActors.Engine.Tests.Engine;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Akka.Tests.Discovery;

/// <summary>Nodes that know no seeds, only where nodes tell who is in their cluster.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DiscoverySpecs(PostgresServer server)
{
    // Long enough for a node that may to begin a cluster, several times over.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    [SkippableFact]
    public async Task Nodes_that_start_at_once_are_one_cluster_and_one_that_comes_later_joins_it()
    {
        var database = await server.CreateDatabaseAsync();
        var ports = FreePorts(3);
        var nodes = (await Task.WhenAll(ports.Select(port => Task.Run(() => StartAsync(database, port, ports, 2))))).ToList();
        try
        {
            await AllUpAsync(nodes);
            // It is not on the list of the others, and needs not be.
            nodes.Add(await StartAsync(database, RunningProcess.FreePort(), ports, 2));
            await AllUpAsync(nodes);

            var bridge = new FakeBridge(nodes[0], "agent1");
            await bridge.AttachAsync();
            await bridge.ReportAsync(0, Scene.Connected(0));
            (await nodes[3].ViewAsync("agent1", default).AsTask().InTime()).Picture.Contacts.ShouldHaveSingleItem();
        }
        finally
        {
            await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
        }
    }

    [SkippableFact]
    public async Task A_node_that_reaches_fewer_than_are_needed_begins_no_cluster_and_joins_when_the_next_is_there()
    {
        var database = await server.CreateDatabaseAsync();
        var ports = FreePorts(2);
        await using var first = await StartAsync(database, ports[0], ports, 2);
        await Task.Delay(Patience);
        first.Membership.NodesUp.ShouldBe(0);

        await using var second = await StartAsync(database, ports[1], ports, 2);
        await AllUpAsync([first, second]);
    }

    [SkippableFact]
    public async Task A_node_that_starts_again_joins_the_cluster_that_went_on_without_it()
    {
        var database = await server.CreateDatabaseAsync();
        var ports = FreePorts(2);
        var first = await StartAsync(database, ports[0], ports, 2);
        await using var second = await StartAsync(database, ports[1], ports, 2);
        await AllUpAsync([first, second]);
        var nodeId = second.Membership.NodeId;
        await first.DisposeAsync();
        await Waiting.UntilAsync("one is left", () => second.Membership.NodesUp == 1);

        await using var again = await StartAsync(database, ports[0], ports, 2);
        await AllUpAsync([again, second]);
        again.Membership.IsThere(nodeId).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Who_is_in_the_cluster_is_all_that_a_node_tells_and_only_where_it_is_told_to()
    {
        var port = RunningProcess.FreePort();
        await using var node = await StartAsync(await server.CreateDatabaseAsync(), port, [port], 1);
        await AllUpAsync([node]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        var answer = await http.GetFromJsonAsync<JsonElement>("/bootstrap/seed-nodes");
        var member = answer.GetProperty("Nodes").EnumerateArray().ShouldHaveSingleItem();
        node.Membership.Self!.Address.Port.ShouldBe(member.GetProperty("Node").GetProperty("Port").GetInt32());
        foreach (var path in new[] { "/remote/address", "/cluster/members", "/alive", "/ready", "/" })
        {
            (await http.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }

        (await http.PostAsync("/bootstrap/seed-nodes", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var elsewhere = new TcpClient();
        (await Should.ThrowAsync<SocketException>(async () => await elsewhere.ConnectAsync("127.0.0.2", port))).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    private static Task AllUpAsync(IReadOnlyList<AkkaEngine> nodes) =>
        Waiting.UntilAsync("all nodes are up", () => nodes.All(node => node.Membership.NodesUp == nodes.Count));

    private static int[] FreePorts(int count) => [.. Enumerable.Range(0, count).Select(_ => RunningProcess.FreePort())];

    private static async Task<AkkaEngine> StartAsync(string database, int port, IEnumerable<int> all, int contactPoints) => AkkaEngine.Start(
        await HeldJournal.OfPostgresAsync(database, TimeProvider.System, default), new EngineOptions(),
        new ClusterOptions("127.0.0.1", 0, [], null, new ClusterDiscovery.Config("127.0.0.1", port, contactPoints, [.. all.Select(each => $"127.0.0.1:{each}")])),
        NullLoggerFactory.Instance, Layers.Read("test"));
}
