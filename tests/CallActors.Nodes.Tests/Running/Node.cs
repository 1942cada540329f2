using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using CallActors.Host.Tests.Running;

namespace CallActors.Nodes.Tests.Running;

/// <summary>One node of a site, a process of its own on the site's PostgreSQL.</summary>
internal sealed class Node : IAsyncDisposable
{
    /// <summary>What Amazon's agent event stream shows at every node.</summary>
    public const string FeedKey = "key of the agent events";

    private readonly string[] arguments;
    private readonly IReadOnlyDictionary<string, string> environment;
    private RunningProcess process;

    private Node(
        string journal, string address, string[] before, string[] arguments, IReadOnlyDictionary<string, string>? environment = null,
        NetworkNamespace? network = null)
    {
        this.environment = environment ?? new Dictionary<string, string> { ["CALLACTORS_AGENT_EVENTS_KEY"] = FeedKey };
        Address = address;
        this.arguments =
        [
            .. before, "dotnet", Path.Combine(AppContext.BaseDirectory, NodeProgram.File), "--urls", $"http://{address}", "--journal", $"postgres:{journal}",
            .. NodeProgram.ArgumentsFor(journal, network, isInside: before.Length > 0), .. arguments,
        ];
        Http = new HttpClient { BaseAddress = new Uri($"http://{address}"), Timeout = TimeSpan.FromSeconds(60) };
        process = StartProcess();
    }

    /// <summary>Where it listens: host and port.</summary>
    public string Address { get; }

    public HttpClient Http { get; }

    public string Output => process.Output;

    public static Node Start(string journal, params string[] arguments) =>
        new(journal, $"127.0.0.1:{RunningProcess.FreePort()}", [], arguments);

    /// <summary>Starts one with an environment beside what the test has.</summary>
    public static Node Start(string journal, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new(journal, $"127.0.0.1:{RunningProcess.FreePort()}", [], arguments, environment);

    /// <summary>Starts one beside another that is in a network of its own.</summary>
    public static Node StartBeside(string journal, NetworkNamespace network, params string[] arguments) =>
        new(journal, $"127.0.0.1:{RunningProcess.FreePort()}", [], arguments, null, network);

    /// <summary>Starts one in a network of its own, from which it reaches the others by a cable that can be pulled.</summary>
    public static Node Start(string journal, NetworkNamespace network) => new(
        journal.Replace("127.0.0.1", network.DatabaseAddress, StringComparison.Ordinal), $"{network.NodeAddress}:{RunningProcess.FreePort()}",
        ["ip", "netns", "exec", network.Name], ["--insecure"], null, network);

    public Task ReadyAsync() => process.ReadyAsync(new Uri(Http.BaseAddress!, "health/ready"), TimeSpan.FromMinutes(2));

    public Task KillAsync() => process.KillAsync();

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> EndedAsync() => process.ExitAsync(TimeSpan.FromMinutes(2));

    /// <param name="exitCode">How it had ended, where it was told to: 0 for in good order.</param>
    public void StartAgain(int exitCode = 0)
    {
        exitCode.ShouldBe(0, Output);
        process = StartProcess();
    }

    /// <summary>As an operator stops it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        return await process.ExitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Sends the process a signal, such as STOP, in which it stands still, and CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public Task<App> OpenAsync(string agentId, string query = "") => App.OpenAsync(new Uri($"ws://{Address}/v1/agents/{agentId}/bus{query}"));

    /// <summary>Asks over HTTP and waits for how it ends.</summary>
    public Task<HttpResponseMessage> AskAsync(string agentId, string subtopic, object? data, string? requestId = null) =>
        Http.PostAsJsonAsync($"v1/agents/{agentId}/messages?wait=true", App.Envelope("InboundCall", subtopic, data, requestId));

    /// <summary>Asks again with the same id until it is known how it ended: done, or failed by its deadline where that passed meanwhile.</summary>
    public Task EndAsync(string agentId, string subtopic, object? data, string requestId) => Eventually.TrueAsync(async () =>
    {
        using var answer = await AskAsync(agentId, subtopic, data, requestId);
        return answer.StatusCode == HttpStatusCode.OK
            || (answer.StatusCode == HttpStatusCode.Conflict && (await answer.Content.ReadAsStringAsync()).Contains("Amazon Connect did not confirm within", StringComparison.Ordinal));
    }, "how the same request ended is known when the journal is back");

    /// <summary>Whether load balancers may use it; null where it does not answer.</summary>
    public async Task<bool?> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync("health/ready");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The agents whose bridges it has, by its log.</summary>
    public bool HasBridgeOf(string agentId)
    {
        var output = Output;
        return output.LastIndexOf($"A bridge of agent {agentId} is attached", StringComparison.Ordinal)
            > output.LastIndexOf($"The bridge of agent {agentId} is lost", StringComparison.Ordinal);
    }

    private RunningProcess StartProcess() => RunningProcess.StartProgram(arguments[0], arguments[1..], environment);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await process.DisposeAsync();
    }
}
