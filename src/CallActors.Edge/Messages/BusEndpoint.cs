using CallActors.Edge.Http;
using CallActors.Edge.Sockets;
using CallActors.Engine;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Messages;

/// <summary>The WebSocket of an app: requests up, events down.</summary>
internal sealed class BusEndpoint(SocketEndpoint sockets, ICallEngine engine, AppRequests requests, JournalWatch journal, ILogger<BusEndpoint> log)
{
    public async Task ServeAsync(HttpContext context, string agentId)
    {
        if (!QueryReader.TryRead(context.Request, out var withMeta, out var after, out var problem))
        {
            await context.AnswerAsync(StatusCodes.Status400BadRequest, WireError.Malformed(problem));
            return;
        }

        if (!await SocketEndpoint.IsAskedForAsync(context))
        {
            return;
        }

        // Following comes first, so that an agent who cannot be read now is answered like any other request.
        var outbox = sockets.NewOutbox();
        var app = new BusApp(agentId, withMeta, outbox, engine, requests, journal, log);
        using var following = await app.FollowAsync(after, context.RequestAborted);
        using var socket = await sockets.AcceptAsync(context, outbox);
        await sockets.ConverseAsync(socket, outbox, EnvelopeReader.LongestMessage, app.TakeAsync);
    }
}
