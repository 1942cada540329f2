using System.Collections.Concurrent;
using CallActors.Simulator.Amazon;
using CallActors.Simulator.Bridge;
using CallActors.Simulator.Centre;
using CallActors.Simulator.Floor;

namespace CallActors.Simulator.Running;

/// <summary>The simulator at work: the world, a bridge for each agent, the passing of time and the calls of the floor.</summary>
internal sealed class RunningSimulator(SimulatorOptions options, ILogger<RunningSimulator> logger) : IHostedLifecycleService, IDisposable, IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, AgentBridge> bridges = [];
    private readonly ConcurrentBag<Task> work = [];
    private readonly FeedSender? feeds = options.WithoutBridges is { } without ? new FeedSender(without, logger) : null;
    private LiveCentre? live;
    private Performing? performing;
    private Uri? engine;
    private bool isClosed;

    /// <summary>The world while it runs.</summary>
    /// <exception cref="SimulatorException">The simulator has not started yet.</exception>
    public LiveCentre Live => live ?? throw new SimulatorException("The simulator has not started yet.");

    /// <summary>Opens the world, and lets in who is to be there from the first.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        live = await LiveCentre.OpenAsync(options.WorldFile);
        performing = new Performing(live, stopping.Token);
        live.Changed += Show;
        await live.ChangeAsync((centre, moment) => centre.Seeded(options, moment));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Begins to connect: the engine's address is known only now.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (feeds is not null)
        {
            work.Add(Task.Run(() => feeds.RunAsync(() => Live.Told, stopping.Token), CancellationToken.None));
        }
        else
        {
            engine = options.BridgeAddress();
            foreach (var agentId in Live.Told.Agents.Keys)
            {
                Attach(agentId);
            }
        }

        work.Add(Task.Run(() => new TimeKeeping(Live).RunAsync(stopping.Token), CancellationToken.None));
        work.Add(Task.Run(() => new CallSchedule(Live).RunAsync(stopping.Token), CancellationToken.None));
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await Task.WhenAll(work);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync();

    /// <summary>Closes the world file, also where the application could not start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isClosed, true))
        {
            return;
        }

        if (live is not null)
        {
            await live.DisposeAsync();
        }

        stopping.Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Where an agent's bridge stands.</summary>
    public BridgeStatus StatusOf(string agentId) =>
        bridges.TryGetValue(agentId, out var bridge) ? bridge.Status : BridgeStatus.Connecting;

    /// <summary>Cuts an agent's bridge or lets it come back, and remembers it.</summary>
    public async Task WantBridgeAsync(string agentId, bool connected)
    {
        await Live.ChangeAsync((centre, moment) => centre.With(centre.Agent(agentId) with { BridgeWanted = connected }, moment));
        if (bridges.TryGetValue(agentId, out var bridge))
        {
            await bridge.WantAsync(connected);
        }
    }

    // Runs for every durable change, in their order, and a new agent gets his bridge here.
    private void Show(ContactCentre centre, TimeSpan delay)
    {
        feeds?.Show(centre, DateTimeOffset.UtcNow);
        var isNewcomer = false;
        foreach (var agentId in centre.TouchedAgents)
        {
            if (bridges.TryGetValue(agentId, out var bridge))
            {
                bridge.Show(centre.Agents[agentId], delay);
            }
            else if (engine is not null)
            {
                isNewcomer = true;
                Attach(agentId);
            }
        }

        if (isNewcomer)
        {
            foreach (var bridge in bridges.Values)
            {
                bridge.ShowEndpoints(centre);
            }
        }
    }

    private void Attach(string agentId)
    {
        var bridge = new AgentBridge(agentId, Live, performing!, logger);
        if (bridges.TryAdd(agentId, bridge))
        {
            work.Add(Task.Run(() => bridge.RunAsync(engine!, stopping.Token), CancellationToken.None));
        }
    }
}
