namespace CallActors.Akka.Placement;

/// <summary>How nodes that know no seeds find each other.</summary>
/// <param name="Host">Where this node tells the others who is in its cluster; of all that is looked up this is what the node knows itself by.</param>
/// <param name="Port">Every node that is found without a port is asked at this one.</param>
/// <param name="ContactPoints">How many nodes have to answer, this one among them, before one of them begins a cluster.</param>
internal abstract record ClusterDiscovery(string Host, int Port, int ContactPoints)
{
    /// <param name="Nodes">Where nodes tell who is in their cluster, as host:port.</param>
    internal sealed record Config(string Host, int Port, int ContactPoints, IReadOnlyList<string> Nodes) : ClusterDiscovery(Host, Port, ContactPoints);

    /// <summary>The API of Kubernetes says which pods run (<see cref="PodDiscovery"/>).</summary>
    /// <param name="Api">Where it answers.</param>
    /// <param name="Selector">The labels that tell pods with agents from others.</param>
    /// <param name="Namespace">Null for the one of this pod.</param>
    internal sealed record Kubernetes(string Host, int Port, int ContactPoints, Uri Api, string Selector, string? Namespace)
        : ClusterDiscovery(Host, Port, ContactPoints)
    {
        /// <summary>The folder in which a pod finds the token, the authority of the API and its namespace.</summary>
        public string ServiceAccount { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";
    }
}
