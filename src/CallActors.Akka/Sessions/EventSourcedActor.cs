using Akka.Actor;
using Akka.Persistence;
using CallActors.Akka.Storage;
using CallActors.Engine.Journal;

namespace CallActors.Akka.Sessions;

/// <summary>
/// The shell of every entity: its stream is read when it starts, each event is durable before anything follows from it,
/// and after a write whose outcome is unknown it stops, so that whoever needs it next reads what really stands there.
/// No await and no Ask: what takes time comes back as a message. Messages are taken by one switch, since handlers that
/// are registered one by one weigh on every agent and are made anew whenever a session takes to waiting.
/// </summary>
internal abstract class EventSourcedActor(string stream) : UntypedPersistentActor
{
    public override string PersistenceId => stream;

    /// <summary>The newest snapshot, before the rows after it.</summary>
    protected virtual void Replay(SnapshotRow snapshot)
    {
    }

    protected abstract void Replay(JournalRow row);

    /// <summary>All that stood in the stream was replayed.</summary>
    protected abstract void Begin();

    /// <summary>A row may or may not be durable; the actor stops after this.</summary>
    protected abstract void NotDurable(string reason);

    protected sealed override void OnRecover(object message)
    {
        switch (message)
        {
            case JournaledBytes bytes:
                Replay(new JournalRow(new RowKey(stream, LastSequenceNr), bytes.Manifest, bytes.Message));
                break;
            case SnapshotOffer { Snapshot: JournaledBytes bytes } offer:
                Replay(new SnapshotRow(new RowKey(stream, offer.Metadata.SequenceNr), bytes.Manifest, bytes.Message));
                break;
            case RecoveryCompleted:
                Begin();
                break;
        }
    }

    /// <summary>Journals rows of this stream, all or nothing, and goes on once they are durable; other messages are taken meanwhile.</summary>
    /// <param name="joined">What other actors journal at the same time and is appended with it, all or nothing; null for these rows alone.</param>
    protected void Append(IReadOnlyList<JournalRow> rows, JoinedWrite? joined, Action durable)
    {
        if (rows[0].Key is var first && (first.PersistenceId != PersistenceId || first.SequenceNumber != LastSequenceNr + 1))
        {
            Stop($"Event {first.SequenceNumber} of {first.PersistenceId} cannot follow on event {LastSequenceNr} of {PersistenceId}.");
            return;
        }

        var left = rows.Count;
        PersistAllAsync(rows.Select(row => new JournaledBytes(row.Manifest, row.Message.ToArray()) { Joined = joined }), _ =>
        {
            if (--left == 0)
            {
                durable();
            }
        });
    }

    protected void Keep(SnapshotRow snapshot) => SaveSnapshot(new JournaledBytes(snapshot.Manifest, snapshot.Payload.ToArray()));

    protected void Stop(string reason)
    {
        NotDurable(reason);
        Context.Stop(Self);
    }

    // Akka.NET stops the actor after this by itself.
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => NotDurable(cause.Message);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Stop(cause.Message);

    // A restart would keep the reference, and whoever watches it would not hear that it knows nobody any more.
    protected override void PostRestart(Exception reason) => Context.Stop(Self);
}
