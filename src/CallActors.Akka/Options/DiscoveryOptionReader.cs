using CallActors.Akka.Placement;
using CallActors.Host.Options;

namespace CallActors.Akka.Options;

/// <summary>The options of a node that finds the others without seeds.</summary>
internal static class DiscoveryOptionReader
{
    private const string Discovery = "--cluster-discovery";
    private const string ContactPoints = "--cluster-contact-points";
    public const string Management = "--cluster-management";
    private const string PodSelector = "--cluster-pod-selector";
    private const string PodNamespace = "--cluster-pod-namespace";
    private const string Kubernetes = "kubernetes";
    private const string Config = "config:";
    private const string DefaultSelector = "app=callactors";
    private const int DefaultPort = 8558;

    public static IReadOnlyList<FurtherSetting> Settings { get; } =
    [
        new(Discovery, "<how>", "none: the seeds are asked", "CALLACTORS_CLUSTER_DISCOVERY",
            "How nodes find each other in place of seeds: kubernetes, or config: and where nodes tell who is in their cluster, as host:port, separated by semicolons"),
        new(ContactPoints, "<number>", "more than half of the nodes of config:", "CALLACTORS_CLUSTER_CONTACT_POINTS",
            "How many nodes have to find each other before they begin a cluster"),
        new(Management, "<host:port>", $"the cluster host, port {DefaultPort}", "CALLACTORS_CLUSTER_MANAGEMENT",
            "Where this node tells those who look for it who is in its cluster"),
        new(PodSelector, "<labels>", DefaultSelector, "CALLACTORS_CLUSTER_POD_SELECTOR", "The labels of the pods that are nodes, for kubernetes"),
        new(PodNamespace, "<name>", "that of this pod", "CALLACTORS_CLUSTER_POD_NAMESPACE", "Where those pods are, for kubernetes"),
    ];

    /// <summary>Null where seeds are asked.</summary>
    /// <param name="clusterHost">Where this node listens for the others.</param>
    /// <param name="seeds">Is to be without a text where nodes are discovered.</param>
    public static ClusterDiscovery? Read(NodeOptions options, string clusterHost, GivenValue seeds, Func<string, string?> environment)
    {
        var how = options.Further[Discovery];
        if (how.Text is null)
        {
            return First(options, ContactPoints, Management, PodSelector, PodNamespace) is { } useless
                ? throw new HostOptionException($"{useless.Name} says how nodes are discovered; give {Discovery} with it.")
                : null;
        }

        if (seeds.Text is not null)
        {
            throw new HostOptionException($"{how.Name} and {seeds.Name} are two ways to find the cluster; give one of them.");
        }

        var management = options.Further[Management];
        var place = management.Text ?? $"{clusterHost}:{DefaultPort}";
        if (!ClusterOptionReader.IsNode(place))
        {
            throw ClusterOptionReader.Wrong(management, $"a name or an address of this machine with a port, such as 10.0.0.5:{DefaultPort}");
        }

        var colon = place.LastIndexOf(':');
        var (host, port) = (place[..colon], int.Parse(place[(colon + 1)..]));
        return how.Text == Kubernetes ? OfKubernetes(options, how, host, port, environment)
            : how.Text.StartsWith(Config, StringComparison.Ordinal) ? OfConfig(options, how, host, port)
            : throw ClusterOptionReader.Wrong(how, $"kubernetes, or config:node1.example.com:{DefaultPort};node2.example.com:{DefaultPort}");
    }

    private static ClusterDiscovery.Config OfConfig(NodeOptions options, GivenValue how, string host, int port)
    {
        if (First(options, PodSelector, PodNamespace) is { } useless)
        {
            throw new HostOptionException($"{useless.Name} is about pods; it needs {Discovery} kubernetes.");
        }

        var nodes = ClusterOptionReader.Parts(how.Text![Config.Length..]).Distinct().ToArray();
        if (nodes.Length == 0 || !nodes.All(ClusterOptionReader.IsNode))
        {
            throw ClusterOptionReader.Wrong(how, $"config: and where nodes tell who is in their cluster, such as config:node1.example.com:{DefaultPort};node2.example.com:{DefaultPort}");
        }

        var needed = ReadContactPoints(options.Further[ContactPoints]) ?? (nodes.Length / 2) + 1;
        return needed <= nodes.Length
            ? new ClusterDiscovery.Config(host, port, needed, nodes)
            : throw ClusterOptionReader.Wrong(options.Further[ContactPoints], $"{nodes.Length} at most, as many nodes as {how.Name} names");
    }

    private static ClusterDiscovery.Kubernetes OfKubernetes(
        NodeOptions options, GivenValue how, string host, int port, Func<string, string?> environment)
    {
        if (environment("KUBERNETES_SERVICE_HOST") is not { Length: > 0 } api || !ushort.TryParse(environment("KUBERNETES_SERVICE_PORT"), out var apiPort))
        {
            throw new HostOptionException($"{how.Name} {Kubernetes} is for a pod of Kubernetes, which says in KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT where its API is; elsewhere give {Config}….");
        }

        var needed = ReadContactPoints(options.Further[ContactPoints]) ?? throw new HostOptionException(
            $"{ContactPoints} is missing: so many pods have to find each other before they begin a cluster. Give more than half of them, such as 2 of 3.");
        return new ClusterDiscovery.Kubernetes(
            host, port, needed, new UriBuilder("https", api, apiPort).Uri, options.Further[PodSelector].Text ?? DefaultSelector, options.Further[PodNamespace].Text);
    }

    private static int? ReadContactPoints(GivenValue given) =>
        given.Text is null ? null
        : int.TryParse(given.Text, out var number) && number > 0 ? number
        : throw ClusterOptionReader.Wrong(given, "a number of nodes, such as 2 of 3");

    private static GivenValue? First(NodeOptions options, params string[] names) =>
        names.Select(name => options.Further[name]).FirstOrDefault(each => each.Text is not null);
}
