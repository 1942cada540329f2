using CallActors.Host.Tests.Running;

namespace CallActors.Benchmarks.Subjects;

/// <summary>What is measured: a program that serves apps and bridges at an address and keeps what it is told in a store.</summary>
/// <param name="Command">The program and its arguments, with <c>{url}</c>, <c>{port}</c> and <c>{store}</c> for where, where besides, and what.</param>
internal sealed record Subject(string Name, IReadOnlyList<string> Command, IReadOnlyDictionary<string, string>? Environment = null)
{
    private static string Assembly(string name) => Path.Combine(AppContext.BaseDirectory, $"{name}.dll");

    public static Subject Ours { get; } =
        new("CallActors", ["dotnet", Assembly("CallActors.Host"), "--urls", "{url}", "--journal", "{store}", "--simulator", "off"]);

    /// <summary>A node on Akka.NET, a cluster of one; it is built by itself (docs/engines.md), since its packages may be missing.</summary>
    /// <exception cref="BenchmarkException">It was not built.</exception>
    public static Subject OursOnAkka => new(
        "CallActors on Akka.NET",
        ["dotnet", AssemblyOnAkka(), "--urls", "{url}", "--journal", "{store}", "--simulator", "off", "--cluster-port", "{port}"]);

    /// <summary>One transaction for each change.</summary>
    public static Subject PeerOfBatches { get; } = Peer("peer (a), a transaction each", "each");

    /// <summary>All changes that wait in one transaction.</summary>
    public static Subject PeerOfGroups { get; } = Peer("peer (b), group commit", "group");

    /// <summary>All changes that wait in one transaction, with a history of each connection and its hashes.</summary>
    public static Subject PeerOfAudit { get; } = Peer("peer (c), group commit and the audit", "audit");

    /// <summary>Starts it, and waits until it can be used.</summary>
    public async Task<RunningSubject> StartAsync(Store store)
    {
        var address = new Uri($"http://127.0.0.1:{RunningProcess.FreePort()}");
        string Filled(string word) => word.Replace("{url}", address.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("{port}", $"{RunningProcess.FreePort()}", StringComparison.Ordinal).Replace("{store}", store.Address, StringComparison.Ordinal);
        var process = RunningProcess.StartProgram(Command[0], Command.Skip(1).Select(Filled), Environment);
        try
        {
            await process.ReadyAsync(new Uri(address, "/health/ready"));
            return new RunningSubject(this, address, process);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static string AssemblyOnAkka()
    {
        // Built as the benchmark itself is.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var project = new DirectoryInfo(AppContext.BaseDirectory);
        while (project is not null && !File.Exists(Path.Combine(project.FullName, "CallActors.Akka.sln")))
        {
            project = project.Parent;
        }

        var path = Path.Combine(project?.FullName ?? "", "src", "CallActors.Akka", "bin", configuration, "net10.0", "CallActors.Akka.dll");
        return File.Exists(path) ? path : throw new BenchmarkException($"{path} is not there: dotnet build src/CallActors.Akka -c {configuration}");
    }

    private static Subject Peer(string name, string commit) => new(
        name, ["dotnet", Assembly("CallActors.Benchmarks"), "peer", "--urls", "{url}", "--store", "{store}", "--commit", commit],
        // The runtime's own, in hexadecimal: the program's other half, the clients, does without.
        new Dictionary<string, string> { ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "46" });
}

internal sealed record RunningSubject(Subject Subject, Uri Address, RunningProcess Process) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
