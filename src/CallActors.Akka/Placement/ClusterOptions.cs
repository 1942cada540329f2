using CallActors.Contracts.Akka;

namespace CallActors.Akka.Placement;

/// <summary>Where a node listens for the others, and whom it asks for the cluster.</summary>
/// <param name="Host">This machine's name or address, as the other nodes reach it.</param>
/// <param name="Port">0 for any that is free.</param>
/// <param name="Seeds">The nodes that are asked, as host:port; the first of them begins the cluster. None to wait for a join in code.</param>
/// <param name="Certificates">For TLS with the other nodes; null without.</param>
/// <param name="Discovery">How the others are found where there are no seeds; null for seeds.</param>
internal sealed record ClusterOptions(
    string Host, int Port, IReadOnlyList<string> Seeds, ClusterCertificates? Certificates = null, ClusterDiscovery? Discovery = null)
{
    /// <summary>The name of the actor system; nodes of other names are not let in.</summary>
    public const string SystemName = ServiceLayers.SystemName;
}
