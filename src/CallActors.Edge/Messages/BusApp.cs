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
    private readonly Lock gate = new();
    private Standing last;
    private int isCutSaid;

    public async ValueTask<Subscription> FollowAsync(long? after, CancellationToken cancellation)
    {
        var subscription = await engine.FollowAsync(
            agentId, after, missed => outbox.Begin(missed.SelectMany(Parts)), (sync, view) => TryPost(sync, Standing.Of(view), null), Tell, cancellation);
        StandAt(Standing.Of(subscription.View));
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
            var reply = await requests.TakeAsync(agentId, read, cancellation);
            while (reply is Reply.Answered answered && !TryPost(answered.Event, Standing.Of(answered.View), answered.RequestId))
            {
                reply = await requests.AnswerAgainAsync(agentId, read, answered.RequestId, cancellation);
            }

            if (reply is Reply.Failed failed)
            {
                await SayFailedAsync(failed, cancellation);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogUnexpected(error, $"A request of agent {agentId} could not be taken");
            outbox.Close(WebSocketCloseStatus.InternalServerError, "An unexpected error; connect again.");
        }
    }

    /// <summary>With meta a refusal stands for what is true now, or was when that could last be read.</summary>
    private async ValueTask SayFailedAsync(Reply.Failed failed, CancellationToken cancellation)
    {
        if (withMeta)
        {
            try
            {
                StandAt(Standing.Of(await journal.WaitAsync(engine.ViewAsync(agentId, cancellation))));
            }
            catch (JournalUnavailableException)
            {
                // The last one known does.
            }
        }

        lock (gate)
        {
            Post(EventWriter.Error(failed.Error), last, failed.RequestId);
        }
    }

    private void Tell(Told told)
    {
        lock (gate)
        {
            last = Standing.Of(told);
            if (!outbox.TryPost(Parts(told)))
            {
                SayCut();
            }
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Parts(Told told) => withMeta ? Meta.Parts(told) : told.Parts;

    /// <summary>Posts what answers this app alone, unless it was told something newer meanwhile: it must not see a step back.</summary>
    private bool TryPost(ReadOnlyMemory<byte> answer, Standing standing, string? requestId)
    {
        lock (gate)
        {
            if (standing.Revision < last.Revision)
            {
                return false;
            }

            last = standing;
            Post(answer, standing, requestId);
            return true;
        }
    }

    private void StandAt(Standing standing)
    {
        lock (gate)
        {
            last = standing.Revision < last.Revision ? last : standing;
        }
    }

    private void Post(ReadOnlyMemory<byte> answer, Standing standing, string? requestId)
    {
        if (!outbox.TryPost(withMeta ? Meta.Answer(answer, standing, requestId) : answer))
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
