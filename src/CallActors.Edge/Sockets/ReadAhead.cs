using System.Buffers;

namespace CallActors.Edge.Sockets;

/// <summary>
/// Reads from a connection what has come and gives it out in pieces: a WebSocket asks for each header and each message by
/// itself, and every read costs the server as much as all that there is to read. While nothing comes no buffer is held.
/// </summary>
internal sealed class ReadAhead(Stream connection)
{
    private const int Size = 4096;

    private byte[]? ahead;
    private int given;
    private int length;

    public ValueTask<int> ReadAsync(Memory<byte> asked, CancellationToken cancellation)
    {
        if (ahead is not null)
        {
            return new ValueTask<int>(Give(asked.Span));
        }

        // Nothing is asked for where somebody only waits until there is something.
        return asked.IsEmpty || asked.Length >= Size
            ? connection.ReadAsync(asked, cancellation)
            : ReadAheadAsync(asked, cancellation);
    }

    private async ValueTask<int> ReadAheadAsync(Memory<byte> asked, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Size);
        (given, length) = (0, await connection.ReadAsync(buffer, cancellation));
        ahead = buffer;
        return Give(asked.Span);
    }

    private int Give(Span<byte> asked)
    {
        var count = Math.Min(asked.Length, length - given);
        ahead.AsSpan(given, count).CopyTo(asked);
        given += count;
        if (given == length)
        {
            ArrayPool<byte>.Shared.Return(ahead!);
            ahead = null;
        }

        return count;
    }
}
