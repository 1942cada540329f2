using System.Net.WebSockets;

namespace CallActors.Edge.Sockets;

/// <summary>One socket from its opening to its end: reads and writes at the same time, and closes in good order.</summary>
internal sealed class SocketConversation(WebSocket socket, Outbox outbox, TimeSpan closeGrace)
{
    public const string StoppingReason = "The host is stopping; connect again.";

    /// <summary>Returns when the socket is gone, for whatever reason.</summary>
    /// <param name="longestMessage">In bytes; a longer one is read over and given as too long.</param>
    /// <param name="take">Is given every message, one after another.</param>
    /// <param name="stopping">The host stops: the other side is told to come again.</param>
    public async Task RunAsync(int longestMessage, Func<SocketMessage, CancellationToken, ValueTask> take, CancellationToken stopping)
    {
        using var ending = new CancellationTokenSource();
        // From the closing on, both directions have only the grace: a stuck reader must not hold the socket.
        outbox.OnClosed = () => TryCancelAfter(ending, closeGrace);
        if (outbox.Closed is not null)
        {
            outbox.OnClosed();
        }

        // Once for the conversation: a token in each call of the socket would be registered anew for every message.
        await using var aborting = ending.Token.UnsafeRegister(_ => Abort(), null);
        await using var registration = stopping.UnsafeRegister(
            _ => outbox.Close(WebSocketCloseStatus.EndpointUnavailable, StoppingReason), null);
        var writing = WriteAsync();
        await ReadAsync(longestMessage, take, ending.Token);
        outbox.Close(WebSocketCloseStatus.NormalClosure, "");
        await writing;
        outbox.OnClosed = null;
        if (socket.State is not (WebSocketState.Closed or WebSocketState.Aborted))
        {
            socket.Abort();
        }
    }

    /// <summary>The socket alone would leave to the server what is on its way, and wait for who takes nothing of it.</summary>
    private void Abort()
    {
        outbox.Connection?.Abort();
        socket.Abort();
    }

    private async Task ReadAsync(int longestMessage, Func<SocketMessage, CancellationToken, ValueTask> take, CancellationToken ending)
    {
        using var reader = new MessageReader(socket, longestMessage);
        try
        {
            while (await reader.ReadAsync() is { Kind: not SocketMessageKind.Closed } message)
            {
                if (outbox.Closed is null)
                {
                    await take(message, ending);
                }
            }
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The other side is gone without a word, or did not answer our close in time.
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await outbox.SendAllAsync(
                message => socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None));
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(outbox.Closed!.Status, outbox.Closed.Reason, CancellationToken.None);
            }
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    private static void TryCancelAfter(CancellationTokenSource source, TimeSpan delay)
    {
        try
        {
            source.CancelAfter(delay);
        }
        catch (ObjectDisposedException)
        {
            // The conversation ended meanwhile.
        }
    }
}
