using System.Net.WebSockets;
using CallActors.Edge.Http;
using CallActors.Edge.Sockets;
using CallActors.Engine;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Messages;

/// <summary>The WebSocket of an app: requests up, events down.</summary>
internal sealed class BusEndpoint(SocketEndpoint sockets, ICallEngine engine, AppRequests requests, ILogger<BusEndpoint> log)
{
    public async Task ServeAsync(HttpContext context, string agentId)
    {
        if (!QueryReader.TryRead(context.Request, out var withMeta, out var after, out var problem))
        {
            await context.AnswerAsync(StatusCodes.Status400BadRequest, WireError.Malformed(problem));
            return;
        }

        using var socket = await sockets.AcceptAsync(context);
        if (socket is null)
        {
            return;
        }

        var outbox = sockets.NewOutbox();
        var app = new BusApp(agentId, withMeta, outbox, engine, requests, log);
        try
        {
            using var following = await app.FollowAsync(after, sockets.Stopping);
            await sockets.ConverseAsync(socket, outbox, EnvelopeReader.LongestMessage, app.TakeAsync);
        }
        catch (JournalUnavailableException error)
        {
            await socket.CloseAsync((WebSocketCloseStatus)1013, CloseReason(error.Message), context.RequestAborted);
        }
    }

    /// <summary>A close frame has room for 123 bytes of reason.</summary>
    private static string CloseReason(string text) => text.Length <= 120 && text.All(char.IsAscii) ? text : "The journal is not available; try again.";
}
