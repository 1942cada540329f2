using CallActors.Akka.Placement;
using CallActors.Contracts.Akka;
using CallActors.Host.Options;

namespace CallActors.Akka.Options;

/// <summary>The options that a node of a cluster takes besides those of every host.</summary>
internal static class ClusterOptionReader
{
    private const string Host = "--cluster-host";
    private const string Port = "--cluster-port";
    private const string Seeds = "--cluster-seeds";
    private const string Certificate = "--cluster-certificate";
    private const string Key = "--cluster-key";
    private const string Authority = "--cluster-authority";
    private const string Loopback = "127.0.0.1";

    public static IReadOnlyList<FurtherSetting> Settings { get; } =
    [
        new(Host, "<name>", Loopback, "CALLACTORS_CLUSTER_HOST", "This machine's name or address, as the other nodes reach it"),
        new(Port, "<port>", "4053", "CALLACTORS_CLUSTER_PORT", "Where this node listens for the others"),
        new(Seeds, "<nodes>", "this node alone", "CALLACTORS_CLUSTER_SEEDS",
            "The nodes that are asked for the cluster, as host:port, separated by semicolons, in the same order at every node; the first of them begins it"),
        new(Certificate, "<file>", "none: nodes speak without TLS", "CALLACTORS_CLUSTER_CERTIFICATE", "This node's certificate for the other nodes, PEM"),
        new(Key, "<file>", "none", "CALLACTORS_CLUSTER_KEY", "The private key of that certificate, PEM"),
        new(Authority, "<file>", "none", "CALLACTORS_CLUSTER_AUTHORITY", "The authority that signed the certificates of all nodes of this cluster and nothing else, PEM"),
        .. DiscoveryOptionReader.Settings,
    ];

    /// <summary>Null for a journal of one node, which has no cluster.</summary>
    /// <exception cref="HostOptionException">What is wrong with a value, and what would be right.</exception>
    public static ClusterOptions? Read(NodeOptions options, Func<string, string?> environment)
    {
        var (host, port, seeds) = (options.Further[Host], options.Further[Port], options.Further[Seeds]);
        if (options.Journal is not JournalChoice.Postgres)
        {
            return Settings.Select(each => options.Further[each.Name]).FirstOrDefault(each => each.Text is not null) is { } given
                ? throw new HostOptionException($"{given.Name} needs a journal that nodes can share; give one with --journal postgres:…")
                : null;
        }

        var name = host.Text ?? Loopback;
        if (Uri.CheckHostName(name) == UriHostNameType.Unknown)
        {
            throw Wrong(host, "a name or an address of this machine, such as node1.example.com");
        }

        var certificates = ReadCertificates(options);
        var discovery = DiscoveryOptionReader.Read(options, name, seeds, environment);
        foreach (var (given, place) in new[] { (host.Name, name), (DiscoveryOptionReader.Management, discovery?.Host ?? name) })
        {
            if (certificates is null && place != Loopback && place != "localhost" && !options.IsInsecure)
            {
                throw new HostOptionException(
                    $"{given} {place} lets other machines speak to this node without any authentication; give {Certificate}, {Key} and {Authority}, or say --insecure if that is meant.");
            }
        }

        if (!ushort.TryParse(port.Text ?? "4053", out var number) || number == 0)
        {
            throw Wrong(port, "a port from 1 to 65535, such as 4053");
        }

        if (discovery is not null)
        {
            return new ClusterOptions(name, number, [], certificates, discovery);
        }

        var nodes = Parts(seeds.Text ?? $"{name}:{number}");
        return nodes.Length > 0 && nodes.All(IsNode)
            ? new ClusterOptions(name, number, nodes, certificates)
            : throw Wrong(seeds, "nodes such as node1.example.com:4053;node2.example.com:4053");
    }

    /// <summary>Null where there are none.</summary>
    private static ClusterCertificates? ReadCertificates(NodeOptions options)
    {
        var given = new[] { Certificate, Key, Authority }.Select(name => options.Further[name]).ToArray();
        if (given.All(each => each.Text is null))
        {
            return null;
        }

        if (given.FirstOrDefault(each => each.Text is null) is { } missing)
        {
            throw new HostOptionException($"{missing.Name} is missing; TLS between nodes needs {Certificate}, {Key} and {Authority}.");
        }

        try
        {
            return ClusterCertificates.Read(given[0].Text!, given[1].Text!, given[2].Text!);
        }
        catch (ClusterCertificateException error)
        {
            throw new HostOptionException(error.Message);
        }
    }

    public static string[] Parts(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static bool IsNode(string text) =>
        text.LastIndexOf(':') is var colon and > 0 && Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown
        && ushort.TryParse(text[(colon + 1)..], out var port) && port > 0;

    public static HostOptionException Wrong(GivenValue given, string right) => new($"{given.Name} '{given.Text}' is not understood; it is to be {right}.");
}
