using System.Diagnostics;
using CallActors.Benchmarks.Load;
using CallActors.Benchmarks.Measuring;
using CallActors.Benchmarks.Reporting;
using CallActors.Benchmarks.Subjects;
using CallActors.Engine;
using CallActors.Engine.Journal.Postgres;
using CallActors.Host.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Benchmarks.Growth;

/// <summary>What a command, a start and an open call cost with so many agents who have an open held call.</summary>
internal sealed class GrowthRun(GrownJournal journal, PostgresCluster cluster, int agents, string hostFolder)
{
    private const int Driven = 500;
    private const double Rate = 1000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    /// <summary>Measures each number of agents, each on a journal of its own, and reports them beside each other.</summary>
    /// <param name="hostFolder">Where the node is that is started.</param>
    /// <exception cref="BenchmarkException">There is none.</exception>
    public static async Task MeasureAllAsync(
        PostgresCluster cluster, IReadOnlyList<int> numbers, int closedEvents, bool isOnlyPreparing, string hostFolder)
    {
        if (!File.Exists(HostIn(hostFolder)))
        {
            throw new BenchmarkException($"{HostIn(hostFolder)} is not there: dotnet publish src/CallActors.Host -c Release -r linux-x64 -o {hostFolder}");
        }

        var all = new List<Growth>();
        GrownJournal? smaller = null;
        foreach (var (number, before) in numbers.Zip(numbers.Prepend(0)))
        {
            var journal = new GrownJournal(cluster, number, closedEvents);
            await journal.PrepareAsync(smaller, before);
            smaller = journal;
            if (!isOnlyPreparing)
            {
                all.Add(await new GrowthRun(journal, cluster, number, hostFolder).MeasureAsync());
            }
        }

        if (!isOnlyPreparing)
        {
            Growth.Report(all);
        }
    }

    private static string HostIn(string folder) => Path.Combine(Path.GetFullPath(folder), "CallActors.Host.dll");

    private async Task<Growth> MeasureAsync()
    {
        var memory = await BytesAsync();
        var address = new Uri($"http://127.0.0.1:{RunningProcess.FreePort()}");
        var clock = Stopwatch.StartNew();
        await using var process = RunningProcess.StartProgram("dotnet", [
            HostIn(hostFolder), "--urls", address.ToString().TrimEnd('/'), "--journal", $"postgres:{journal.ConnectionString}", "--simulator", "off"]);
        var start = await GrownStart.MeasureAsync(address, agents, clock);
        await RestAsync(process.Id);
        var settled = clock.Elapsed;
        var residentMiB = Process.GetProcessById(process.Id).WorkingSet64 / 1024.0 / 1024;
        var run = await LoadAsync(process.Id, address);
        await process.KillAsync();
        var growth = new Growth(agents, start, settled, residentMiB, memory, run);
        Console.WriteLine(growth);
        return growth;
    }

    /// <summary>Waits until the bridges that are gone have been noted.</summary>
    private async Task RestAsync(int node)
    {
        for (var before = -1.0; ProcessorTime.OfProcess(node) + ProcessorTime.OfFamily(cluster.ProcessId) is var now && now - before > 0.1; before = now)
        {
            await Task.Delay(1000);
        }
    }

    /// <summary>Commands at one rate for the same number of agents, however many there are beside them.</summary>
    private async Task<Run> LoadAsync(int node, Uri address)
    {
        using var fleet = await Fleet.OpenAsync(
            address, address, Enumerable.Range(0, Driven).Select(index => 1 + (int)((long)index * agents / Driven)), $"of{agents}", isHeld: true);
        Costs? costs = null;
        var latencies = await fleet.PaceAsync(
            Rate, WarmUp, async () => costs = await Costs.MeasureAsync([node], cluster.ProcessId, () => Task.Delay(Measured)));
        return new Run("CallActors", latencies, costs!);
    }

    /// <summary>What stays in memory of each agent: the same engine, started in this process, where garbage can be collected first.</summary>
    private async Task<double> BytesAsync()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var opened = await PostgresJournal.OpenAsync(journal.ConnectionString);
        await using var engine = EmbeddedEngine.Start(opened, new EngineOptions(), NullLogger.Instance);
        await engine.TakenUp;
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)agents;
        GC.KeepAlive(engine);
        return bytes;
    }
}
