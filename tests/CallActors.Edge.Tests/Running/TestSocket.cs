using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace CallActors.Edge.Tests.Running;

/// <summary>The other end of a socket; nothing is waited for longer than ten seconds.</summary>
internal sealed class TestSocket(ClientWebSocket socket) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public ClientWebSocket Socket => socket;

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendAsync(byte[] bytes, WebSocketMessageType type) => socket.SendAsync(bytes, type, true, CancellationToken.None);

    public async Task<JsonElement> ReceiveAsync()
    {
        var text = await ReceiveTextAsync();
        text.ShouldNotBeNull($"The socket was closed: {socket.CloseStatus} {socket.CloseStatusDescription}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The next message, null where the socket was closed instead.</summary>
    public async Task<string?> ReceiveTextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(socket.CloseStatus!.Value, null, patience.Token);
                return null;
            }

            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.ToArray());
            }
        }
    }

    /// <summary>Reads on until the socket is closed.</summary>
    /// <returns>The close code, the reason, and what came before.</returns>
    public async Task<(int Code, string? Reason, IReadOnlyList<string> Before)> ReadToCloseAsync()
    {
        var before = new List<string>();
        while (await ReceiveTextAsync() is { } text)
        {
            before.Add(text);
        }

        return ((int)socket.CloseStatus!.Value, socket.CloseStatusDescription, before);
    }

    public void Dispose() => socket.Dispose();
}
