using CallActors.Connect.Bridge;
using CallActors.Edge.Sockets;
using CallActors.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Bridges;

/// <summary>The WebSocket of an agent's bridge (docs/amazon-connect.md, "The bridge's protocol").</summary>
internal sealed class BridgeEndpoint(SocketEndpoint sockets, ICallEngine engine, EdgeOptions options, ILogger<BridgeEndpoint> log)
{
    public async Task ServeAsync(HttpContext context)
    {
        if (!await SocketEndpoint.IsAskedForAsync(context))
        {
            return;
        }

        var outbox = sockets.NewOutbox();
        using var socket = await sockets.AcceptAsync(context, outbox);
        await using var bridge = new ConnectedBridge(outbox, engine, options, log, sockets.Stopping);
        await sockets.ConverseAsync(socket, outbox, BridgeReader.LongestFrame, bridge.TakeAsync);
    }
}
