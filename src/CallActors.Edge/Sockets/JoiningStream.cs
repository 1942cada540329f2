using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace CallActors.Edge.Sockets;

/// <summary>
/// A connection on which several messages can go out as one write: the events of one change to one app. Each write costs
/// the system more than all that is written. It reads ahead as well, for the same reason.
/// </summary>
internal sealed class JoiningStream(Stream connection, Action abort) : Stream
{
    private const int FirstBuffer = 4096;

    private readonly Lock gate = new();
    private readonly ReadAhead reading = new(connection);
    private byte[]? held;
    private int length;
    private bool isJoining;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the connection, with what is read and written just now.</summary>
    public void Abort() => abort();

    /// <summary>From now on writes are held back, until <see cref="Release"/>.</summary>
    public void Join()
    {
        lock (gate)
        {
            isJoining = true;
        }
    }

    /// <summary>Writes all that was held back. A connection that is gone shows at the next write or read.</summary>
    public void Release()
    {
        lock (gate)
        {
            isJoining = false;
            if (held is not null)
            {
                // The server has copied what it is given when it returns, also where its own buffers are full.
                _ = ObserveAsync(connection.WriteAsync(held.AsMemory(0, length)));
                ArrayPool<byte>.Shared.Return(held);
                (held, length) = (null, 0);
            }
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Inside the lock, so that no write overtakes another.
        lock (gate)
        {
            if (!isJoining)
            {
                return connection.WriteAsync(buffer, cancellationToken);
            }

            Hold(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Nothing is kept back here but what is joined; the server flushes each write itself.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        reading.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        reading.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        held ??= ArrayPool<byte>.Shared.Rent(Math.Max(FirstBuffer, bytes.Length));
        if (held.Length < length + bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(2 * (length + bytes.Length));
            held.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(held);
            held = larger;
        }

        bytes.CopyTo(held.AsSpan(length));
        length += bytes.Length;
    }

    private static async Task ObserveAsync(ValueTask write)
    {
        try
        {
            await write;
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }
}

/// <summary>Puts a <see cref="JoiningStream"/> under the WebSocket that is accepted.</summary>
internal sealed class JoiningUpgrade(IHttpUpgradeFeature server, Action abort) : IHttpUpgradeFeature
{
    public JoiningStream? Stream { get; private set; }

    public bool IsUpgradableRequest => server.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => Stream = new JoiningStream(await server.UpgradeAsync(), abort);
}
