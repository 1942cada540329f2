using System.Diagnostics;

namespace CallActors.Benchmarks.Load;

/// <summary>How long the commands of one measurement took.</summary>
internal sealed class Latencies
{
    private readonly long[] sorted;

    /// <param name="ticks">Of the stopwatch, in any order.</param>
    public Latencies(ReadOnlySpan<long> ticks)
    {
        sorted = ticks.ToArray();
        Array.Sort(sorted);
    }

    public int Count => sorted.Length;

    /// <summary>The time within which a share of the commands was done, in milliseconds.</summary>
    public double Milliseconds(double share) =>
        sorted.Length == 0 ? double.NaN
        : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))] * 1000.0 / Stopwatch.Frequency;
}
