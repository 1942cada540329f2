using CallActors.Benchmarks.Load;
using CallActors.Benchmarks.Measuring;
using CallActors.Benchmarks.Reporting;
using CallActors.Benchmarks.Subjects;

namespace CallActors.Benchmarks;

/// <param name="Rate">Commands a second that are offered in the open loop; 0 leaves it out.</param>
/// <param name="OthersMost">A run during which others took a greater share of the machine does not count.</param>
internal sealed record ComparisonOptions(
    int Agents, int Runs, TimeSpan WarmUp, TimeSpan Closed, TimeSpan Open, double Rate, double OthersMost);

/// <summary>Measures subjects in turn, each run with a fresh process and a fresh store, and reports medians and ratios.</summary>
internal sealed class Comparison(ComparisonOptions options, Func<Task<Store>> newStore)
{
    private readonly List<Run> closed = [];
    private readonly List<Run> open = [];

    /// <param name="subjects">The first is compared with each of the others.</param>
    /// <exception cref="BenchmarkException">Others took too much of the machine to say anything.</exception>
    public async Task RunAsync(IReadOnlyList<Subject> subjects)
    {
        var again = options.Runs;
        for (var run = 1; run <= options.Runs; run++)
        {
            // There and back again, so that none has always the same one before it.
            foreach (var subject in run % 2 == 1 ? subjects : subjects.Reverse())
            {
                while (!await IsMeasuredAsync(subject, $"{run}/{options.Runs} {subject.Name}"))
                {
                    if (again-- == 0)
                    {
                        throw new BenchmarkException(
                            $"Others took more than {options.OthersMost:P0} of the machine again and again: there is nothing to report. Let it rest, and try again.");
                    }
                }
            }
        }

        Console.WriteLine();
        Report($"Closed loop, {options.Agents} agents", closed, subjects);
        if (open.Count > 0)
        {
            Report($"Open loop, {options.Rate:0} commands/s offered", open, subjects);
        }
    }

    private async Task<bool> IsMeasuredAsync(Subject subject, string title)
    {
        await using var store = await newStore();
        await using var running = await subject.StartAsync(store);
        using var fleet = await Fleet.OpenAsync(running.Address, running.Address, Enumerable.Range(1, options.Agents));
        int[] nodes = [running.Process.Id];
        Costs? costs = null;
        async Task Measured(TimeSpan time) => costs = await Costs.MeasureAsync(nodes, store.DatabaseProcess, () => Task.Delay(time));

        var looped = new Run(subject.Name, await fleet.LoopAsync(options.WarmUp, () => Measured(options.Closed)), costs!);
        Console.WriteLine($"{title,-36} closed {looped}");
        var runs = new List<(List<Run> To, Run Run)> { (closed, looped) };
        if (options.Rate > 0)
        {
            var paced = new Run(subject.Name, await fleet.PaceAsync(options.Rate, options.WarmUp / 3, () => Measured(options.Open)), costs!);
            Console.WriteLine($"{title,-36} open   {paced}");
            runs.Add((open, paced));
        }

        if (runs.Exists(each => each.Run.Costs.Others > options.OthersMost))
        {
            Console.WriteLine($"{title,-36} does not count: others took more than {options.OthersMost:P0} of the machine");
            return false;
        }

        runs.ForEach(each => each.To.Add(each.Run));
        return true;
    }

    private static void Report(string title, List<Run> runs, IReadOnlyList<Subject> subjects)
    {
        Console.WriteLine($"{title}; medians of {runs.Count / subjects.Count} runs, in turn");
        Console.WriteLine();
        Console.WriteLine("| | commands/s | p50 ms | p99 ms | node µs | database µs | clients µs |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        double Of(Subject subject, Func<Run, double> value) => Median.Of(runs.Where(run => run.Subject == subject.Name).Select(value));
        foreach (var subject in subjects)
        {
            Console.WriteLine(
                $"| {subject.Name} | {Of(subject, run => run.PerSecond):0} | {Of(subject, run => run.MedianMilliseconds):0.00} | {Of(subject, run => run.P99Milliseconds):0.00} "
                + $"| {Of(subject, run => run.NodeMicroseconds):0} | {Of(subject, run => run.DatabaseMicroseconds):0} | {Of(subject, run => run.ClientMicroseconds):0} |");
        }

        foreach (var other in subjects.Skip(1))
        {
            double Ratio(Func<Run, double> value) => Of(subjects[0], value) / Of(other, value);
            Console.WriteLine(
                $"| ratio to {other.Name} | {Ratio(run => run.PerSecond):0.00} | {Ratio(run => run.MedianMilliseconds):0.00} | {Ratio(run => run.P99Milliseconds):0.00} "
                + $"| {Ratio(run => run.NodeMicroseconds):0.00} | | |");
        }

        Console.WriteLine();
    }
}
