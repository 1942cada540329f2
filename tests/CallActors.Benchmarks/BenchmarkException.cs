namespace CallActors.Benchmarks;

/// <summary>The benchmark cannot go on; the message is one sentence that says why.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
