using System.Net.WebSockets;

namespace CallActors.Edge.Sockets;

/// <summary>
/// What waits to be sent to one app or bridge, bounded by count and bytes. Posting never blocks: who reads too slowly
/// is cut off, what waits for him is dropped, and nobody else notices. Whoever posts where nothing is being sent sends as
/// far as that goes without waiting, which costs less than waking another thread.
/// </summary>
internal sealed class Outbox(int messagesMaximum, int bytesMaximum)
{
    /// <summary>Closes a socket whose app is too slow; it can resume by revision.</summary>
    public const WebSocketCloseStatus TooSlow = (WebSocketCloseStatus)4008;

    private readonly Queue<ReadOnlyMemory<byte>> waiting = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private IEnumerable<ReadOnlyMemory<byte>> first = [];
    private Func<ReadOnlyMemory<byte>, ValueTask>? send;
    private bool isSending;
    private long bytes;
    private volatile bool isCut;
    private volatile Closing? closing;

    /// <summary>Why this is closed, null while it is open.</summary>
    public Closing? Closed => closing;

    /// <summary>Called once, when this is closed.</summary>
    public Action? OnClosed { get; set; }

    /// <summary>Where it is sent, if several messages can go there as one write.</summary>
    public JoiningStream? Connection { get; set; }

    /// <summary>
    /// What is sent before all else, rendered as it is sent and outside the bounds: an app that comes back after a long
    /// time would else be cut off for what it missed. To be called before anything is sent.
    /// </summary>
    public void Begin(IEnumerable<ReadOnlyMemory<byte>> messages) => first = messages;

    /// <summary>Sends what waits and what is posted, in order; returns once this is closed and all of it was sent.</summary>
    /// <param name="send">Sends one message, which counts as waiting until it is sent. What it throws is thrown here, and nothing more is sent.</param>
    public async Task SendAllAsync(Func<ReadOnlyMemory<byte>, ValueTask> send)
    {
        foreach (var message in first)
        {
            if (isCut)
            {
                return;
            }

            await send(message);
        }

        lock (gate)
        {
            (first, this.send, isSending) = ([], send, true);
        }

        _ = SendWaitingAsync();
        await ended.Task;
    }

    /// <summary>Puts a message behind those that wait; where there is no room for it the reader is cut off.</summary>
    /// <returns>False where the message will not be sent.</returns>
    public bool TryPost(ReadOnlyMemory<byte> message)
    {
        bool begins;
        lock (gate)
        {
            if (closing is not null || isCut)
            {
                return false;
            }

            // The one that is being sent counts as well.
            isCut = waiting.Count + (isSending ? 1 : 0) >= messagesMaximum || bytes + message.Length > bytesMaximum;
            if (!isCut)
            {
                waiting.Enqueue(message);
                bytes += message.Length;
            }

            begins = !isCut && BeginsToSend();
        }

        if (begins)
        {
            _ = SendWaitingAsync();
        }
        else if (isCut)
        {
            Close(TooSlow, "Too slow: messages were dropped; connect again with ?meta=true&after= the last revision seen.");
            return false;
        }

        return true;
    }

    /// <summary>Puts several messages behind those that wait, to be sent as one write where nothing waits before them.</summary>
    /// <returns>False where not all of them will be sent.</returns>
    public bool TryPost(IEnumerable<ReadOnlyMemory<byte>> together)
    {
        var connection = Connection;
        connection?.Join();
        try
        {
            return together.All(TryPost);
        }
        finally
        {
            connection?.Release();
        }
    }

    /// <summary>Sends what waits and then closes; the first reason given stays.</summary>
    public void Close(WebSocketCloseStatus status, string reason)
    {
        bool begins;
        lock (gate)
        {
            if (closing is not null)
            {
                return;
            }

            closing = new Closing(status, reason);
            begins = BeginsToSend();
        }

        OnClosed?.Invoke();
        if (begins)
        {
            _ = SendWaitingAsync();
        }
    }

    /// <summary>Whether whoever holds the gate is to send on once he has let go of it.</summary>
    private bool BeginsToSend()
    {
        var begins = send is not null && !isSending;
        isSending |= begins;
        return begins;
    }

    private async Task SendWaitingAsync()
    {
        try
        {
            for (var sent = 0; Next(sent) is { } message; sent = message.Length)
            {
                await send!(message);
            }
        }
        catch (Exception lost)
        {
            ended.TrySetException(lost);
        }
    }

    /// <param name="sent">The length of the one that was sent before, which counts no more.</param>
    private ReadOnlyMemory<byte>? Next(int sent)
    {
        lock (gate)
        {
            bytes -= sent;
            if (!isCut && waiting.TryDequeue(out var message))
            {
                return message;
            }

            isSending = false;
            if (closing is not null)
            {
                ended.TrySetResult();
            }

            return null;
        }
    }
}

internal sealed record Closing(WebSocketCloseStatus Status, string Reason);
