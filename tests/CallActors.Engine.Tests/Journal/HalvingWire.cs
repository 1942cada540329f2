using System.Net;
using System.Net.Sockets;

namespace CallActors.Engine.Tests.Journal;

/// <summary>A wire to a server on this machine on which what the server sends may stop halfway for a while.</summary>
internal sealed class HalvingWire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly Task accepting;
    private int halved;

    /// <param name="port">Of the server.</param>
    public HalvingWire(int port)
    {
        listener.Start();
        accepting = AcceptAsync(port);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>From how many bytes on the second half of what the server sends comes later; null where all comes at once.</summary>
    public int? HalvedFrom { get; set; }

    /// <summary>How long the other half takes to come.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>How often something was halved.</summary>
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
            await Task.WhenAny(
                client.GetStream().CopyToAsync(server.GetStream(), ending.Token), AnswerAsync(server.GetStream(), client.GetStream()));
        }
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, ending.Token) is var read and > 0)
        {
            var half = 0;
            if (read >= HalvedFrom)
            {
                Interlocked.Increment(ref halved);
                half = read / 2;
                await to.WriteAsync(buffer.AsMemory(0, half), ending.Token);
                await Task.Delay(Pause, ending.Token);
            }

            await to.WriteAsync(buffer.AsMemory(half, read - half), ending.Token);
        }
    }
}
