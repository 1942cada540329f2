using Akka.Actor;
using Akka.Management.Cluster.Bootstrap;
using Akka.Management.Dsl;

namespace CallActors.Akka.Placement;

/// <summary>Has a node find the others (<see cref="ClusterDiscovery"/>) and join them, or begin a cluster with them.</summary>
internal static class Bootstrapping
{
    /// <exception cref="ContactPointException">The node cannot listen for those who look for it.</exception>
    public static void Begin(ActorSystem system, ClusterDiscovery discovery, Action<string> warn)
    {
        // As with the port for other nodes, whoever starts a node hears at once that the port is taken.
        Task.Run(() => ContactPoint.ListenAsync(system, discovery.Host, discovery.Port)).GetAwaiter().GetResult();
        var bootstrap = ClusterBootstrap.Get(system);
        // By this address the node knows itself among those that are found.
        bootstrap.Routes(ManagementRouteProviderSettings.Create(new UriBuilder("http", discovery.Host, discovery.Port).Uri, readOnly: true));
        bootstrap.Start().ContinueWith(
            failed => warn($"The other nodes cannot be looked for: {failed.Exception!.GetBaseException().Message}"),
            default, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }
}
