using System.Net;
using System.Net.Sockets;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using CallActors.Akka.Placement;
using CallActors.Akka.Storage;
using CallActors.Engine;
using CallActors.Engine.Tests.Engine;
using CallActors.Engine.Tests.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Akka.Tests.Cluster;

/// <summary>Nodes in this process, each with an actor system and a network port of its own, on one database.</summary>
internal sealed class ClusterOfNodes : IAsyncDisposable
{
    private readonly List<AkkaEngine> nodes = [];

    private ClusterOfNodes(string database) => Database = database;

    public string Database { get; }

    /// <summary>The first node, as host:port.</summary>
    public string Seed { get; } = $"127.0.0.1:{FreePort()}";

    public IReadOnlyList<AkkaEngine> Nodes => nodes;

    public static async Task<ClusterOfNodes> StartAsync(PostgresServer server, int count, EngineOptions options, IShardAllocationStrategy? placement = null)
    {
        var cluster = new ClusterOfNodes(await server.CreateDatabaseAsync());
        try
        {
            while (cluster.nodes.Count < count)
            {
                await cluster.AddAsync(options, placement);
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more and waits until all know each other.</summary>
    /// <param name="layer">A layer of its configuration that goes before all others.</param>
    public async Task<AkkaEngine> AddAsync(EngineOptions options, IShardAllocationStrategy? placement = null, Config? layer = null)
    {
        var port = nodes.Count == 0 ? int.Parse(Seed.Split(':')[1]) : FreePort();
        var held = await HeldJournal.OfPostgresAsync(Database, TimeProvider.System, default);
        nodes.Add(AkkaEngine.Start(held, options, new ClusterOptions("127.0.0.1", port, [Seed]), NullLoggerFactory.Instance, (layer ?? Config.Empty).WithFallback(Layers.Read("test")), placement));
        await Waiting.UntilAsync("all nodes are up", () => nodes.All(node => node.Membership.NodesUp == nodes.Count));
        return nodes[^1];
    }

    public async Task StopAsync(AkkaEngine node)
    {
        nodes.Remove(node);
        await node.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
