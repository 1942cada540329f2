using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CallActors.Benchmarks.Load;

/// <summary>Many driven agents, and how long their commands take.</summary>
internal sealed partial class Fleet : IDisposable
{
    private const int SamplesMaximum = 4_000_000;
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    private readonly List<DrivenAgent> agents = [];
    private readonly long[] samples = new long[SamplesMaximum];
    private readonly TaskCompletionSource failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int count;
    private volatile bool isCounting;

    public int Agents => agents.Count;

    /// <param name="bridgeAddress">Where the bridges go, which need not be where the apps go.</param>
    public static async Task<Fleet> OpenAsync(
        Uri appAddress, Uri bridgeAddress, IEnumerable<int> numbers, string requestPrefix = "r", bool isHeld = false)
    {
        var fleet = new Fleet();
        try
        {
            foreach (var some in numbers.Chunk(16))
            {
                fleet.agents.AddRange(await Task.WhenAll(some.Select(number => DrivenAgent.OpenAsync(
                    appAddress, bridgeAddress, new CallIds(number), fleet.Count, fault => fleet.failure.TrySetException(fault), requestPrefix, isHeld))));
            }

            await Task.Delay(Settling);
            return fleet;
        }
        catch
        {
            fleet.Dispose();
            throw;
        }
    }

    /// <summary>Every agent asks one command after another for a while.</summary>
    /// <param name="meanwhile">Runs while it counts.</param>
    public async Task<Latencies> LoopAsync(TimeSpan warmUp, Func<Task> meanwhile)
    {
        agents.ForEach(agent => agent.Loop());
        var counted = await CountAsync(warmUp, meanwhile);
        await RestAsync();
        return counted;
    }

    /// <summary>Commands at a rate, evenly over the agents, whether or not the ones before are done.</summary>
    public async Task<Latencies> PaceAsync(double perSecond, TimeSpan warmUp, Func<Task> meanwhile)
    {
        using var ending = new CancellationTokenSource();
        var token = ending.Token;
        var pacing = new Thread(() => Pace(perSecond, token)) { IsBackground = true };
        pacing.Start();
        var counted = await CountAsync(warmUp, meanwhile);
        await ending.CancelAsync();
        pacing.Join();
        await RestAsync();
        return counted;
    }

    public void Dispose() => agents.ForEach(agent => agent.Dispose());

    private async Task<Latencies> CountAsync(TimeSpan warmUp, Func<Task> meanwhile)
    {
        await OrFailedAsync(Task.Delay(warmUp));
        count = 0;
        isCounting = true;
        await OrFailedAsync(meanwhile());
        isCounting = false;
        return new Latencies(samples.AsSpan(0, Math.Min(count, samples.Length)));
    }

    private async Task RestAsync()
    {
        agents.ForEach(agent => agent.Rest());
        await OrFailedAsync(Task.Delay(Settling));
    }

    private async Task OrFailedAsync(Task task) => await await Task.WhenAny(task, failure.Task);

    private void Count(long ticks)
    {
        if (isCounting && Interlocked.Increment(ref count) is var place && place <= samples.Length)
        {
            samples[place - 1] = ticks;
        }
    }

    private void Pace(double perSecond, CancellationToken ending)
    {
        var between = Stopwatch.Frequency / perSecond;
        var begin = Stopwatch.GetTimestamp();
        for (long index = 0; !ending.IsCancellationRequested; index++)
        {
            var due = begin + (long)(index * between);
            if (due - Stopwatch.GetTimestamp() is var rest and > 0)
            {
                // The runtime sleeps in whole milliseconds, which would show in the medians.
                var time = new Nanoseconds { Count = rest * (1_000_000_000 / Stopwatch.Frequency) };
                _ = Sleep(ref time, IntPtr.Zero);
            }

            agents[(int)(index % agents.Count)].AskOnce(due);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(ref Nanoseconds time, IntPtr rest);

    [StructLayout(LayoutKind.Sequential)]
    private struct Nanoseconds
    {
        public long Seconds;
        public long Count;
    }
}
