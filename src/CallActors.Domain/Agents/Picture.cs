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
    public ImmutableArray<ContactPicture> Calls =>
        calls.IsDefault ? calls = ImmutableArray.CreateRange(Contacts, static (contact, picture) => picture.ContactPictureOf(contact), this) : calls;

    public ContactPicture? Find(string? contactId)
    {
        foreach (var contact in Calls)
        {
            if (contact.ContactId == contactId)
            {
                return contact;
            }
        }

        return null;
    }

    public Connection.Seen? FindConnection(string? connectionId) =>
        PlaceOfConnection(connectionId) is var place and >= 0 ? Connections[place] : null;

    /// <summary>Folds one thing that happened.</summary>
    /// <exception cref="ImpossibleEventException">It cannot follow on this picture.</exception>
    public Picture Evolve(Happened happened) => happened switch
    {
        Happened.ToAgent { Fact: AgentFact.Reset } e => new Picture(Session.Evolve(e.Fact), [], []),
        Happened.ToAgent e => this with { Session = Session.Evolve(e.Fact) },
        Happened.ToContact e => With(e),
        Happened.ToConnection e => With(e),
        _ => throw new ImpossibleEventException(this, happened),
    };

    /// <summary>Folds all that happened in one change.</summary>
    public Picture Evolve(IReadOnlyList<Happened> all)
    {
        var picture = this;
        for (var index = 0; index < all.Count; index++)
        {
            picture = picture.Evolve(all[index]);
        }

        return picture;
    }

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

    private Picture With(Happened.ToContact e)
    {
        var place = PlaceOfContact(e.ContactId);
        var evolved = (Contact.Seen)Contact.Evolve(place < 0 ? Contact.Initial : Contacts[place], e.ContactId, e.Event);
        return this with
        {
            Contacts = Put(Contacts, place, evolved),
            // What is offered anew has none of the connections that it had before.
            Connections = e.Event is ContactEvent.Offered ? Connections.RemoveAll(each => each.Party.ContactId == e.ContactId) : Connections,
            calls = default,
        };
    }

    private Picture With(Happened.ToConnection e)
    {
        var place = PlaceOfConnection(e.ConnectionId);
        var evolved = (Connection.Seen)Connection.Evolve(place < 0 ? Connection.Initial : Connections[place], e.ConnectionId, e.Event);
        // What was only asked for changes nothing yet.
        return place >= 0 && ReferenceEquals(Connections[place], evolved)
            ? this
            : this with { Connections = Put(Connections, place, evolved), calls = default };
    }

    private ContactPicture ContactPictureOf(Contact.Seen contact)
    {
        var connections = ImmutableArray.CreateBuilder<Connection.Seen>(contact.Connections.Length);
        foreach (var id in contact.Connections)
        {
            if (FindConnection(id) is { } connection && connection.Party.ContactId == contact.ContactId)
            {
                connections.Add(connection);
            }
        }

        return new ContactPicture(contact, connections.DrainToImmutable());
    }

    private int PlaceOfContact(string contactId)
    {
        for (var place = 0; place < Contacts.Length; place++)
        {
            if (Contacts[place].ContactId == contactId)
            {
                return place;
            }
        }

        return -1;
    }

    private int PlaceOfConnection(string? connectionId)
    {
        for (var place = 0; place < Connections.Length; place++)
        {
            if (Connections[place].Party.ConnectionId == connectionId)
            {
                return place;
            }
        }

        return -1;
    }

    private static ImmutableArray<T> Put<T>(ImmutableArray<T> all, int place, T changed) => place < 0 ? all.Add(changed) : all.SetItem(place, changed);
}

/// <summary>One event and the entity to which it happened.</summary>
public abstract record Happened
{
    private Happened() { }

    public sealed record ToConnection(string ConnectionId, ConnectionEvent Event) : Happened;

    public sealed record ToContact(string ContactId, ContactEvent Event) : Happened;

    public sealed record ToAgent(AgentFact Fact) : Happened;
}
