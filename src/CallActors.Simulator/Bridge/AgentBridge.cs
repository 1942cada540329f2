using CallActors.Simulator.Centre;
using CallActors.Simulator.Running;

namespace CallActors.Simulator.Bridge;

/// <summary>Where a bridge stands.</summary>
internal enum BridgeStatus
{
    Connecting,
    Connected,
    Standby,
    Cut,
}

/// <summary>The bridge of one agent: connects to the engine for ever, because the engine may be down.</summary>
internal sealed class AgentBridge(string agentId, LiveCentre live, Performing performing, ILogger logger)
{
    private const int FirstPauseMilliseconds = 100;
    private const int LongestPauseMilliseconds = 2_000;

    private readonly Lock gate = new();
    private readonly SnapshotClock clock = new();
    private CancellationTokenSource? cut;
    private TaskCompletionSource wantedAgain = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile BridgeSocket? socket;
    private volatile bool wanted = live.Told.Agents[agentId].BridgeWanted;

    /// <summary>Where this bridge stands now.</summary>
    public BridgeStatus Status => !wanted ? BridgeStatus.Cut : socket?.Status ?? BridgeStatus.Connecting;

    /// <summary>Shows the engine how the agent is now, not before the delay has passed.</summary>
    public void Show(Agent agent, TimeSpan delay) => socket?.Show(agent, delay);

    /// <summary>Tells the engine the quick connects anew.</summary>
    public void ShowEndpoints(ContactCentre centre) => socket?.ShowEndpoints(centre);

    /// <summary>Cuts the bridge, or lets it come back. The task ends when a cut socket is gone.</summary>
    public Task WantAsync(bool connected)
    {
        lock (gate)
        {
            wanted = connected;
            if (connected)
            {
                wantedAgain.TrySetResult();
                return Task.CompletedTask;
            }

            wantedAgain = new(TaskCreationOptions.RunContinuationsAsynchronously);
            cut?.Cancel();
            return cut is null ? Task.CompletedTask : gone.Task;
        }
    }

    /// <summary>Connects, serves, and connects again with growing pauses, until it is to stop.</summary>
    public async Task RunAsync(Uri engine, CancellationToken stopping)
    {
        var pauseMilliseconds = FirstPauseMilliseconds;
        while (!stopping.IsCancellationRequested)
        {
            if (await ConnectAndServeAsync(engine, stopping))
            {
                pauseMilliseconds = FirstPauseMilliseconds;
            }

            try
            {
                await PauseAsync(pauseMilliseconds, stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pauseMilliseconds = Math.Min(pauseMilliseconds * 2, LongestPauseMilliseconds);
        }
    }

    // True where the engine welcomed the bridge, so that the next pause is a short one again.
    private async Task<bool> ConnectAndServeAsync(Uri engine, CancellationToken stopping)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        lock (gate)
        {
            if (!wanted)
            {
                return false;
            }

            cut = life;
            gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        var attempt = new BridgeSocket(agentId, live, performing, clock);
        try
        {
            socket = attempt;
            await attempt.ServeAsync(engine, life.Token);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever ended it, the bridge connects again: that is what a page in a browser does.
            logger.LogDebug("The bridge of {AgentId} is not connected: {Reason}", agentId, exception.Message);
        }
        finally
        {
            await attempt.DisposeAsync();
            socket = null;
            lock (gate)
            {
                cut = null;
                gone.TrySetResult();
            }
        }

        return attempt.WasWelcomed;
    }

    private async Task PauseAsync(int pauseMilliseconds, CancellationToken stopping)
    {
        Task again;
        lock (gate)
        {
            again = wantedAgain.Task;
        }

        if (!wanted)
        {
            await again.WaitAsync(stopping);
            return;
        }

        // Jitter keeps a whole floor from knocking at the same instant.
#pragma warning disable CA5394
        var jittered = pauseMilliseconds * (0.5 + Random.Shared.NextDouble() / 2);
#pragma warning restore CA5394
        await Task.Delay(TimeSpan.FromMilliseconds(jittered), stopping);
    }
}
