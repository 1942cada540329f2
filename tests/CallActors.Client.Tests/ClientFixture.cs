using System.Text.Json;
using CallActors.Host.Tests.Running;

namespace CallActors.Client.Tests;

/// <summary>A host on which nothing happens by itself, with an agent and a client for each test.</summary>
public sealed class ClientFixture : IAsyncLifetime
{
    private int agents;

    internal RunningHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await RunningHost.StartAsync("--deadline-seconds", "120");
        await Host.WithPatienceAsync();
    }

    public async Task DisposeAsync() => await Host.DisposeAsync();

    internal async Task<AgentClient> AgentAsync()
    {
        var agentId = $"client{Interlocked.Increment(ref agents)}";
        await Host.SeenAsync(agentId);
        return await CallActorsClient.ConnectAsync(Host.Address.AbsoluteUri, agentId, "tests");
    }
}

internal static class Calling
{
    /// <summary>Makes an agent in the simulator, and waits until its bridge has told how the agent is.</summary>
    public static async Task SeenAsync(this RunningHost host, string agentId)
    {
        await using var app = await host.AddAgentAsync(agentId);
    }

    /// <summary>A customer calls.</summary>
    /// <returns>The contact's id, which is also the customer's connection id.</returns>
    public static async Task<string> RingAsync(this RunningHost host, string agentId)
    {
        var call = await host.SimulateAsync($"agents/{agentId}/calls", new { from = "+15550100", to = "+15550199", queue = "Support" });
        var contact = call.GetProperty("contactId").GetString()!;
        await Eventually.TrueAsync(
            async () => (await host.StateAsync(agentId)).GetProperty("calls").GetArrayLength() == 2, $"{contact} rings");
        return contact;
    }

    /// <summary>How often the bridge was asked for each request.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> AskedAsync(this RunningHost host, string agentId) =>
        (await host.BridgeRequestsAsync(agentId)).ToDictionary(
            each => each.GetProperty("requestId").GetString()!, each => each.GetProperty("times").GetInt32());
}

/// <summary>Takes events one after another, and waits for those that a test is about.</summary>
internal sealed class EventLog : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly List<AgentEvent> events = [];
    private readonly Task reading;

    public EventLog(Func<CancellationToken, IAsyncEnumerable<AgentEvent>> events) => reading = Task.Run(() => ReadAsync(events(ending.Token)));

    public IReadOnlyList<AgentEvent> Events
    {
        get
        {
            lock (events)
            {
                return [.. events];
            }
        }
    }

    public async Task<T> WaitAsync<T>(Func<T, bool>? condition = null)
        where T : AgentEvent
    {
        T? found = null;
        await Eventually.TrueAsync(() =>
        {
            found = Events.OfType<T>().FirstOrDefault(each => condition?.Invoke(each) ?? true);
            return reading.IsFaulted ? throw reading.Exception : Task.FromResult(found is not null);
        }, () => $"a {typeof(T).Name} is told; there were:\n{string.Join('\n', Events)}");
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
    }

    private async Task ReadAsync(IAsyncEnumerable<AgentEvent> all)
    {
        await foreach (var each in all)
        {
            lock (events)
            {
                events.Add(each);
            }
        }
    }
}
