namespace CallActors.Host.Tests.Running;

/// <summary>One host for a class of tests; each test takes an agent of its own.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    private int agents;

    internal RunningHost Host { get; private set; } = null!;

    /// <summary>The deadline is short, so that what waits for it does not take long.</summary>
    public static double DeadlineSeconds => 1.5;

    public async Task InitializeAsync() => Host = await RunningHost.StartAsync("--deadline-seconds", $"{DeadlineSeconds}");

    public async Task DisposeAsync() => await Host.DisposeAsync();

    /// <summary>A new agent with a bridge, and an app on its bus.</summary>
    internal async Task<(string Agent, App App)> AgentAsync(string query = "")
    {
        var agent = $"tested{Interlocked.Increment(ref agents)}";
        await Host.SimulateAsync("agents", new { agentId = agent, username = agent, name = $"Agent {agents}" });
        await Host.BridgeAsync(agent);
        var app = await Host.OpenAsync(agent, query);
        // The bridge's first snapshot is the last that it says unasked: after it nothing changes by itself.
        await Eventually.TrueAsync(async () =>
        {
            await app.AskAsync("StateSync", topic: "Agent");
            var sync = await app.NextAsync(each => each is { Topic: "Agent", Subtopic: "StateSync" }, "its state");
            return sync.Json.GetProperty("message").GetProperty("agentState").ValueKind == System.Text.Json.JsonValueKind.Object;
        }, $"the state of {agent} is known");
        return (agent, app);
    }
}
