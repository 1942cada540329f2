using Akka.Actor;
using CallActors.Akka.Storage;
using CallActors.Domain.Agents;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Akka.Sessions;

/// <content>How a session comes to its state, and settles what nobody has any more.</content>
internal sealed partial class SessionActor
{
    private List<JournalRow>? replayed;
    private SnapshotRow? snapshot;

    protected override void Replay(SnapshotRow snapshot) => this.snapshot = snapshot;

    protected override void Replay(JournalRow row) => (replayed ??= []).Add(row);

    protected override void Begin() =>
        AssembleAsync(surroundings.Journal, agentId, snapshot, replayed ?? []).PipeTo(Self, Self, read => read, fault => new NotTakenUp(fault));

    private void TakingUp(object message)
    {
        switch (message)
        {
            case TakenUp read:
                Settle(read);
                break;
            case NotTakenUp not:
                Stop(not.Fault.Message);
                break;
            case Terminated:
                break;
            default:
                Stash.Stash();
                break;
        }
    }

    /// <summary>Folds what was replayed, with the rows of contacts and connections that it names; not in the actor, which it does not touch.</summary>
    private static async Task<TakenUp> AssembleAsync(IJournalReader journal, string agentId, SnapshotRow? snapshot, IReadOnlyList<JournalRow> rows)
    {
        try
        {
            var state = SessionReader.Of(agentId, snapshot);
            if (snapshot is not null && state.Revision == 0)
            {
                // A snapshot that cannot be read only costs time.
                await foreach (var step in SessionReader.ReadOnAsync(journal, state, snapshot.Key.SequenceNumber, default))
                {
                    state = step.After;
                }
            }

            await foreach (var step in SessionReader.FoldAsync(journal, state, rows, default))
            {
                state = step.After;
            }

            return new TakenUp(state, null);
        }
        catch (UnreadableEventException fault)
        {
            var heads = await journal.ReadHeadsAsync([Streams.OfAgent(agentId)], default);
            return new TakenUp(SessionState.BegunAnew(agentId, heads[0], []), fault);
        }
    }

    private void Settle(TakenUp read)
    {
        state = read.State;
        lastSnapshot = snapshot?.Key.SequenceNumber ?? 0;
        (snapshot, replayed) = (null, null);
        if (read.Fault is { } unread && surroundings.Membership.IsNewerThere)
        {
            // During an update it is the newer node's to read: to begin anew would destroy what that one knows.
            Stop($"What a node of a later version may have written is not read here: {unread.Message}");
        }
        else if (read.Fault is { } fault)
        {
            Reset(fault);
        }
        else
        {
            taking = Ready;
            Awake();
            GoOn();
        }
    }

    private void Awake()
    {
        Touch();
        if (State.Revision == 0)
        {
            return;
        }

        // Nodes that live may have attachments of before, and say so when they find the session gone.
        Timers.StartSingleTimer("grace", new GraceOver(), surroundings.ReturnGrace);
        isGrace = true;
        Wake(() =>
        {
            if (State.Picture.Session.Outstanding is { } request)
            {
                Watch(request);
            }
        });
    }

    /// <summary>Detaches bridges that nobody has any more, fails what is overdue, and goes on.</summary>
    private void Wake(Action then, Action<string>? notDurable = null) => Change(
        (picture, now) => Attaching.Wake(picture, IsLive, now, Deadline), new Cause("wake", null), _ => then(), notDurable ?? (_ => { }));

    private bool IsLive(string attachment) =>
        NodeOf(attachment) is not null || (isGrace && surroundings.Membership.IsNodeOfThere(attachment));

    /// <summary>A past that cannot be folded must not lose the agent: the next whole report says what is true.</summary>
    private void Reset(UnreadableEventException fault)
    {
        surroundings.Warn($"The session of agent {agentId} is begun anew: {fault.Message}");
        taking = Ready;
        Change(
            (_, _) => new Decision.Change([new Happened.ToAgent(new AgentFact.Reset(fault.Message))], null), new Cause("wake", null),
            _ =>
            {
                // Without it the next start meets the same event and does this again.
                lastSnapshot = State.Revision;
                Keep(SessionReader.ToSnapshot(State));
                Awake();
            },
            _ => { });
    }

    /// <param name="Fault">Why the past cannot be folded and the state is one begun anew; null where it can.</param>
    private sealed record TakenUp(SessionState State, UnreadableEventException? Fault) : INoSerializationVerificationNeeded;

    private sealed record NotTakenUp(Exception Fault) : INoSerializationVerificationNeeded;
}
