using System.Net.WebSockets;
using System.Threading.Channels;

namespace CallActors.Benchmarks.Peers;

/// <summary>One socket: messages in one after another, and a bounded queue out, so that nobody slow holds an agent up.</summary>
internal sealed class PeerSocket(WebSocket socket)
{
    private const int WaitingMaximum = 256;

    private readonly Channel<byte[]> outgoing = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(WaitingMaximum) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public void Post(byte[] message)
    {
        if (!outgoing.Writer.TryWrite(message))
        {
            socket.Abort();
        }
    }

    public async Task RunAsync(Func<ReadOnlyMemory<byte>, Task> take)
    {
        var sending = SendAllAsync();
        var buffer = new byte[4096];
        var filled = 0;
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                filled += received.Count;
                if (received.EndOfMessage)
                {
                    await take(buffer.AsMemory(0, filled));
                    filled = 0;
                }
                else if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }
        }
        catch (WebSocketException)
        {
            // The other side is gone.
        }

        outgoing.Writer.TryComplete();
        await sending;
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var message in outgoing.Reader.ReadAllAsync())
            {
                await socket.SendAsync(message, WebSocketMessageType.Text, true, CancellationToken.None);
            }
        }
        catch (WebSocketException)
        {
            socket.Abort();
        }
    }
}
