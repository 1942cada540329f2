using CallActors.Benchmarks.Reporting;

namespace CallActors.Benchmarks.Growth;

/// <summary>What was measured with one number of agents.</summary>
/// <param name="Settled">From the start of the process until the bridges that were gone with the node before were noted for all.</param>
/// <param name="ResidentMiB">The node's resident memory then.</param>
/// <param name="BytesEach">What an agent with an open call takes of the managed heap after a full collection, without sockets.</param>
internal sealed record Growth(int Agents, GrownStart Start, TimeSpan Settled, double ResidentMiB, double BytesEach, Run Run)
{
    public override string ToString() =>
        $"{Agents} agents: the first after {Start.First.TotalSeconds:0.00} s, the last after {Start.Last.TotalSeconds:0.00} s, "
        + $"{Start.Meanwhile} others meanwhile in {Start.SlowestMilliseconds:0} ms at most; settled after {Settled.TotalSeconds:0} s; "
        + $"{BytesEach:0} bytes each, {ResidentMiB:0} MiB resident; {Run}";

    public static void Report(IReadOnlyList<Growth> all)
    {
        Console.WriteLine();
        Console.WriteLine("| agents with an open call | first commanded s | last commanded s | slowest meanwhile ms | settled s | bytes each | resident MiB | CPU of the node a command µs | of the database µs | p50 ms | p99 ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var one in all)
        {
            Console.WriteLine(
                $"| {one.Agents:N0} | {one.Start.First.TotalSeconds:0.00} | {one.Start.Last.TotalSeconds:0.00} | {one.Start.SlowestMilliseconds:0} "
                + $"| {one.Settled.TotalSeconds:0} | {one.BytesEach:0} | {one.ResidentMiB:0} "
                + $"| {one.Run.NodeMicroseconds:0} | {one.Run.DatabaseMicroseconds:0} | {one.Run.MedianMilliseconds:0.00} | {one.Run.P99Milliseconds:0.00} |");
        }

        Console.WriteLine(
            $"CPU a command, last to first: node {all[^1].Run.NodeMicroseconds / all[0].Run.NodeMicroseconds:0.00}, node and database "
            + $"{(all[^1].Run.NodeMicroseconds + all[^1].Run.DatabaseMicroseconds) / (all[0].Run.NodeMicroseconds + all[0].Run.DatabaseMicroseconds):0.00}");
    }
}
