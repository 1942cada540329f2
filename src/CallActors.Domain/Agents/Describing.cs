using System.Collections.Immutable;
using CallActors.Domain.Contacts;

namespace CallActors.Domain.Agents;

/// <summary>Decides what follows from a contact's attributes that came by themselves, since the feeds do not carry them.</summary>
public static class Describing
{
    /// <summary>A bridge knows them better: while one is attached nothing follows.</summary>
    public static Decision TellAttributes(Picture picture, string contactId, ImmutableSortedDictionary<string, string> attributes) =>
        picture.Session.Attached is null && picture.Find(contactId)?.Contact is { Phase: not ContactPhase.Cleared } contact
        && !attributes.SequenceEqual(contact.Attributes)
            ? Decision.Of([new Happened.ToContact(
                contactId, new ContactEvent.Described(contact.QueueName, contact.QueueTimestamp, new ContactPersonal(attributes)))])
            : new Decision.Nothing();
}
