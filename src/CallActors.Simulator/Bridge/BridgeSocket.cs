using System.Net.WebSockets;
using System.Text.Json;
using CallActors.Simulator.Centre;
using CallActors.Simulator.Running;

namespace CallActors.Simulator.Bridge;

/// <summary>One connection of a bridge to the engine, from hello to its end.</summary>
internal sealed class BridgeSocket(string agentId, LiveCentre live, Performing performing, SnapshotClock clock) : IAsyncDisposable
{
    private const int FirstBufferBytes = 4 * 1024;
    private const int LongestFrameBytes = 256 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private readonly ClientWebSocket socket = new();
    private readonly Outbox outbox = new(clock);

    /// <summary>Where the connection stands.</summary>
    public BridgeStatus Status { get; private set; } = BridgeStatus.Connecting;

    /// <summary>Whether the engine ever welcomed it.</summary>
    public bool WasWelcomed { get; private set; }

    /// <summary>Shows the agent to the engine once it has welcomed us.</summary>
    public void Show(Agent agent, TimeSpan delay)
    {
        lock (gate)
        {
            if (WasWelcomed)
            {
                AbortUnless(outbox.Put(agent, delay));
            }
        }
    }

    /// <summary>Tells the engine the quick connects once it has welcomed us.</summary>
    public void ShowEndpoints(ContactCentre centre)
    {
        lock (gate)
        {
            if (WasWelcomed)
            {
                Put(BridgeFrames.Endpoints(centre, agentId));
            }
        }
    }

    /// <summary>Connects, says hello, and serves until either side ends it.</summary>
    public async Task ServeAsync(Uri engine, CancellationToken life)
    {
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(10);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(10);
        using (var connecting = CancellationTokenSource.CreateLinkedTokenSource(life))
        {
            connecting.CancelAfter(ConnectTimeout);
            await socket.ConnectAsync(engine, connecting.Token);
        }

        Put(BridgeFrames.Hello(live.Told.Agents[agentId]));
        using var both = CancellationTokenSource.CreateLinkedTokenSource(life);
        var sending = SendAsync(both.Token);
        var receiving = ReceiveAsync(both.Token);
        await Task.WhenAny(sending, receiving);
        await both.CancelAsync();
        await Task.WhenAll(sending, receiving);
    }

    public async ValueTask DisposeAsync()
    {
        if (socket.State == WebSocketState.CloseReceived)
        {
            using var closing = new CancellationTokenSource(CloseTimeout);
            try
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, closing.Token);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
            {
                // The engine is gone already, which is what was wanted.
            }
        }

        socket.Abort();
        socket.Dispose();
        outbox.Dispose();
    }

    private void Put(byte[] frame) => AbortUnless(outbox.Put(frame));

    private void AbortUnless(bool put)
    {
        if (!put)
        {
            // An engine that does not read is cut off; the next connection begins with a whole snapshot.
            socket.Abort();
        }
    }

    private async Task SendAsync(CancellationToken life)
    {
        while (true)
        {
            var frame = await outbox.TakeAsync(life);
            await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, life);
        }
    }

    private async Task ReceiveAsync(CancellationToken life)
    {
        var buffer = new byte[FirstBufferBytes];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(length), life);
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Close || length >= LongestFrameBytes)
                {
                    return;
                }

                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }
            while (!received.EndOfMessage);

            await TakeAsync(buffer.AsMemory(0, length));
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> frame)
    {
        JsonDocument message;
        try
        {
            message = JsonDocument.Parse(frame);
        }
        catch (JsonException)
        {
            // What nobody can read asks for nothing.
            return;
        }

        using (message)
        {
            var type = message.RootElement.ValueKind == JsonValueKind.Object
                && message.RootElement.TryGetProperty("type", out var member) && member.ValueKind == JsonValueKind.String
                    ? member.GetString()
                    : null;
            switch (type)
            {
                case "welcome":
                    Begin();
                    break;
                case "standby":
                    Status = BridgeStatus.Standby;
                    break;
                case "request" when BridgeRequest.Of(message.RootElement) is { } request:
                    await performing.TakeAsync(agentId, request, error => Put(BridgeFrames.Result(request.RequestId, error)));
                    break;
            }
        }
    }

    // Also when a standby is attached again: a first snapshot puts right what the engine shows.
    private void Begin()
    {
        // Under the gate a change is either in the world that is read here, or shown after it.
        lock (gate)
        {
            WasWelcomed = true;
            Status = BridgeStatus.Connected;
            var centre = live.Told;
            Put(BridgeFrames.States());
            Put(BridgeFrames.Endpoints(centre, agentId));
            AbortUnless(outbox.Put(centre.Agents[agentId], TimeSpan.Zero));
        }
    }
}
