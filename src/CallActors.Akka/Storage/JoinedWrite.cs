using Akka.Actor;
using Akka.Persistence;

namespace CallActors.Akka.Storage;

/// <summary>
/// One change, of which each actor persists what belongs to its own stream, all at the same time. The journal collects
/// the parts here and appends them together. Only the journal's actor touches it, and where a part never comes, because
/// its actor stopped, nothing of the change is written.
/// </summary>
/// <param name="streams">The streams of the change in the order in which they are appended, the session's own last.</param>
internal sealed class JoinedWrite(IReadOnlyList<string> streams)
{
    private readonly Part?[] parts = new Part?[streams.Count];

    /// <summary>The change that a write is a part of; null for one that stands alone.</summary>
    public static JoinedWrite? Of(WriteMessages write) =>
        write.Messages.FirstOrDefault() is AtomicWrite { Payload: IEnumerable<IPersistentRepresentation> rows }
            && rows.First().Payload is JournaledBytes { Joined: { } joined } ? joined : null;

    /// <returns>The whole change, once this was the last part of it, or is given again after that; else null.</returns>
    public WriteMessages? Take(WriteMessages write)
    {
        var atomic = (AtomicWrite)write.Messages.Single();
        var index = Array.IndexOf([.. streams], atomic.PersistenceId);
        parts[index] = new Part(atomic, write.PersistentActor, write.ActorInstanceId);
        return Array.TrueForAll(parts, part => part is not null)
            ? new WriteMessages([.. parts.Select(part => part!.Rows)], new Answers(this), 0)
            : null;
    }

    private Part PartOf(IPersistentRepresentation row) => Array.Find(parts, part => part!.Rows.PersistenceId == row.PersistenceId)!;

    private sealed record Part(AtomicWrite Rows, IActorRef Actor, int ActorInstanceId);

    /// <summary>Passes the journal's answers on to each actor, as if each had written alone.</summary>
    private sealed class Answers(JoinedWrite joined) : MinimalActorRef
    {
        public override ActorPath Path => joined.parts[^1]!.Actor.Path;

        public override IActorRefProvider Provider => ((IInternalActorRef)joined.parts[^1]!.Actor).Provider;

        protected override void TellInternal(object message, IActorRef sender)
        {
            switch (message)
            {
                case WriteMessageSuccess e when joined.PartOf(e.Persistent) is var part:
                    part.Actor.Tell(new WriteMessageSuccess(e.Persistent, part.ActorInstanceId), sender);
                    break;
                case WriteMessageRejected e when joined.PartOf(e.Persistent) is var part:
                    part.Actor.Tell(new WriteMessageRejected(e.Persistent, e.Cause, part.ActorInstanceId), sender);
                    break;
                case WriteMessageFailure e when joined.PartOf(e.Persistent) is var part:
                    part.Actor.Tell(new WriteMessageFailure(e.Persistent, e.Cause, part.ActorInstanceId), sender);
                    break;
                default:
                    // How the write as a whole went.
                    foreach (var part in joined.parts)
                    {
                        part!.Actor.Tell(message, sender);
                    }

                    break;
            }
        }
    }
}
