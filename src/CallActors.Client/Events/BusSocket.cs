using System.Net;
using System.Net.WebSockets;

namespace CallActors.Client.Events;

/// <summary>One WebSocket on an agent's bus, from its opening to its end.</summary>
internal sealed class BusSocket : IAsyncDisposable
{
    private const int LongestMessage = 16 * 1024 * 1024;

    private readonly ClientWebSocket socket = new();
    private byte[] buffer = new byte[16 * 1024];

    private BusSocket(CallActorsOptions options)
    {
        socket.Options.AddSubProtocol("callactors.v1");
        socket.Options.KeepAliveInterval = options.SilenceLimit / 2;
        socket.Options.KeepAliveTimeout = options.SilenceLimit / 2;
        socket.Options.CollectHttpResponseDetails = true;
    }

    /// <summary>Why it was closed by the other side; null where it was lost without a word.</summary>
    public int? CloseCode => (int?)socket.CloseStatus;

    public string? CloseReason => socket.CloseStatusDescription;

    /// <param name="after">Everything that was told after this revision comes first; a number that no agent reached yet gives the state.</param>
    /// <exception cref="CallActorsException">The address will never be one of an agent's bus.</exception>
    /// <exception cref="WebSocketException">It could not be opened now.</exception>
    public static async Task<BusSocket> OpenAsync(
        Uri node, string agentId, long after, HttpMessageInvoker invoker, CallActorsOptions options, CancellationToken cancellation)
    {
        var bus = new BusSocket(options);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.AttemptLimit);
        try
        {
            var address = new UriBuilder(new Uri(node, $"v1/agents/{Uri.EscapeDataString(agentId)}/bus?meta=true&after={after}"));
            address.Scheme = address.Scheme == "https" ? "wss" : "ws";
            await bus.socket.ConnectAsync(address.Uri, invoker, limit.Token);
            return bus;
        }
        catch (Exception error)
        {
            var status = bus.socket.HttpStatusCode;
            bus.socket.Dispose();
            throw error switch
            {
                WebSocketException when status is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound =>
                    new CallActorsException($"{node} answered {(int)status} to the bus of agent \"{agentId}\": is the address right, and the agent's id 1 to 64 of A-Z a-z 0-9 . _ -?", error),
                OperationCanceledException when !cancellation.IsCancellationRequested =>
                    new WebSocketException($"It was not opened within {options.AttemptLimit.TotalSeconds} s.", error),
                WebSocketException or OperationCanceledException => error,
                _ => new WebSocketException(error.Message, error),
            };
        }
    }

    /// <summary>The next message; null when the socket is closed or lost. It is there until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellation)
    {
        try
        {
            for (var length = 0; ;)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Close || length > LongestMessage)
                {
                    return null;
                }

                if (received.EndOfMessage)
                {
                    return buffer.AsMemory(0, length);
                }

                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, length * 2);
                }
            }
        }
        catch (Exception lost) when (lost is WebSocketException or IOException || (lost is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Sends a request; where the socket is lost the next receiving tells.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
        catch (Exception lost) when (lost is WebSocketException or IOException)
        {
            socket.Abort();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, grace.Token);
            }
        }
        catch (Exception lost) when (lost is WebSocketException or IOException or OperationCanceledException)
        {
            // It is gone already.
        }

        socket.Dispose();
    }
}
