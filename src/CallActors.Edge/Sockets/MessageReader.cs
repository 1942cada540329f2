using System.Buffers;
using System.Net.WebSockets;

namespace CallActors.Edge.Sockets;

internal enum SocketMessageKind
{
    Text,
    Binary,

    /// <summary>Longer than allowed; it was read to its end and forgotten.</summary>
    TooLong,
    Closed,
}

/// <param name="Bytes">Valid until the next message is read.</param>
internal readonly record struct SocketMessage(SocketMessageKind Kind, ReadOnlyMemory<byte> Bytes);

/// <summary>Reads whole messages from a socket. While nothing comes no buffer is held.</summary>
internal sealed class MessageReader(WebSocket socket, int longestMessage) : IDisposable
{
    private const int FirstBuffer = 4096;
    private byte[] buffer = [];

    public async ValueTask<SocketMessage> ReadAsync()
    {
        Release();
        var first = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (first.MessageType == WebSocketMessageType.Close)
        {
            return new SocketMessage(SocketMessageKind.Closed, default);
        }

        if (first.EndOfMessage)
        {
            return new SocketMessage(KindOf(first.MessageType), default);
        }

        buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        var isTooLong = false;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return new SocketMessage(SocketMessageKind.Closed, default);
            }

            length += received.Count;
            isTooLong |= length > longestMessage;
            if (received.EndOfMessage)
            {
                return isTooLong
                    ? new SocketMessage(SocketMessageKind.TooLong, default)
                    : new SocketMessage(KindOf(received.MessageType), buffer.AsMemory(0, length));
            }

            if (isTooLong)
            {
                length = 0;
            }
            else if (length == buffer.Length)
            {
                Grow(length);
            }
        }
    }

    public void Dispose() => Release();

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        Release();
        buffer = larger;
    }

    private void Release()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }

    private static SocketMessageKind KindOf(WebSocketMessageType type) =>
        type == WebSocketMessageType.Text ? SocketMessageKind.Text : SocketMessageKind.Binary;
}
