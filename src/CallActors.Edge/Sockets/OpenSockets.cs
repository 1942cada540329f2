using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.Extensions.Hosting;

namespace CallActors.Edge.Sockets;

/// <summary>
/// All sockets and event streams of this node. They are closed in batches when the node stops, after load balancers had
/// time to see it, and all at once when it has been cut off from its journal for long, so that apps find another node.
/// </summary>
internal sealed class OpenSockets(JournalWatch journal, EdgeOptions options) : IHostedLifecycleService, IDisposable
{
    private const int Batches = 10;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<object, Action<WebSocketCloseStatus, string>> open = new();
    private readonly CancellationTokenSource stopped = new();
    private Task watching = Task.CompletedTask;

    /// <summary>The node stops, and whatever is open now is to end.</summary>
    public CancellationToken Stopping => stopped.Token;

    /// <summary>Keeps a socket until the answer is disposed.</summary>
    /// <param name="close">Begins to close it and returns at once.</param>
    public IDisposable Add(Action<WebSocketCloseStatus, string> close)
    {
        var entry = new Entry(this);
        open[entry] = close;
        return entry;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        watching = WatchJournalAsync();
        return Task.CompletedTask;
    }

    /// <summary>Before the server stops listening: what is asked meanwhile is still answered.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (options.DrainDelay > TimeSpan.Zero)
        {
            await Task.Delay(options.DrainDelay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var batch in open.Values.Chunk(Math.Max(1, open.Count / Batches)))
            {
                Close(batch, WebSocketCloseStatus.EndpointUnavailable, SocketConversation.StoppingReason);
                await Task.Delay(BetweenBatches, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await stopped.CancelAsync();
        await watching;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => stopped.Dispose();

    private async Task WatchJournalAsync()
    {
        while (!stopped.IsCancellationRequested)
        {
            journal.Look();
            if (journal.OutFor >= options.CutOffAfter)
            {
                Close(open.Values, (WebSocketCloseStatus)1012, "This node cannot reach its journal; connect again, to another one.");
            }

            await Task.Delay(LookEvery, stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Close(IEnumerable<Action<WebSocketCloseStatus, string>> some, WebSocketCloseStatus status, string reason)
    {
        foreach (var close in some)
        {
            close(status, reason);
        }
    }

    private sealed class Entry(OpenSockets sockets) : IDisposable
    {
        public void Dispose() => sockets.open.TryRemove(this, out _);
    }
}
