using Akka.Actor;
using Akka.Persistence;
using CallActors.Engine.Journal;

namespace CallActors.Akka.Sessions;

/// <summary>
/// Keeps the change that an agent's session is about to journal, as one snapshot that each change replaces: the rows of
/// several streams cannot be one write here, and a node may die between them. Whoever takes the session up next
/// completes what is missing.
/// </summary>
internal sealed class PendingChangeActor : EventSourcedActor
{
    private readonly IActorRef session;
    private PendingChange? kept;

    public PendingChangeActor(string agentId, IActorRef session) : base(StreamOf(agentId))
    {
        this.session = session;
        Command<PendingChange>(change => Keep(change.ToSnapshot(PersistenceId)));
        Command<SaveSnapshotSuccess>(_ => session.Tell(ChangeKept.Instance));
        Command<SaveSnapshotFailure>(failure => session.Tell(new ChangeNotKept(failure.Cause.Message)));
    }

    public static string StreamOf(string agentId) => $"change-{agentId}";

    protected override void Replay(SnapshotRow snapshot) => kept = PendingChange.Of(snapshot);

    protected override void Replay(JournalRow row)
    {
    }

    protected override void Begin() => session.Tell(new PendingIs(kept));

    protected override void NotDurable(string reason)
    {
    }
}

/// <param name="Change">Null where there was none, or none that this version reads.</param>
internal sealed record PendingIs(PendingChange? Change) : INoSerializationVerificationNeeded;

internal sealed record ChangeKept : INoSerializationVerificationNeeded
{
    public static ChangeKept Instance { get; } = new();
}

internal sealed record ChangeNotKept(string Reason) : INoSerializationVerificationNeeded;
