using System.Diagnostics;
using System.Text;

namespace CallActors.Benchmarks.Load;

/// <summary>
/// One agent with a bridge and an app: it asks Hold and Resume in turn, one at a time, and a command counts as done when
/// the app was told both connections' new status.
/// </summary>
internal sealed class DrivenAgent : IDisposable
{
    private readonly CallIds ids;
    private readonly DrivenBridge bridge;
    private readonly LoadSocket app;
    private readonly Action<long> done;
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private readonly Queue<long> waiting = [];
    private readonly string requestPrefix;
    private bool isLooping;
    private bool isBusy;
    private bool isHeld;
    private int parts;
    private long requests;
    private long since;

    private DrivenAgent(CallIds ids, DrivenBridge bridge, LoadSocket app, Action<long> done, string requestPrefix, bool isHeld) =>
        (this.ids, this.bridge, this.app, this.done, this.requestPrefix, this.isHeld) = (ids, bridge, app, done, requestPrefix, isHeld);

    /// <summary>Is given every event of a call, where somebody wants to look at them.</summary>
    public Action<byte[]>? Heard { get; set; }

    /// <param name="bridgeAddress">The node of its bridge, which need not be that of its app.</param>
    /// <param name="done">Is given how long each command took, in ticks of the stopwatch.</param>
    /// <param name="requestPrefix">Begins every request id, so that no two runs on one journal have the same.</param>
    public static async Task<DrivenAgent> OpenAsync(
        Uri appAddress, Uri bridgeAddress, CallIds ids, Action<long> done, Action<Exception> failed, string requestPrefix = "r",
        bool isHeld = false, Func<DateTimeOffset>? clock = null)
    {
        var bridge = await DrivenBridge.OpenAsync(bridgeAddress, ids, clock ?? (() => DateTimeOffset.UtcNow), failed, isHeld);
        var app = await LoadSocket.OpenAsync(appAddress, $"/v1/agents/{ids.AgentId}/bus");
        var agent = new DrivenAgent(ids, bridge, app, done, requestPrefix, isHeld);
        _ = agent.app.ReadAllAsync(agent.Take, fault =>
        {
            agent.synced.TrySetException(fault);
            failed(fault);
        });
        await agent.SyncAsync();
        return agent;
    }

    /// <summary>One command after another from now on.</summary>
    public void Loop()
    {
        lock (gate)
        {
            isLooping = true;
            if (!isBusy)
            {
                Ask(Stopwatch.GetTimestamp());
            }
        }
    }

    /// <summary>No new command after the one that is under way.</summary>
    public void Rest()
    {
        lock (gate)
        {
            isLooping = false;
            waiting.Clear();
        }
    }

    /// <summary>A command that is due at a time; where another is under way it waits, and the wait counts.</summary>
    public void AskOnce(long due)
    {
        lock (gate)
        {
            if (isBusy)
            {
                waiting.Enqueue(due);
            }
            else
            {
                Ask(due);
            }
        }
    }

    public void Dispose()
    {
        app.Dispose();
        bridge.Dispose();
    }

    /// <summary>Waits until the first snapshot has arrived.</summary>
    private async Task SyncAsync()
    {
        while (!synced.Task.IsCompleted)
        {
            app.Send(Encoding.UTF8.GetBytes("""{"channel":"Amazon","topic":"InboundCall","subtopic":"StateSync","source":"benchmark"}"""));
            await Task.WhenAny(synced.Task, Task.Delay(50));
        }

        await synced.Task;
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        if (message.IndexOf("\"subtopic\":\"InboundCallStateChange\""u8) >= 0)
        {
            Heard?.Invoke(message.ToArray());
            TakeChange(message);
        }
        else if (message.IndexOf("\"subtopic\":\"StateSync\""u8) >= 0)
        {
            if (message.IndexOf(isHeld ? "\"status\":\"hold\""u8 : "\"status\":\"connected\""u8) >= 0)
            {
                synced.TrySetResult();
            }
        }
        else if (message.IndexOf("\"topic\":\"Error\""u8) >= 0)
        {
            throw new BenchmarkException($"A command of {ids.AgentId} failed: {Encoding.UTF8.GetString(message)}");
        }
    }

    private void TakeChange(ReadOnlySpan<byte> message)
    {
        lock (gate)
        {
            // What the first snapshot brought is told as well.
            if (!isBusy)
            {
                return;
            }

            if (message.IndexOf(isHeld ? "\"event\":\"hold\""u8 : "\"event\":\"connected\""u8) < 0)
            {
                throw new BenchmarkException($"{ids.AgentId} was told something else than it asked: {Encoding.UTF8.GetString(message)}");
            }

            if (++parts < 2)
            {
                return;
            }

            var now = Stopwatch.GetTimestamp();
            done(now - since);
            isBusy = false;
            if (waiting.TryDequeue(out var due))
            {
                Ask(due);
            }
            else if (isLooping)
            {
                Ask(now);
            }
        }
    }

    private void Ask(long due)
    {
        isBusy = true;
        isHeld = !isHeld;
        parts = 0;
        since = due;
        app.Send(Encoding.UTF8.GetBytes(
            $$"""{"channel":"Amazon","topic":"InboundCall","subtopic":"{{(isHeld ? "Hold" : "Resume")}}","source":"benchmark","data":"{{ids.ContactId}}","requestId":"{{requestPrefix}}-{{++requests}}"}"""));
    }
}
