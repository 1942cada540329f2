using System.Net.WebSockets;
using CallActors.Edge.Http;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CallActors.Edge.Sockets;

/// <summary>Accepts a WebSocket with the settings that apps and bridges share.</summary>
internal sealed class SocketEndpoint(EdgeOptions options, OpenSockets open, SocketPlaces places)
{
    private const string Subprotocol = "callactors.v1";

    public CancellationToken Stopping => open.Stopping;

    public Outbox NewOutbox() => new(options.WaitingMessages, options.WaitingBytes);

    /// <summary>Takes a place among the sockets of this node, for an app of this agent or for a bridge, until it is disposed.</summary>
    /// <exception cref="TooManySocketsException">There is none left.</exception>
    public IDisposable TakePlace(string? agentId) => places.Take(agentId);

    /// <summary>Whether a WebSocket is asked for; where it is not, that is answered.</summary>
    public static async ValueTask<bool> IsAskedForAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            return true;
        }

        context.Response.Headers.Upgrade = "websocket";
        await context.AnswerAsync(
            StatusCodes.Status426UpgradeRequired, WireError.Malformed("This address is a WebSocket: ask for it with Upgrade: websocket."));
        return false;
    }

    /// <param name="outbox">What is to be sent there.</param>
    public async Task<WebSocket> AcceptAsync(HttpContext context, Outbox outbox)
    {
        context.Unhurried();
        var upgrade = new JoiningUpgrade(context.Features.GetRequiredFeature<IHttpUpgradeFeature>(), context.Abort);
        context.Features.Set<IHttpUpgradeFeature>(upgrade);
        var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol) ? Subprotocol : null,
            DangerousEnableCompression = false,
            KeepAliveInterval = options.PingInterval,
            // The ping goes out after the interval; what is left of the silence is what its answer may take.
            KeepAliveTimeout = options.SilenceLimit - options.PingInterval,
        });
        outbox.Connection = upgrade.Stream;
        return socket;
    }

    /// <summary>Counts something as open until the answer is disposed.</summary>
    /// <param name="close">Begins to close it and returns at once.</param>
    public IDisposable Open(Action<WebSocketCloseStatus, string> close) => open.Add(close);

    public async Task ConverseAsync(
        WebSocket socket, Outbox outbox, int longestMessage, Func<SocketMessage, CancellationToken, ValueTask> take)
    {
        using var entry = Open(outbox.Close);
        await new SocketConversation(socket, outbox, options.CloseGrace).RunAsync(longestMessage, take, Stopping);
    }
}

internal static class Patience
{
    /// <summary>The server's own limit would end a slow reader without a word; the outbox ends it with one.</summary>
    public static void Unhurried(this HttpContext context)
    {
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
