using System.Collections.Concurrent;
using CallActors.Host.Tests.Running;

namespace CallActors.Nodes.Tests.Running;

/// <summary>The nodes of a site run the host of Akka.NET, three of them in one cluster.</summary>
internal static class NodeProgram
{
    public const string File = "CallActors.Akka.dll";

    /// <summary>A node that is lost is noticed by the others after seconds, not at once: fewer say as much.</summary>
    public const int Kills = 4;

    public const int DatabaseKills = 3;

    private const int NodesMaximum = 3;

    private static readonly ConcurrentDictionary<string, Ports> PortsOf = new();

    public static IEnumerable<string> ArgumentsFor(string journal)
    {
        var ports = PortsOf.GetOrAdd(journal, _ => new Ports());
        return ["--cluster-port", $"{ports.Next()}", "--cluster-seeds", SeedsOf(journal)];
    }

    public static string SeedsOf(string journal) => string.Join(';', PortsOf[journal].All.Select(port => $"127.0.0.1:{port}"));

    private sealed class Ports
    {
        private int given = -1;

        public int[] All { get; } = [.. Enumerable.Range(0, NodesMaximum).Select(_ => RunningProcess.FreePort())];

        public int Next() => All[Interlocked.Increment(ref given)];
    }
}
