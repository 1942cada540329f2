using System.Net.WebSockets;
using CallActors.Edge.Sockets;
using CallActors.Engine;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Messages;

/// <summary>One app on its bus.</summary>
internal sealed class BusApp(
    string agentId, bool withMeta, Outbox outbox, ICallEngine engine, AppRequests requests, JournalWatch journal, ILogger log)
{
    private AgentView? lastView;
    private int isCutSaid;

    public async ValueTask<Subscription> FollowAsync(long? after, CancellationToken cancellation)
    {
        var subscription = await engine.FollowAsync(
            agentId, after, missed => outbox.Begin(missed.SelectMany(Parts)), (sync, view) => Post(sync, view, null), Tell, cancellation);
        lastView ??= subscription.View;
        return subscription;
    }

    public async ValueTask TakeAsync(SocketMessage message, CancellationToken cancellation)
    {
        try
        {
            var read = message.Kind switch
            {
                SocketMessageKind.Text => EnvelopeReader.Read(message.Bytes),
                SocketMessageKind.TooLong => new AppMessage.Malformed(WireError.Malformed(EnvelopeReader.TooLong), null),
                _ => new AppMessage.Malformed(WireError.Malformed(EnvelopeReader.Binary), null),
            };
            await AnswerAsync(await requests.TakeAsync(agentId, read, cancellation), cancellation);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogUnexpected(error, $"A request of agent {agentId} could not be taken");
            outbox.Close(WebSocketCloseStatus.InternalServerError, "An unexpected error; connect again.");
        }
    }

    private async ValueTask AnswerAsync(Reply reply, CancellationToken cancellation)
    {
        switch (reply)
        {
            case Reply.Answered answered:
                Post(answered.Event, answered.View, answered.RequestId);
                break;
            case Reply.Failed failed:
                Post(EventWriter.Error(failed.Error), withMeta ? await ViewAsync(cancellation) : null, failed.RequestId);
                break;
        }
    }

    /// <summary>What the refusal of a request stands for: what is true now, or was when that could last be read.</summary>
    private async ValueTask<AgentView?> ViewAsync(CancellationToken cancellation)
    {
        try
        {
            lastView = await journal.WaitAsync(engine.ViewAsync(agentId, cancellation));
        }
        catch (JournalUnavailableException)
        {
            // The last one known does.
        }

        return lastView;
    }

    private void Tell(Told told)
    {
        if (!outbox.TryPost(Parts(told)))
        {
            SayCut();
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Parts(Told told) => withMeta ? Meta.Parts(told) : told.Parts;

    private void Post(ReadOnlyMemory<byte> answer, AgentView? view, string? requestId)
    {
        if (!outbox.TryPost(withMeta && view is not null ? Meta.Answer(answer, view, requestId) : answer))
        {
            SayCut();
        }
    }

    private void SayCut()
    {
        if (outbox.Closed?.Status == Outbox.TooSlow && Interlocked.Exchange(ref isCutSaid, 1) == 0)
        {
            log.LogWarning("An app of agent {AgentId} reads too slowly and is cut off; it can resume by revision.", agentId);
        }
    }
}
