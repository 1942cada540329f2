using CallActors.Benchmarks.Load;
using CallActors.Benchmarks.Measuring;

namespace CallActors.Benchmarks.Reporting;

/// <summary>One measurement of one subject.</summary>
internal sealed record Run(string Subject, double PerSecond, double MedianMilliseconds, double P99Milliseconds, Costs Costs, int Commands)
{
    public Run(string subject, Latencies latencies, Costs costs)
        : this(subject, latencies.Count / costs.Seconds, latencies.Milliseconds(0.5), latencies.Milliseconds(0.99), costs, latencies.Count)
    {
    }

    public double NodeMicroseconds => Costs.Node * 1e6 / Commands;

    public double DatabaseMicroseconds => Costs.Database * 1e6 / Commands;

    public double ClientMicroseconds => Costs.Clients * 1e6 / Commands;

    public override string ToString() =>
        $"{PerSecond,8:0} commands/s   p50 {MedianMilliseconds,6:0.00} ms   p99 {P99Milliseconds,6:0.00} ms   "
        + $"µs of CPU a command: node {NodeMicroseconds:0}, database {DatabaseMicroseconds:0}, clients {ClientMicroseconds:0}   others {Costs.Others:P0} of the machine";
}

internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN
            : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
