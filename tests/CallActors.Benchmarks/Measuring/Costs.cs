using System.Diagnostics;

namespace CallActors.Benchmarks.Measuring;

/// <summary>The processor time that each side took in a stretch of time, and what others took.</summary>
/// <param name="Database">0 where the database runs in the node.</param>
/// <param name="Others">What neither of the three took, as a share of the machine.</param>
internal sealed record Costs(double Seconds, double Node, double Database, double Clients, double Others)
{
    /// <param name="nodes">The ids of the nodes' processes.</param>
    /// <param name="database">The id of the database's first process; null where it runs in the node.</param>
    public static async Task<Costs> MeasureAsync(IReadOnlyList<int> nodes, int? database, Func<Task> work)
    {
        var before = Read(nodes, database);
        await work();
        var after = Read(nodes, database);
        var seconds = Stopwatch.GetElapsedTime(before.At, after.At).TotalSeconds;
        var (node, rest, clients) = (after.Nodes - before.Nodes, after.Database - before.Database, after.Clients - before.Clients);
        return new Costs(
            seconds, node, rest, clients, Math.Max(0, after.Machine - before.Machine - node - rest - clients) / (seconds * Environment.ProcessorCount));
    }

    private static Reading Read(IReadOnlyList<int> nodes, int? database) => new(
        Stopwatch.GetTimestamp(), ProcessorTime.OfMachine(), nodes.Sum(ProcessorTime.OfProcess),
        database is { } id ? ProcessorTime.OfFamily(id) : 0, ProcessorTime.OfProcess(Environment.ProcessId));

    private sealed record Reading(long At, double Machine, double Nodes, double Database, double Clients);
}
