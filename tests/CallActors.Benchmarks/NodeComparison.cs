using CallActors.Benchmarks.Load;
using CallActors.Benchmarks.Measuring;
using CallActors.Benchmarks.Reporting;
using CallActors.Benchmarks.Subjects;

namespace CallActors.Benchmarks;

/// <summary>One node with everything, and two of which one has the bridges and the other the apps: every event goes by way of the journal.</summary>
internal sealed class NodeComparison(PostgresCluster cluster, double rate)
{
    private const int Agents = 200;
    private const double OthersMost = 0.1;
    // At this rate it takes so long until both nodes are compiled.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(8);

    public async Task RunAsync(int runs)
    {
        var all = new List<Run>();
        var again = runs;
        for (var run = 1; run <= runs; run++)
        {
            for (var nodes = 1; nodes <= 2; nodes++)
            {
                Run measured;
                while ((measured = await MeasureAsync(nodes)).Costs.Others > OthersMost)
                {
                    Console.WriteLine($"{run}/{runs} does not count: others took {measured.Costs.Others:P0} of the machine");
                    if (again-- == 0)
                    {
                        throw new BenchmarkException("Others took too much of the machine again and again: there is nothing to report.");
                    }
                }

                Console.WriteLine($"{run}/{runs} {measured.Subject,-10} {measured}");
                all.Add(measured);
            }
        }

        double Of(string subject) => Median.Of(all.Where(run => run.Subject == subject).Select(run => run.MedianMilliseconds));
        Console.WriteLine($"At {rate:0} commands/s the median is {Of("one node"):0.00} ms with one node and {Of("two nodes"):0.00} ms with two: {Of("two nodes") - Of("one node"):0.00} ms more.");
    }

    private async Task<Run> MeasureAsync(int nodes)
    {
        await using var store = await Store.OfPostgresAsync(cluster);
        await using var first = await Subject.Ours.StartAsync(store);
        await using var other = nodes == 2 ? await Subject.Ours.StartAsync(store) : null;
        var second = other ?? first;
        try
        {
            using var fleet = await Fleet.OpenAsync(second.Address, first.Address, Enumerable.Range(1, Agents));
            Costs? costs = null;
            int[] processes = [.. new[] { first.Process.Id, second.Process.Id }.Distinct()];
            var latencies = await fleet.PaceAsync(
                rate, WarmUp, async () => costs = await Costs.MeasureAsync(processes, store.DatabaseProcess, () => Task.Delay(Measured)));
            return new Run(nodes == 1 ? "one node" : "two nodes", latencies, costs!);
        }
        catch (BenchmarkException failure)
        {
            // What a node refused is explained in its log alone.
            throw new BenchmarkException(
                $"{failure.Message}\nThe bridges' node said:\n{first.Process.Output}{(other is null ? "" : $"\nThe apps' node said:\n{other.Process.Output}")}");
        }
    }
}
