using System.Collections.Concurrent;
using CallActors.Host.Tests.Running;

namespace CallActors.Nodes.Tests.Running;

/// <summary>The nodes of a site run the host of Akka.NET, three of them in one cluster.</summary>
internal static class NodeProgram
{
    public const string File = "CallActors.Akka.dll";

    public const string Append = "INSERT INTO";

    /// <summary>A node that is lost is noticed by the others after seconds, not at once: fewer say as much.</summary>
    public const int Kills = 4;

    public const int DatabaseKills = 3;

    public const string TakesLong = "It takes long; AKKA_ALL=1 runs it.";

    public static readonly bool IsAllRun = Environment.GetEnvironmentVariable("AKKA_ALL") == "1";

    private const int NodesMaximum = 3;

    private static readonly ConcurrentDictionary<string, Ports> PortsOf = new();

    // Of a site with a node in a network of its own, that node is the last one, and all listen where its cable ends.
    public static IEnumerable<string> ArgumentsFor(string journal, NetworkNamespace? network, bool isInside)
    {
        var ports = PortsOf.GetOrAdd(DatabaseOf(journal), _ => new Ports());
        string[] arguments = ["--cluster-port", $"{ports.Next()}", "--cluster-seeds", SeedsOf(journal, network)];
        return network is null ? arguments
            : isInside ? [.. arguments, "--cluster-host", network.AddressForNodes]
            : [.. arguments, "--cluster-host", network.OtherNodesAddress, "--insecure"];
    }

    public static string SeedsOf(string journal, NetworkNamespace? network = null) => string.Join(';', PortsOf[DatabaseOf(journal)].All.Select(
        (port, place) => $"{(network is null ? "127.0.0.1" : place == NodesMaximum - 1 ? network.AddressForNodes : network.OtherNodesAddress)}:{port}"));

    private static string DatabaseOf(string journal) => journal[journal.IndexOf("Port=", StringComparison.Ordinal)..];

    private sealed class Ports
    {
        private int given = -1;

        public int[] All { get; } = [.. Enumerable.Range(0, NodesMaximum).Select(_ => RunningProcess.FreePort())];

        public int Next() => All[Interlocked.Increment(ref given)];
    }
}
