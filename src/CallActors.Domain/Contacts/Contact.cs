using System.Collections.Immutable;
using static CallActors.Domain.Contacts.ContactEvent;

namespace CallActors.Domain.Contacts;

public enum ContactPhase
{
    /// <summary>Ringing in, or being dialled.</summary>
    Ringing,
    Connected,

    /// <summary>Over and not cleared: after-call work.</summary>
    Ended,
    Missed,
    Rejected,

    /// <summary>Gone from the agent's list.</summary>
    Cleared,
}

/// <summary>One agent's share of an Amazon contact.</summary>
public abstract record Contact
{
    private Contact() { }

    public static Contact Initial { get; } = new Unseen();

    public sealed record Unseen : Contact;

    /// <param name="InitialContactId">The contact that this one goes back to, such as the call it is a consult of.</param>
    /// <param name="Outbound">The agent dialled it.</param>
    /// <param name="Connections">Ids in the order in which they joined, those that are gone among them.</param>
    public sealed record Seen(
        string ContactId, string? InitialContactId, bool Outbound, ContactPhase Phase, string? QueueName,
        DateTimeOffset? QueueTimestamp, ImmutableSortedDictionary<string, string> Attributes, ImmutableArray<string> Connections)
        : Contact
    {
        public bool IsOver => IsFinal(Phase) || Phase == ContactPhase.Cleared;
    }

    /// <summary>Over, but still in the agent's list.</summary>
    public static bool IsFinal(ContactPhase phase) => phase is ContactPhase.Ended or ContactPhase.Missed or ContactPhase.Rejected;

    public static bool IsLiving(ContactPhase phase) => phase is ContactPhase.Ringing or ContactPhase.Connected;

    /// <summary>Folds one event.</summary>
    /// <exception cref="ImpossibleEventException">The event cannot follow on this state.</exception>
    public static Contact Evolve(Contact state, string contactId, ContactEvent happened) => (state, happened) switch
    {
        (_, Offered e) => new Seen(
            contactId, e.InitialContactId, e.Outbound, e.Phase, e.QueueName, e.QueueTimestamp, e.Personal.Attributes, e.Connections),
        (Seen { Phase: not ContactPhase.Cleared } s, Cleared) => s with { Phase = ContactPhase.Cleared },
        (Seen { Phase: not ContactPhase.Cleared } s, Described e) => s with
        {
            QueueName = e.QueueName,
            QueueTimestamp = e.QueueTimestamp,
            Attributes = e.Personal.Attributes,
        },
        (Seen { Phase: not ContactPhase.Cleared } s, ConnectionAdded e) => s with { Connections = s.Connections.Add(e.ConnectionId) },
        (Seen { Phase: ContactPhase.Connected } s, Rang) => s with { Phase = ContactPhase.Ringing },
        (Seen { Phase: ContactPhase.Ringing } s, Connected) => s with { Phase = ContactPhase.Connected },
        (Seen { Phase: not ContactPhase.Cleared } s, Ended) => s with { Phase = ContactPhase.Ended },
        (Seen { Phase: not ContactPhase.Cleared } s, Missed) => s with { Phase = ContactPhase.Missed },
        (Seen { Phase: not ContactPhase.Cleared } s, Rejected) => s with { Phase = ContactPhase.Rejected },
        (Seen { Phase: ContactPhase.Ringing } s, AnswerRequested or RejectRequested) => s,
        (Seen { Phase: ContactPhase.Connected } s, ConsultRequested or SwapRequested or ConferenceRequested or TransferRequested) => s,
        (Seen { Phase: ContactPhase.Ended or ContactPhase.Missed or ContactPhase.Rejected } s, ClearRequested) => s,
        _ => throw new ImpossibleEventException(state, happened),
    };

    /// <summary>What follows for the contact itself from how it reads now; empty where nothing changed.</summary>
    public static IEnumerable<ContactEvent> Observe(Contact state, ContactReading now)
    {
        if (state is not Seen seen || seen.Phase == ContactPhase.Cleared || (seen.IsOver && IsLiving(now.Phase)))
        {
            yield return new Offered(
                now.InitialContactId, now.Outbound, now.Phase, now.QueueName, now.QueueTimestamp,
                [.. now.Connections.Select(connection => connection.ConnectionId)], new ContactPersonal(now.Attributes));
            yield break;
        }

        foreach (var connection in now.Connections.Where(connection => !seen.Connections.Contains(connection.ConnectionId)))
        {
            yield return new ConnectionAdded(connection.ConnectionId);
        }

        if (now.QueueName != seen.QueueName || now.QueueTimestamp != seen.QueueTimestamp || !Same(now.Attributes, seen.Attributes))
        {
            yield return new Described(now.QueueName, now.QueueTimestamp, new ContactPersonal(now.Attributes));
        }

        if (now.Phase != seen.Phase)
        {
            yield return now.Phase switch
            {
                ContactPhase.Ringing => new Rang(),
                ContactPhase.Connected => new Connected(),
                ContactPhase.Ended => new Ended(),
                ContactPhase.Missed => new Missed(),
                ContactPhase.Rejected => new Rejected(),
                ContactPhase.Cleared => new Cleared(),
                _ => throw new ArgumentOutOfRangeException(nameof(now), now.Phase, "not a phase"),
            };
        }
    }

    private static bool Same(ImmutableSortedDictionary<string, string> one, ImmutableSortedDictionary<string, string> other) =>
        ReferenceEquals(one, other)
        || (one.Count == other.Count && one.All(each => other.TryGetValue(each.Key, out var value) && value == each.Value));
}
