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

/// <summary>What a command, a start and an open call cost as agents with an open held call grow in number.</summary>
internal sealed class GrowthRun(GrownJournal journal, PostgresCluster cluster, string connectionString)
{
    private const int Driven = 500;
    private const double Rate = 1000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(8);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(100) };

    public async Task<Growth> MeasureAsync(int agents)
    {
        var growing = Stopwatch.StartNew();
        await journal.GrowToAsync(agents);
        await cluster.ExecuteAsync("CHECKPOINT");
        Console.WriteLine($"{agents} agents with an open held call, {journal.Rows} events; written in {growing.Elapsed.TotalSeconds:0} s");
        var address = new Uri($"http://127.0.0.1:{RunningProcess.FreePort()}");
        var clock = Stopwatch.StartNew();
        await using var process = RunningProcess.Start(
            "CallActors.Host", "--urls", address.ToString().TrimEnd('/'), "--journal", $"postgres:{connectionString}", "--simulator", "off");
        // The last one by id, which a start that went from first to last would have last.
        await process.ReadyAsync(new Uri(address, $"/v1/agents/agent{agents}/state"));
        var first = clock.Elapsed;
        await process.ReadyAsync(new Uri(address, "/health/ready"));
        using (await Http.GetAsync(new Uri(address, "/v1/agents")))
        {
        }

        var last = clock.Elapsed;
        await RestAsync(process.Id);
        var residentMiB = Process.GetProcessById(process.Id).WorkingSet64 / 1024.0 / 1024;
        var run = await LoadAsync(process.Id, address, agents);
        await process.KillAsync();
        var growth = new Growth(agents, first, last, residentMiB, await BytesAsync(agents), run);
        Console.WriteLine(growth);
        return growth;
    }

    /// <summary>Waits until the bridges that are gone have been noted.</summary>
    private static async Task RestAsync(int node)
    {
        for (var before = -1.0; ProcessorTime.OfProcess(node) is var now && now - before > 0.1; before = now)
        {
            await Task.Delay(1000);
        }
    }

    /// <summary>Commands at one rate for the same number of agents, however many there are beside them.</summary>
    private async Task<Run> LoadAsync(int node, Uri address, int agents)
    {
        using var fleet = await Fleet.OpenAsync(
            address, address, Enumerable.Range(0, Driven).Select(index => 1 + (int)((long)index * agents / Driven)), $"of{agents}", isHeld: true);
        Costs? costs = null;
        var latencies = await fleet.PaceAsync(
            Rate, WarmUp, async () => costs = await Costs.MeasureAsync([node], cluster.ProcessId, () => Task.Delay(Measured)));
        return new Run("CallActors", latencies, costs!);
    }

    /// <summary>What stays in memory of each agent: the same engine, started in this process, where garbage can be collected first.</summary>
    private async Task<double> BytesAsync(int agents)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var opened = await PostgresJournal.OpenAsync(connectionString);
        await using var engine = EmbeddedEngine.Start(opened, new EngineOptions(), NullLogger.Instance);
        await engine.AgentsAsync(default);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)agents;
        GC.KeepAlive(engine);
        return bytes;
    }
}

/// <param name="First">From the start of the process until an agent could be commanded.</param>
/// <param name="Last">…until all could.</param>
internal sealed record Growth(int Agents, TimeSpan First, TimeSpan Last, double ResidentMiB, double BytesEach, Run Run)
{
    public override string ToString() =>
        $"{Agents} agents: the first after {First.TotalSeconds:0.00} s, the last after {Last.TotalSeconds:0.00} s; {BytesEach:0} bytes each, {ResidentMiB:0} MiB resident; {Run}";

    public static void Report(IReadOnlyList<Growth> all)
    {
        Console.WriteLine();
        Console.WriteLine("| agents with an open call | first commanded s | last s | bytes each | resident MiB | node µs a command | p50 ms | p99 ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var one in all)
        {
            Console.WriteLine(
                $"| {one.Agents} | {one.First.TotalSeconds:0.00} | {one.Last.TotalSeconds:0.00} | {one.BytesEach:0} | {one.ResidentMiB:0} "
                + $"| {one.Run.NodeMicroseconds:0} | {one.Run.MedianMilliseconds:0.00} | {one.Run.P99Milliseconds:0.00} |");
        }

        Console.WriteLine($"CPU of the node a command, last to first: {all[^1].Run.NodeMicroseconds / all[0].Run.NodeMicroseconds:0.00}");
    }
}
