using Akka.Actor;
using CallActors.Engine.Journal;

namespace CallActors.Akka.Sessions;

/// <summary>
/// A contact or a connection: a child of its agent's session, which decides for it on the whole picture. It owns the
/// stream: it says where it ends, and takes only what follows on that end.
/// </summary>
internal sealed class EntityActor : EventSourcedActor
{
    private readonly IActorRef session;
    private JournalRow? last;

    public EntityActor(string stream, IActorRef session) : base(stream)
    {
        this.session = session;
        Command<TellEnd>(_ => session.Tell(new EndIs(stream, last)));
        Command<AppendRows>(append => Append(append.Rows, () =>
        {
            last = append.Rows[^1];
            session.Tell(new RowsDurable(stream));
        }));
    }

    protected override void Replay(JournalRow row) => last = row;

    protected override void Begin()
    {
    }

    protected override void NotDurable(string reason) => session.Tell(new RowsLost(PersistenceId, reason));
}

/// <summary>Asks an entity for the last row of its stream.</summary>
internal sealed record TellEnd : INoSerializationVerificationNeeded
{
    public static TellEnd Instance { get; } = new();
}

/// <param name="Last">Null for a stream without rows.</param>
internal sealed record EndIs(string Stream, JournalRow? Last) : INoSerializationVerificationNeeded;

internal sealed record AppendRows(IReadOnlyList<JournalRow> Rows) : INoSerializationVerificationNeeded;

internal sealed record RowsDurable(string Stream) : INoSerializationVerificationNeeded;

internal sealed record RowsLost(string Stream, string Reason) : INoSerializationVerificationNeeded;
