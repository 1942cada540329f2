using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CallActors.Edge.Sockets;

/// <summary>
/// What waits to be sent to one app or bridge, bounded by count and bytes. Posting never blocks: who reads too slowly
/// is cut off, what waits for him is dropped, and nobody else notices.
/// </summary>
internal sealed class Outbox(int messagesMaximum, int bytesMaximum)
{
    /// <summary>Closes a socket whose app is too slow; it can resume by revision.</summary>
    public const WebSocketCloseStatus TooSlow = (WebSocketCloseStatus)4008;

    // Whoever posts sends as far as that goes without waiting, which costs less than waking another thread.
    private readonly Channel<ReadOnlyMemory<byte>> waiting = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(
        new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly Lock gate = new();
    private IEnumerable<ReadOnlyMemory<byte>> first = [];
    private int messages;
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
    /// time would else be cut off for what it missed. To be called before anything is taken.
    /// </summary>
    public void Begin(IEnumerable<ReadOnlyMemory<byte>> messages) => first = messages;

    /// <summary>Puts a message behind those that wait; where there is no room for it the reader is cut off.</summary>
    /// <returns>False where the message will not be sent.</returns>
    public bool TryPost(ReadOnlyMemory<byte> message)
    {
        if (HasRoom(message.Length))
        {
            return waiting.Writer.TryWrite(message);
        }

        if (closing is not null)
        {
            return false;
        }

        isCut = true;
        Close(TooSlow, "Too slow: messages were dropped; connect again with ?meta=true&after= the last revision seen.");
        return false;
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
        lock (gate)
        {
            if (closing is not null)
            {
                return;
            }

            closing = new Closing(status, reason);
        }

        waiting.Writer.TryComplete();
        OnClosed?.Invoke();
    }

    private bool HasRoom(int length)
    {
        lock (gate)
        {
            if (closing is not null || messages >= messagesMaximum || bytes + length > bytesMaximum)
            {
                return false;
            }

            messages++;
            bytes += length;
            return true;
        }
    }

    /// <summary>The messages in order, each counted as waiting until the next one is asked for; ends once closed.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> TakeAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var message in first)
        {
            if (isCut)
            {
                yield break;
            }

            yield return message;
        }

        first = [];
        while (await waiting.Reader.WaitToReadAsync(cancellation))
        {
            while (!isCut && waiting.Reader.TryRead(out var message))
            {
                yield return message;
                lock (gate)
                {
                    messages--;
                    bytes -= message.Length;
                }
            }

            if (isCut)
            {
                yield break;
            }
        }
    }
}

internal sealed record Closing(WebSocketCloseStatus Status, string Reason);
