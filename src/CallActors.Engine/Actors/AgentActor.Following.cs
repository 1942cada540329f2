using CallActors.Domain.Agents;
using CallActors.Engine.Codec;

namespace CallActors.Engine.Actors;

/// <summary>What follows once a change is durable: the state, what is told, and what ends the request outstanding.</summary>
internal sealed partial class AgentActor
{
    /// <param name="isOwn">Whether this actor wrote it: one node's snapshot of it is enough.</param>
    private void Follow(Step step, bool isOwn)
    {
        var before = State.Picture.Session;
        // In this order: whoever sees the state and not the flag sees it after it was told.
        isTelling = true;
        Volatile.Write(ref state, step.After);
        surroundings.Publish(step.After);
        listeners.Tell(step.Told);
        isTelling = false;
        foreach (var each in step.Happened)
        {
            if (each is Happened.ToAgent happened)
            {
                FollowFact(happened.Fact, step.Told);
            }
        }

        if (State.Picture.Session.AttachedAgainSince(before) is { } again && links.TryGetValue(again.Id, out var standing))
        {
            standing.Attach?.Invoke();
        }

        if (!isOwn)
        {
            return;
        }

        surroundings.Api?.Tell(AgentId, State.Picture, step.Happened);
        if (step.IsSnapshotDue(lastSnapshot, surroundings.Options.SnapshotEvery))
        {
            lastSnapshot = step.After.Revision;
            surroundings.Keep(step.After);
        }
    }

    private void FollowFact(AgentFact fact, Told? told)
    {
        switch (fact)
        {
            case AgentFact.RequestStarted e:
                outstanding.Watch(e.Request);
                break;
            case AgentFact.RequestConfirmed e:
                outstanding.End(e.RequestId, null, told);
                break;
            case AgentFact.RequestFailed e:
                outstanding.End(e.RequestId, State.Picture.Session.Recent.Find(e.RequestId), told);
                break;
            case AgentFact.Reset:
                outstanding.Forget();
                listeners.Forget();
                break;
            case AgentFact.BridgeDetached e when links.TryRemove(e.Attachment, out var link):
                // Another node took this one for dead: the bridge is to say hello again.
                link.Lose?.Invoke();
                break;
            case AgentFact.BridgeAttached e:
                StandBy(e.Attachment);
                break;
        }
    }

    private void StandBy(string newest)
    {
        foreach (var (_, older) in links.Where(each => each.Key != newest))
        {
            older.Standby();
        }
    }

    private void FailOverdue(string requestId)
    {
        var letter = new Letter<Decision>(
            () => ChangeAsync((picture, _) => Ending.ByDeadline(picture, requestId, surroundings.Options.Deadline), new Cause("deadline", requestId)));
        // A full mailbox or a journal out of reach: the request stays outstanding, and the deadline is tried again.
        if (!mailbox.TryPost(letter))
        {
            outstanding.TryAgain(requestId);
            return;
        }

        letter.Answered.ContinueWith(_ => outstanding.TryAgain(requestId), TaskContinuationOptions.OnlyOnFaulted);
    }
}
