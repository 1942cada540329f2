using System.Collections.Immutable;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Domain.Agents;

/// <summary>Everything that is true of one agent: the session and the open contacts with their connections.</summary>
/// <param name="Contacts">In the order in which they were opened.</param>
/// <param name="Connections">Of the open contacts, those that are gone among them.</param>
public sealed record Picture(AgentSession Session, ImmutableArray<Contact.Seen> Contacts, ImmutableArray<Connection.Seen> Connections)
{
    public static Picture Initial { get; } = new(AgentSession.Initial, [], []);

    // Pictures are read by many threads: one reference, which is written whole or not at all, and filled at the first look.
    private ImmutableArray<ContactPicture> calls;

    /// <summary>The open contacts, each with its connections in the order in which they joined.</summary>
    public ImmutableArray<ContactPicture> Calls => calls.IsDefault ? calls = [.. Contacts.Select(ContactPictureOf)] : calls;

    public ContactPicture? Find(string? contactId) => Calls.FirstOrDefault(contact => contact.ContactId == contactId);

    public Connection.Seen? FindConnection(string? connectionId) =>
        Connections.FirstOrDefault(connection => connection.Party.ConnectionId == connectionId);

    /// <summary>Folds one thing that happened.</summary>
    /// <exception cref="ImpossibleEventException">It cannot follow on this picture.</exception>
    public Picture Evolve(Happened happened) => happened switch
    {
        Happened.ToAgent { Fact: AgentFact.Reset } e => new Picture(Session.Evolve(e.Fact), [], []),
        Happened.ToAgent e => this with { Session = Session.Evolve(e.Fact) },
        Happened.ToContact e => this with
        {
            Contacts = Put(Contacts, EvolveContact(e), each => each.ContactId == e.ContactId),
            // What is offered anew has none of the connections that it had before.
            Connections = e.Event is ContactEvent.Offered ? Connections.RemoveAll(each => each.Party.ContactId == e.ContactId) : Connections,
            calls = default,
        },
        Happened.ToConnection e => With(e.ConnectionId, EvolveConnection(e)),
        _ => throw new ImpossibleEventException(this, happened),
    };

    /// <summary>Folds all that happened in one change.</summary>
    public Picture Evolve(IEnumerable<Happened> all) => all.Aggregate(this, (picture, each) => picture.Evolve(each));

    /// <summary>A report that changed nothing still says what is too old from now on; this is not journaled.</summary>
    public Picture Noted(AgentReport report) =>
        report.At > Session.AsOf && Believing.Take(this, report) is not null
            ? this with { Session = Session with { AsOf = report.At } }
            : this;

    /// <summary>Apps were told something at this revision.</summary>
    public Picture Told(long revision) => this with { Session = Session with { LastTold = revision } };

    /// <summary>Lets go of contacts that are cleared, after the change that cleared them was told.</summary>
    public Picture WithoutCleared()
    {
        if (!Contacts.Any(contact => contact.Phase == ContactPhase.Cleared))
        {
            return this;
        }

        var open = Contacts.RemoveAll(contact => contact.Phase == ContactPhase.Cleared);
        return this with
        {
            Contacts = open,
            Connections = Connections.RemoveAll(connection => !open.Any(contact => contact.ContactId == connection.Party.ContactId)),
            calls = default,
        };
    }

    private Picture With(string connectionId, Connection.Seen evolved) =>
        // What was only asked for changes nothing yet.
        ReferenceEquals(FindConnection(connectionId), evolved) ? this : this with
        {
            Connections = Put(Connections, evolved, each => each.Party.ConnectionId == connectionId),
            calls = default,
        };

    private Contact.Seen EvolveContact(Happened.ToContact e) =>
        (Contact.Seen)Contact.Evolve(
            Contacts.FirstOrDefault(each => each.ContactId == e.ContactId) ?? Contact.Initial, e.ContactId, e.Event);

    private Connection.Seen EvolveConnection(Happened.ToConnection e) =>
        (Connection.Seen)Connection.Evolve(FindConnection(e.ConnectionId) ?? Connection.Initial, e.ConnectionId, e.Event);

    private ContactPicture ContactPictureOf(Contact.Seen contact) => new(
        contact,
        [.. contact.Connections.Select(FindConnection).OfType<Connection.Seen>().Where(each => each.Party.ContactId == contact.ContactId)]);

    private static ImmutableArray<T> Put<T>(ImmutableArray<T> all, T changed, Func<T, bool> isSame)
    {
        for (var index = 0; index < all.Length; index++)
        {
            if (isSame(all[index]))
            {
                return all.SetItem(index, changed);
            }
        }

        return all.Add(changed);
    }
}

/// <summary>One event and the entity to which it happened.</summary>
public abstract record Happened
{
    private Happened() { }

    public sealed record ToConnection(string ConnectionId, ConnectionEvent Event) : Happened;

    public sealed record ToContact(string ContactId, ContactEvent Event) : Happened;

    public sealed record ToAgent(AgentFact Fact) : Happened;
}
