using System.Net.WebSockets;
using System.Text.Json;

namespace CallActors.Host.Tests.Running;

/// <summary>A bridge worked by hand, for what the simulator never shows.</summary>
internal sealed class HandBridge : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();

    /// <summary>Attaches as the bridge of that agent.</summary>
    public static async Task<HandBridge> AttachAsync(RunningHost host, string agentId)
    {
        var bridge = new HandBridge();
        await bridge.socket.ConnectAsync(new Uri($"ws://127.0.0.1:{host.Port}/v1/bridge"), CancellationToken.None);
        await bridge.SendAsync(new { type = "hello", agentARN = $"arn:aws:connect:us-east-1:111122223333:instance/i-1/agent/{agentId}", username = agentId, name = agentId, bridgeVersion = "tests" });
        await bridge.ReceiveAsync("welcome");
        return bridge;
    }

    /// <summary>Shows the agent with these contacts, now.</summary>
    public Task ShowAsync(params object[] contacts) => ShowAsync(isMuted: false, contacts);

    /// <summary>The same, and whether the agent is muted.</summary>
    public Task ShowAsync(bool isMuted, params object[] contacts) => SendAsync(new
    {
        type = "snapshot",
        snapshot = new
        {
            snapshotTimestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000m,
            state = new { agentStateARN = "arn:aws:connect:us-east-1:111122223333:instance/i-1/agent-state/s1", type = "routable", name = "Available", startTimestamp = 1_790_000_000 },
            muted = isMuted,
            contacts,
        },
    });

    /// <summary>Waits for a frame of that type.</summary>
    public async Task<JsonElement> ReceiveAsync(string type)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[256 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
                length += part.Count;
            }
            while (!part.EndOfMessage);

            var frame = JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length));
            if (frame.GetProperty("type").GetString() == type)
            {
                return frame;
            }
        }
    }

    public Task SendAsync(object frame) =>
        socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame), WebSocketMessageType.Text, true, CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
