using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using CallActors.Edge.Messages;
using CallActors.Edge.Sockets;
using CallActors.Engine;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallActors.Edge.Http;

/// <summary>An agent's events as server-sent events. The id is the revision, on the last part only: a reader that breaks off within a change gets the whole of it again.</summary>
internal sealed class EventsEndpoint(SocketEndpoint sockets, ICallEngine engine)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public async Task ServeAsync(HttpContext context, string agentId)
    {
        if (!TryReadAfter(context.Request, out var after, out var problem))
        {
            await context.AnswerAsync(StatusCodes.Status400BadRequest, WireError.Malformed(problem!));
            return;
        }

        using var place = sockets.TakePlace(agentId);
        var outbox = sockets.NewOutbox();
        using var following = await engine.FollowAsync(
            agentId, after, missed => outbox.Begin(missed.SelectMany(Frames)),
            (sync, view) => outbox.TryPost(Frame(Meta.Answer(sync, view, null), view.Revision)),
            told => Tell(outbox, told), context.RequestAborted);
        await SendAsync(context, outbox);
    }

    private async Task SendAsync(HttpContext context, Outbox outbox)
    {
        context.Unhurried();
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, sockets.Stopping);
        using var entry = sockets.Open((_, _) => ending.Cancel());
        outbox.OnClosed = () =>
        {
            if (outbox.Closed!.Status == Outbox.TooSlow)
            {
                context.Abort();
            }
        };
        await using var closing = ending.Token.UnsafeRegister(_ => outbox.Close(WebSocketCloseStatus.NormalClosure, ""), null);
        using var keepAlive = new Timer(_ => outbox.TryPost(": still here\n\n"u8.ToArray()), null, KeepAlive, KeepAlive);
        try
        {
            await context.Response.StartAsync(ending.Token);
            await context.Response.Body.FlushAsync(ending.Token);
            await outbox.SendAllAsync(async frame =>
            {
                await context.Response.Body.WriteAsync(frame, ending.Token);
                await context.Response.Body.FlushAsync(ending.Token);
            });
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The host stops, or is cut off: the stream ends in good order, and the reader comes again.
        }
    }

    private static void Tell(Outbox outbox, Told told)
    {
        foreach (var frame in Frames(told))
        {
            if (!outbox.TryPost(frame))
            {
                return;
            }
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Frames(Told told) =>
        Meta.Parts(told).Select((part, index) => Frame(part, index == told.Parts.Count - 1 ? told.Revision : null));

    private static ReadOnlyMemory<byte> Frame(ReadOnlyMemory<byte> envelope, long? id)
    {
        var buffer = new ArrayBufferWriter<byte>(envelope.Length + 40);
        if (id is not null)
        {
            buffer.Write(Encoding.ASCII.GetBytes($"id: {id}\n"));
        }

        buffer.Write("data: "u8);
        buffer.Write(envelope.Span);
        buffer.Write("\n\n"u8);
        return buffer.WrittenMemory;
    }

    /// <summary>The header that a browser sends by itself when it comes again is newer than the address.</summary>
    private static bool TryReadAfter(HttpRequest request, out long? after, out string? problem)
    {
        if (request.Headers["Last-Event-ID"] is [{ Length: > 0 } lastId])
        {
            return QueryReader.TryReadRevision(lastId, "Last-Event-ID", out after, out problem);
        }

        return QueryReader.TryRead(request, out _, out after, out problem);
    }
}
