using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace CallActors.Benchmarks.Load;

/// <summary>
/// The client's end of a WebSocket, as lean as can be: the load runs on the same cores as what is measured, and what it
/// takes is missing there. Messages are whole frames, as every server here sends them.
/// </summary>
internal sealed class LoadSocket : IDisposable
{
    private const byte FinalText = 0x81;
    private const byte FinalClose = 0x88;
    private const byte FinalPing = 0x89;
    private const byte FinalPong = 0x8a;

    private readonly Socket socket;
    private readonly Lock sending = new();
    private byte[] incoming = new byte[8192];
    private byte[] outgoing = new byte[2048];
    private int filled;

    private LoadSocket(Socket socket) => this.socket = socket;

    /// <param name="address">Host and port.</param>
    /// <param name="path">With its query.</param>
    public static async Task<LoadSocket> OpenAsync(Uri address, string path)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        var open = new LoadSocket(socket);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        int end;
        while ((end = open.incoming.AsSpan(0, open.filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            open.filled += await open.ReceiveAsync();
        }

        var answer = Encoding.ASCII.GetString(open.incoming, 0, end);
        if (!answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            throw new BenchmarkException($"{address}{path} did not become a WebSocket: {answer}");
        }

        open.Forget(end + 4);
        return open;
    }

    /// <summary>Sends one message as text, or several at once.</summary>
    public void Send(params ReadOnlySpan<ReadOnlyMemory<byte>> messages)
    {
        lock (sending)
        {
            var length = 0;
            foreach (var message in messages)
            {
                length += Frame(FinalText, message.Span, length);
            }

            socket.Send(outgoing.AsSpan(0, length));
        }
    }

    /// <summary>Gives every message until the socket ends.</summary>
    /// <param name="take">Is given each message, valid for the call.</param>
    /// <param name="failed">Is given what ended it otherwise.</param>
    public async Task ReadAllAsync(Action<ReadOnlySpan<byte>> take, Action<Exception> failed)
    {
        try
        {
            await ReadAllAsync(take);
        }
        catch (Exception fault)
        {
            failed(fault);
        }
    }

    private async Task ReadAllAsync(Action<ReadOnlySpan<byte>> take)
    {
        while (true)
        {
            var used = 0;
            while (TryRead(used, out var kind, out var start, out var length))
            {
                used = start + length;
                switch (kind)
                {
                    case FinalText:
                        take(incoming.AsSpan(start, length));
                        break;
                    case FinalPing:
                        Answer(incoming.AsSpan(start, length));
                        break;
                    case FinalClose:
                        return;
                    default:
                        throw new BenchmarkException($"A frame of kind {kind:x2} was not expected.");
                }
            }

            Forget(used);
            filled += await ReceiveAsync();
        }
    }

    public void Dispose() => socket.Dispose();

    private async ValueTask<int> ReceiveAsync()
    {
        if (filled == incoming.Length)
        {
            Array.Resize(ref incoming, incoming.Length * 2);
        }

        var received = await socket.ReceiveAsync(incoming.AsMemory(filled));
        return received > 0 ? received : throw new BenchmarkException("The other side closed the connection.");
    }

    private bool TryRead(int from, out byte kind, out int start, out int length)
    {
        (kind, start, length) = (0, 0, 0);
        if (filled - from < 2)
        {
            return false;
        }

        kind = incoming[from];
        var first = incoming[from + 1];
        var header = first == 127 ? 10 : first == 126 ? 4 : 2;
        if (filled - from < header)
        {
            return false;
        }

        start = from + header;
        length = first switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(incoming.AsSpan(from + 2)),
            127 => (int)BinaryPrimitives.ReadUInt64BigEndian(incoming.AsSpan(from + 2)),
            _ => first,
        };
        return filled >= start + length;
    }

    private void Forget(int used)
    {
        filled -= used;
        if (filled > 0 && used > 0)
        {
            incoming.AsSpan(used, filled).CopyTo(incoming);
        }
    }

    private void Answer(ReadOnlySpan<byte> ping)
    {
        lock (sending)
        {
            socket.Send(outgoing.AsSpan(0, Frame(FinalPong, ping, 0)));
        }
    }

    /// <summary>Frames one message into what goes out. A client must mask; a mask of zeros leaves the bytes as they are.</summary>
    private int Frame(byte kind, ReadOnlySpan<byte> message, int at)
    {
        var header = message.Length < 126 ? 6 : 8;
        if (outgoing.Length < at + header + message.Length)
        {
            Array.Resize(ref outgoing, 2 * (at + header + message.Length));
        }

        var frame = outgoing.AsSpan(at);
        frame[0] = kind;
        if (header == 6)
        {
            frame[1] = (byte)(0x80 | message.Length);
        }
        else
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)message.Length);
        }

        frame[(header - 4)..header].Clear();
        message.CopyTo(frame[header..]);
        return header + message.Length;
    }
}
