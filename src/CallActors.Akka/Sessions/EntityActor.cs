using Akka.Actor;
using CallActors.Akka.Storage;
using CallActors.Engine.Journal;

namespace CallActors.Akka.Sessions;

/// <summary>
/// A contact or a connection: a child of its agent's session, which decides for it on the whole picture. It owns the
/// stream: it says where it ends, takes only what follows on that end, and journals it together with the whole change.
/// </summary>
internal sealed class EntityActor(string stream, IActorRef session) : EventSourcedActor(stream)
{
    private JournalRow? last;

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case TellEnd:
                session.Tell(new EndIs(PersistenceId, last));
                break;
            case AppendRows append:
                Append(append.Rows, append.Joined, () => last = append.Rows[^1]);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void Replay(JournalRow row) => last = row;

    protected override void Begin()
    {
    }

    protected override void NotDurable(string reason) => session.Tell(new RowsLost(reason));
}

/// <summary>Asks an entity for the last row of its stream.</summary>
internal sealed record TellEnd : INoSerializationVerificationNeeded
{
    public static TellEnd Instance { get; } = new();
}

/// <param name="Last">Null for a stream without rows.</param>
internal sealed record EndIs(string Stream, JournalRow? Last) : INoSerializationVerificationNeeded;

/// <summary>An entity's part of a change.</summary>
internal sealed record AppendRows(IReadOnlyList<JournalRow> Rows, JoinedWrite Joined) : INoSerializationVerificationNeeded;

internal sealed record RowsLost(string Reason) : INoSerializationVerificationNeeded;
