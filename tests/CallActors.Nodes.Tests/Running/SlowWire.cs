using System.Net;
using System.Net.Sockets;

namespace CallActors.Nodes.Tests.Running;

/// <summary>A wire to a server on this machine that takes its time, or stops halfway, in both directions.</summary>
internal sealed class SlowWire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly Task accepting;
    private int halved;

    /// <param name="port">Of the server.</param>
    public SlowWire(int port)
    {
        listener.Start();
        accepting = AcceptAsync(port);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How long everything that is sent from now on is on its way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>From how many bytes on what is sent comes in two halves, the second one after <see cref="Pause"/>; null where all comes at once.</summary>
    public int? HalvedFrom { get; set; }

    public TimeSpan Pause { get; init; }

    /// <summary>How often something came in two halves.</summary>
    public int Halved => Volatile.Read(ref halved);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
    }

    private async Task AcceptAsync(int port)
    {
        List<Task> carried = [];
        try
        {
            while (true)
            {
                carried.Add(CarryAsync(await listener.AcceptTcpClientAsync(ending.Token), port));
            }
        }
        finally
        {
            await Task.WhenAll(carried).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CarryAsync(TcpClient client, int port)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, port, ending.Token);
            // Whoever ends first ends both, as a lost connection does.
            await Task.WhenAny(PassAsync(client.GetStream(), server.GetStream()), PassAsync(server.GetStream(), client.GetStream()));
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, ending.Token) is var read and > 0)
            {
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, ending.Token);
                }

                var sent = 0;
                if (read >= HalvedFrom)
                {
                    Interlocked.Increment(ref halved);
                    sent = read / 2;
                    await to.WriteAsync(buffer.AsMemory(0, sent), ending.Token);
                    await Task.Delay(Pause, ending.Token);
                }

                await to.WriteAsync(buffer.AsMemory(sent, read - sent), ending.Token);
            }
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone.
        }
    }
}
