using CallActors.Akka.Placement;
using CallActors.Akka.Storage;
using CallActors.Akka.Tests.Cluster;
using CallActors.Engine;
using CallActors.Engine.Tests.Engine;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Akka.Tests.Discovery;

/// <summary>Nodes that ask the API of Kubernetes for each other: "pods" with addresses of their own on loopback.</summary>
[Collection(PostgresCollection.Name)]
public sealed class KubernetesDiscoverySpecs(PostgresServer server) : IAsyncLifetime
{
    private readonly int port = RunningProcess.FreePort();
    private readonly int management = RunningProcess.FreePort();
    private KubernetesApi api = null!;

    public async Task InitializeAsync() => api = await KubernetesApi.StartAsync();

    public async Task DisposeAsync() => await api.DisposeAsync();

    [SkippableFact]
    public async Task Pods_that_run_are_found_and_begin_a_cluster_when_there_are_enough_of_them()
    {
        var database = await server.CreateDatabaseAsync();
        api.Pods = [KubernetesApi.Pod("127.0.0.3"), KubernetesApi.Pod("127.0.0.4", "Pending"), KubernetesApi.Pod("127.0.0.5", isLeaving: true)];
        await using var first = await StartAsync(database, "127.0.0.3");
        await Waiting.UntilAsync("the API was asked again and again", () => api.Asked.Count >= 10);
        first.Membership.NodesUp.ShouldBe(0, "one of two that are needed is no cluster");

        api.Pods = [KubernetesApi.Pod("127.0.0.3"), KubernetesApi.Pod("127.0.0.2")];
        await using var second = await StartAsync(database, "127.0.0.2");
        await AllUpAsync(first, second);

        api.Pods = [.. api.Pods, KubernetesApi.Pod("127.0.0.4")];
        await using var third = await StartAsync(database, "127.0.0.4");
        await AllUpAsync(first, second, third);

        api.Asked.Distinct().ShouldHaveSingleItem().ShouldBe("/api/v1/namespaces/calls/pods?labelSelector=app=callactors,tier=agents");
    }

    [SkippableFact]
    public async Task A_pod_whose_service_account_may_not_list_pods_begins_no_cluster_and_says_why()
    {
        api.Pods = [KubernetesApi.Pod("127.0.0.2"), KubernetesApi.Pod("127.0.0.3")];
        api.ForgetToken();
        using var log = new RememberedLog();
        await using var node = await StartAsync(await server.CreateDatabaseAsync(), "127.0.0.2", log);

        await Waiting.UntilAsync("it says so", () => log.Contains("The API of Kubernetes does not list the pods of calls: 401 Unauthorized"));
        node.Membership.NodesUp.ShouldBe(0);
    }

    private static Task AllUpAsync(params AkkaEngine[] nodes) =>
        Waiting.UntilAsync("all nodes are up", () => nodes.All(node => node.Membership.NodesUp == nodes.Length));

    private async Task<AkkaEngine> StartAsync(string database, string address, ILoggerFactory? log = null) => AkkaEngine.Start(
        await HeldJournal.OfPostgresAsync(database, TimeProvider.System, default), new EngineOptions(),
        new ClusterOptions(address, port, [], null, new ClusterDiscovery.Kubernetes(address, management, 2, api.Address, "app=callactors,tier=agents", null)
        {
            ServiceAccount = api.ServiceAccount,
        }),
        log ?? NullLoggerFactory.Instance, Layers.Read("test"));
}
