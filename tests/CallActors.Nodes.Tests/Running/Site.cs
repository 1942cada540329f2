using System.Net.Http.Json;
using System.Text.Json;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;

namespace CallActors.Nodes.Tests.Running;

/// <summary>Nodes on one PostgreSQL, a contact centre in a process of its own, and HAProxy before them where it is asked for.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("callactors-site-");
    private RunningProcess? centre;
    private RunningProcess? balancer;

    private Site(string database) => Database = database;

    /// <summary>The connection string of the journal.</summary>
    public string Database { get; }

    public IReadOnlyList<Node> Nodes { get; private set; } = [];

    public HttpClient Centre { get; private set; } = new();

    /// <summary>The load balancer.</summary>
    public HttpClient Front { get; private set; } = new();

    public int FrontPort { get; private set; }

    /// <param name="network">Where one node more is started, the last one.</param>
    /// <param name="journalOf">Which way the nodes take to the database; null for the straight one.</param>
    public static async Task<Site> StartAsync(
        PostgresServer server, int nodes, bool withBalancer = false, int agents = 1, int bridgesAt = 0, NetworkNamespace? network = null,
        Func<string, string>? journalOf = null, params string[] arguments)
    {
        Skip.If(withBalancer && !Balancer.IsThere, "HAProxy is not installed (apt-get install haproxy).");
        var site = new Site(await server.CreateDatabaseAsync());
        try
        {
            site.Nodes =
            [
                .. Enumerable.Range(0, nodes).Select(_ => network is null
                    ? Node.Start(journalOf?.Invoke(site.Database) ?? site.Database, arguments)
                    : Node.StartBeside(site.Database, network, arguments)),
            ];
            site.Nodes = network is null ? site.Nodes : [.. site.Nodes, Node.Start(site.Database, network)];
            await Task.WhenAll(site.Nodes.Select(node => node.ReadyAsync()));
            if (withBalancer)
            {
                site.FrontPort = RunningProcess.FreePort();
                site.balancer = Balancer.Start(site.FrontPort, site.Nodes);
                site.Front = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{site.FrontPort}"), Timeout = TimeSpan.FromSeconds(60) };
                await site.balancer.ReadyAsync(new Uri(site.Front.BaseAddress, "health/ready"), TimeSpan.FromMinutes(1));
            }

            await site.StartCentreAsync(withBalancer ? $"127.0.0.1:{site.FrontPort}" : site.Nodes[bridgesAt].Address, agents);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public Task<App> OpenAsync(string agentId, string query = "") =>
        App.OpenAsync(new Uri($"ws://127.0.0.1:{FrontPort}/v1/agents/{agentId}/bus{query}"));

    /// <summary>A call that an app of the agent has answered.</summary>
    /// <returns>The contact's id, which is the caller's connection id as well.</returns>
    public async Task<string> AnsweredAsync(string agentId, App app)
    {
        var call = (await Centre.PostedAsync($"agents/{agentId}/calls", new { from = "+15550100", to = "+15550199", queue = "Support" }))
            .GetProperty("contactId").GetString()!;
        await app.NextCallAsync(call, "connecting");
        await app.AskAsync("Answer", call);
        await app.NextCallAsync(call, "connected");
        return call;
    }

    /// <summary>What the bridge of an agent was asked: each request with how often it came.</summary>
    public async Task<IReadOnlyDictionary<string, int>> AskedAsync(string agentId) =>
        (await Centre.GetFromJsonAsync<JsonElement>($"agents/{agentId}")).GetProperty("requests").EnumerateArray()
            .ToDictionary(request => request.GetProperty("requestId").GetString()!, request => request.GetProperty("times").GetInt32());

    public Task BridgeAsync(string agentId) => Eventually.TrueAsync(
        async () => (await Centre.GetFromJsonAsync<JsonElement>($"agents/{agentId}")).GetProperty("bridge").GetString() == "connected",
        $"the bridge of {agentId} is connected");

    public async ValueTask DisposeAsync()
    {
        Centre.Dispose();
        Front.Dispose();
        foreach (var process in new[] { centre, balancer }.OfType<RunningProcess>())
        {
            await process.DisposeAsync();
        }

        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    private async Task StartCentreAsync(string bridgeAddress, int agents)
    {
        var port = RunningProcess.FreePort();
        centre = RunningProcess.Start(
            "CallActors.Simulator", "--urls", $"http://127.0.0.1:{port}", "--bridge", $"ws://{bridgeAddress}/v1/bridge",
            "--world", Path.Combine(folder.FullName, "world.simulator"), "--agents", $"{agents}");
        Centre = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/v1/simulator/"), Timeout = TimeSpan.FromSeconds(60) };
        await centre.ReadyAsync(new Uri($"http://127.0.0.1:{port}/v1/simulator"), TimeSpan.FromMinutes(1));
        for (var agent = 1; agent <= agents; agent++)
        {
            await BridgeAsync($"agent{agent}");
        }
    }
}
