using Akka.Actor;
using CallActors.Akka.Messages;
using CallActors.Akka.Storage;
using CallActors.Domain.Agents;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;

namespace CallActors.Akka.Sessions;

/// <content>One change: decided, made into rows, kept, journaled by the entities and then by the session, told.</content>
internal sealed partial class SessionActor
{
    private readonly Dictionary<string, IActorRef> entities = new(StringComparer.Ordinal);
    private IActorRef? pendingChange;

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

        Begin(new ChangeUnderWay(change.Ask, () => done(decision), notDurable) { Decided = new Decided(change.Happened, cause, now) });
        // An entity that is new to the picture may have an older life in the journal, and one that is new to this session
        // an event that no change names: its numbers go on after that.
        foreach (var stream in State.StreamsOf(change.Happened).Where(stream => State.HeadOf(stream) is null || !entities.ContainsKey(stream)).ToArray())
        {
            underWay!.Awaited.Add(stream);
            EntityOf(stream).Tell(TellEnd.Instance);
        }

        if (underWay!.Awaited.Count == 0)
        {
            Prepare();
        }
    }

    private void Begin(ChangeUnderWay change)
    {
        underWay = change;
        Become(Busy);
        Timers.StartSingleTimer("change", new TooLong(), surroundings.ChangeLimit);
    }

    private void Busy()
    {
        Command<EndIs>(end =>
        {
            state = end.Last is { } last ? State.WithEnd(last) : State;
            if (IsLast(end.Stream))
            {
                Prepare();
            }
        });
        Command<ChangeKept>(_ => AppendEntities(underWay!.Step!.Change.Rows));
        Command<ChangeNotKept>(notKept =>
        {
            // Nothing of it stands in the journal, and the next change replaces it where it was kept all the same.
            var ended = underWay!;
            End();
            ended.NotDurable(notKept.Reason);
            GoOn();
        });
        Command<RowsDurable>(durable =>
        {
            if (IsLast(durable.Stream))
            {
                AppendOwn();
            }
        });
        Command<TooLong>(_ => Stop("The journal did not answer within its time."));
        Always();
        CommandAny(_ => Stash.Stash());
    }

    private bool IsLast(string stream) => underWay!.Awaited.Remove(stream) && underWay.Awaited.Count == 0;

    private void Prepare()
    {
        var decided = underWay!.Decided!;
        underWay.Step = State.Prepare(decided.Happened, decided.Cause, decided.At);
        var rows = underWay.Step.Change.Rows;
        if (rows.Count == 1)
        {
            AppendOwn();
        }
        else
        {
            pendingChange!.Tell(new PendingChange(rows));
        }
    }

    /// <param name="missing">The change's rows that do not stand in the journal yet.</param>
    private void AppendEntities(IEnumerable<JournalRow> missing)
    {
        foreach (var stream in missing.Where(row => row.Key.PersistenceId != PersistenceId).GroupBy(row => row.Key.PersistenceId))
        {
            underWay!.Awaited.Add(stream.Key);
            EntityOf(stream.Key).Tell(new AppendRows([.. stream]));
        }

        if (underWay!.Awaited.Count == 0)
        {
            AppendOwn();
        }
    }

    private void AppendOwn() => Append([underWay!.Step!.Change.Session], () =>
    {
        var ended = underWay!;
        End();
        Follow(ended.Step!);
        Send(ended.Ask);
        ended.Durable();
        GoOn();
    });

    private void End()
    {
        Timers.Cancel("change");
        underWay = null;
        Become(Ready);
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
            entities[stream] = entity = Context.Watch(Context.ActorOf(Props.Create(() => new EntityActor(stream, Self))));
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

    private void LetGoOfClosed()
    {
        foreach (var (stream, entity) in entities.Where(each => State.HeadOf(each.Key) is null).ToArray())
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
