using Akka.Actor;
using CallActors.Akka.Messages;
using CallActors.Akka.Storage;
using CallActors.Domain.Agents;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;

namespace CallActors.Akka.Sessions;

/// <content>One change: decided, made into rows, journaled by the entities and the session together, told.</content>
internal sealed partial class SessionActor
{
    private readonly Dictionary<string, IActorRef> entities = new(StringComparer.Ordinal);

    /// <param name="done">Called in this actor: at once where nothing changes, else when the change is durable and told.</param>
    /// <param name="notDurable">Called where it is not known to be durable; mostly the session stops after it.</param>
    private void Change(Func<Picture, DateTimeOffset, Decision> decide, Cause cause, Action<Decision> done, Action<string> notDurable)
    {
        var now = State.NotBefore(surroundings.Now);
        var decision = decide(State.Picture, now);
        if (decision is not Decision.Change change)
        {
            done(decision);
            return;
        }

        Begin(new ChangeUnderWay(new Decided(change.Happened, cause, now), change.Ask, () => done(decision), notDurable));
        // An entity that is new to the picture may have an older life in the journal, and one that is new to this session
        // an event that no change names: its numbers go on after that.
        foreach (var stream in State.StreamsOf(change.Happened).Where(stream => State.HeadOf(stream) is null || !entities.ContainsKey(stream)).ToArray())
        {
            underWay!.Awaited.Add(stream);
            EntityOf(stream).Tell(TellEnd.Instance);
        }

        if (underWay!.Awaited.Count == 0)
        {
            Append();
        }
    }

    private void Begin(ChangeUnderWay change)
    {
        underWay = change;
        taking = Busy;
        Timers.StartSingleTimer("change", new TooLong(), surroundings.ChangeLimit);
    }

    private void Busy(object message)
    {
        switch (message)
        {
            case EndIs end:
                state = end.Last is { } last ? State.WithEnd(last) : State;
                if (underWay!.Awaited.Remove(end.Stream) && underWay.Awaited.Count == 0)
                {
                    Append();
                }

                break;
            case TooLong:
                Stop("The journal did not answer within its time.");
                break;
            default:
                if (!IsTakenAlways(message))
                {
                    Stash.Stash();
                }

                break;
        }
    }

    /// <summary>Each entity and the session journal their own events, at the same time and as one write (<see cref="JoinedWrite"/>).</summary>
    private void Append()
    {
        var change = underWay!;
        var step = State.Prepare(change.Decided.Happened, change.Decided.Cause, change.Decided.At);
        var parts = step.Change.Rows.GroupBy(row => row.Key.PersistenceId).ToArray();
        var joined = parts.Length == 1 ? null : new JoinedWrite([.. parts.Select(part => part.Key)]);
        foreach (var part in parts[..^1])
        {
            EntityOf(part.Key).Tell(new AppendRows([.. part], joined!));
        }

        Append([step.Change.Session], joined, () =>
        {
            End();
            Follow(step);
            Send(change.Ask);
            change.Durable();
            GoOn();
        });
    }

    private void End()
    {
        Timers.Cancel("change");
        underWay = null;
        taking = Ready;
    }

    private void GoOn()
    {
        if (underWay is null)
        {
            Stash.UnstashAll();
        }
    }

    protected override void NotDurable(string reason)
    {
        surroundings.Warn($"The session of agent {agentId} stops, to read what stands in the journal: {reason}");
        underWay?.NotDurable(reason);
        underWay = null;
    }

    private IActorRef EntityOf(string stream)
    {
        if (!entities.TryGetValue(stream, out var entity))
        {
            entities[stream] = entity = Context.Watch(Context.ActorOf(Props.Create<EntityActor>(stream, Self)));
        }

        return entity;
    }

    private void Follow(Step step)
    {
        var before = State.Picture.Session;
        state = step.After;
        var (ended, error) = EndedIn(step);
        if (step.Told is not null || ended is not null)
        {
            foreach (var node in nodes.Keys)
            {
                node.Tell(new Broadcast(agentId, step.Told, ended, error));
            }
        }

        foreach (var fact in step.Happened.OfType<Happened.ToAgent>())
        {
            switch (fact.Fact)
            {
                case AgentFact.RequestStarted e:
                    Watch(e.Request);
                    break;
                case AgentFact.RequestConfirmed or AgentFact.RequestFailed:
                    Timers.Cancel("deadline");
                    break;
                case AgentFact.BridgeAttached:
                    foreach (var older in before.Attachments)
                    {
                        Tell(older.Id, BridgeNewsKind.StandBy);
                    }

                    break;
                case AgentFact.BridgeDetached e:
                    Tell(e.Attachment, BridgeNewsKind.Lost);
                    break;
            }
        }

        if (State.Picture.Session.AttachedAgainSince(before) is { } standing)
        {
            Tell(standing.Id, BridgeNewsKind.AttachedAgain);
        }

        surroundings.Api?.Tell(agentId, State.Picture, step.Happened);
        LetGoOfClosed();
        KeepSnapshot(step);
        LookSoon();
    }

    private (string? RequestId, WireError? Error) EndedIn(Step step)
    {
        foreach (var fact in step.Happened.OfType<Happened.ToAgent>())
        {
            switch (fact.Fact)
            {
                case AgentFact.RequestConfirmed e:
                    return (e.RequestId, null);
                case AgentFact.RequestFailed e:
                    return (e.RequestId, EventWriter.ErrorOf(State.Picture.Session.Recent.Find(e.RequestId)!.Request, e.Personal.Text));
            }
        }

        return (null, null);
    }

    private void Watch(Request request) => Timers.StartSingleTimer("deadline", new Overdue(request.RequestId), Deadline);

    private void Send(BridgeRequest? request)
    {
        if (request is not null && surroundings.Api is { } api && request.Attachment == surroundings.ApiWay)
        {
            api.Send(agentId, request, Deadline);
        }
        else if (request is not null)
        {
            NodeOf(request.Attachment)?.Tell(new ToBridge(agentId, request, Deadline));
        }
    }

    private void Tell(string attachment, BridgeNewsKind kind) => NodeOf(attachment)?.Tell(new BridgeNews(agentId, attachment, kind));

    private IActorRef? NodeOf(string attachment) => nodes.FirstOrDefault(each => each.Value.Contains(attachment)).Key;

    private void LetGoOfClosed() => LetGo(stream => State.HeadOf(stream) is null);

    private void LetGo(Predicate<string> ofStream)
    {
        foreach (var (stream, entity) in entities.Where(each => ofStream(each.Key)).ToArray())
        {
            entities.Remove(stream);
            Context.Unwatch(entity);
            Context.Stop(entity);
        }
    }

    private void KeepSnapshot(Step step)
    {
        if (step.IsSnapshotDue(lastSnapshot, surroundings.Options.SnapshotEvery))
        {
            lastSnapshot = step.After.Revision;
            Keep(SessionReader.ToSnapshot(State));
        }
    }

    /// <summary>What cannot be read now is found when the next snapshot is kept.</summary>
    private void LookForOldSnapshots(long kept) =>
        surroundings.Journal.ReadOldSnapshotsAsync(PersistenceId, surroundings.Options.NeededFrom(kept), CancellationToken.None)
            .ContinueWith(read => new OldSnapshots(read.IsCompletedSuccessfully ? [.. read.Result] : []), TaskScheduler.Default)
            .PipeTo(Self);

    /// <summary>The numbers of snapshots that nobody needs any more.</summary>
    private sealed record OldSnapshots(List<long> Numbers);
}
