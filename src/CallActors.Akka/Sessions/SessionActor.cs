using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using CallActors.Akka.Messages;
using CallActors.Domain.Agents;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Akka.Sessions;

/// <summary>
/// An agent's session: the sequencer of everything that happens to the agent. It takes one message, decides, journals
/// the events of contacts and connections and then its own, tells the nodes that registered, asks Amazon Connect and
/// answers, in this order. Its contacts and connections are its children.
/// </summary>
internal sealed partial class SessionActor : EventSourcedActor, IWithTimers
{
    private readonly string agentId;
    private readonly SessionSurroundings surroundings;
    private readonly Dictionary<IActorRef, ImmutableHashSet<string>> nodes = [];
    private Action<object> taking;
    private SessionState? state;
    private bool isGrace;
    private ChangeUnderWay? underWay;
    private long lastSnapshot;

    public SessionActor(string agentId, SessionSurroundings surroundings) : base(Streams.OfAgent(agentId))
    {
        (this.agentId, this.surroundings) = (agentId, surroundings);
        taking = TakingUp;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private SessionState State => state!;

    private TimeSpan Deadline => surroundings.Options.Deadline;

    // Not by an expression, each of whose arguments Akka.NET would compile for every session.
    public static Props PropsOf(string agentId, SessionSurroundings surroundings) => Props.Create<SessionActor>(agentId, surroundings);

    protected override void OnCommand(object message) => taking(message);

    private void Ready(object message)
    {
        switch (message)
        {
            case Command command:
                Take(command);
                break;
            case Register register:
                Take(register);
                break;
            case WakeUp:
                Touch();
                Sender.Tell(new Awake(agentId));
                break;
            case Overdue overdue:
                Change(
                    (picture, _) => Ending.ByDeadline(picture, overdue.RequestId, Deadline), new Cause("deadline", overdue.RequestId), _ => { }, _ => { });
                break;
            case Gone gone:
                Change((picture, _) => Attaching.Detach(picture, gone.Attachment), new Cause("lost", gone.Attachment), _ => { }, _ => { });
                break;
            case GraceOver:
                isGrace = false;
                Wake(() => { });
                break;
            case StopSession:
                Context.Stop(Self);
                break;
            case RestCheck:
                Rest();
                break;
            default:
                if (!IsTakenAlways(message))
                {
                    Unhandled(message);
                }

                break;
        }
    }

    /// <summary>Takes what is taken at any time, since it changes nothing that is true of the agent.</summary>
    private bool IsTakenAlways(object message)
    {
        switch (message)
        {
            case Unregister:
                Forget(Sender);
                break;
            case Terminated { ActorRef: var gone } when nodes.ContainsKey(gone):
                Forget(gone);
                break;
            case Terminated { ActorRef: var gone }:
                if (entities.ContainsValue(gone))
                {
                    Stop("The journal could not be read.");
                }

                break;
            case RowsLost lost:
                Stop(lost.Reason);
                break;
            case SaveSnapshotSuccess saved:
                LookForOldSnapshots(saved.Metadata.SequenceNr);
                break;
            case OldSnapshots old:
                old.Numbers.ForEach(DeleteSnapshot);
                break;
            case DeleteSnapshotFailure failure:
                surroundings.Warn($"An old snapshot of {PersistenceId} was not deleted: {failure.Cause.Message}");
                break;
            case SaveSnapshotFailure failure:
                surroundings.Warn($"The snapshot of {PersistenceId} was not kept: {failure.Cause.Message}");
                break;
            case EndIs or DeleteSnapshotSuccess:
                break;
            default:
                return false;
        }

        return true;
    }

    private void Take(Register register)
    {
        Touch();
        if (!nodes.ContainsKey(Sender))
        {
            Context.Watch(Sender);
        }

        // What it takes for attached and is not was lost here: its bridge is to say hello again.
        var attached = State.Picture.Session.Attachments.Select(each => each.Id).ToImmutableHashSet();
        foreach (var lost in register.Attachments.Where(id => !attached.Contains(id)))
        {
            Sender.Tell(new BridgeNews(agentId, lost, BridgeNewsKind.Lost));
        }

        // One that was sent again may be older than an attachment that came on the direct way meanwhile, which it takes nothing from.
        nodes[Sender] = attached.Intersect(nodes.GetValueOrDefault(Sender, []).Union(register.Attachments));
        Sender.Tell(new Registered(agentId, State.View));
        SendAgain(Sender);
    }

    private void Forget(IActorRef node)
    {
        if (!nodes.Remove(node, out var attachments))
        {
            return;
        }

        Context.Unwatch(node);
        LookSoon();
        foreach (var attachment in attachments)
        {
            Self.Tell(new Gone(attachment));
        }
    }

    /// <summary>
    /// A request that was journaled just before the session stopped may not have gone out. The node of the bridge knows
    /// whether it did, and sends it once. Digits are not in the journal: where they were lost the deadline ends it.
    /// </summary>
    private void SendAgain(IActorRef node)
    {
        if (State.Picture.Session.Outstanding is { } request && request.Kind != RequestKind.SendDigits && nodes[node].Contains(request.Attachment)
            && Deadline - (State.NotBefore(surroundings.Now) - request.AskedAt) is { } left && left > TimeSpan.Zero)
        {
            node.Tell(new ToBridge(agentId, request.ToBridge(null), left));
        }
    }

    private sealed record Overdue(string RequestId) : INoSerializationVerificationNeeded;

    private sealed record Gone(string Attachment) : INoSerializationVerificationNeeded;

    private sealed record GraceOver : INoSerializationVerificationNeeded;

    private sealed record RestCheck : INoSerializationVerificationNeeded
    {
        public static RestCheck Instance { get; } = new();
    }

    private sealed record TooLong : INoSerializationVerificationNeeded;
}

/// <summary>The session is to stop when its change is durable: its shard moves, or nobody needs it.</summary>
internal sealed record StopSession : INoSerializationVerificationNeeded
{
    public static StopSession Instance { get; } = new();
}
