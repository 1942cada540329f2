using CallActors.Domain.Connections;

namespace CallActors.Domain.Contacts;

/// <summary>
/// Which connection of which contact an app means (docs/messages.md, "data"): the contact id and the id of the agent's
/// own connection stand for the contact, and in a call with one living party they mean that party.
/// </summary>
public sealed record Target(ContactPicture Contact, Connection.Seen Connection)
{
    /// <summary>Finds what is meant.</summary>
    /// <param name="id">A connection id, a contact id, or null where the app named none.</param>
    /// <returns>The target, or why there is none; exactly one of the two is null.</returns>
    public static (Target? Target, string? Refusal) Resolve(CallCommand command, string? id, IReadOnlyList<ContactPicture> contacts)
    {
        if (id is null)
        {
            return ResolveUnnamed(command, contacts);
        }

        foreach (var contact in contacts)
        {
            var isOwnUntilNamed = id == OwnIdUntilNamed(contact.ContactId);
            var named = isOwnUntilNamed ? contact.Own : contact.Shown.FirstOrDefault(connection => connection.Party.ConnectionId == id);
            if (named is not null || isOwnUntilNamed || contact.ContactId == id)
            {
                return In(contact, named, command);
            }
        }

        return (null, contacts.Count == 0
            ? $"The agent has no open contact; there is none with id {id}."
            : $"No open contact or connection has the id {id}; there are {Ids(contacts.SelectMany(IdsOf))}.");
    }

    /// <summary>What the agent's own connection is called while no bridge has named it (docs/amazon-connect.md).</summary>
    public static string OwnIdUntilNamed(string contactId) => $"{contactId}-agent";

    private static (Target?, string?) ResolveUnnamed(CallCommand command, IReadOnlyList<ContactPicture> contacts)
    {
        var found = contacts.Select(contact => In(contact, null, command)).ToArray();
        var meant = found.Where(each => each.Target is { } target && Permission.For(command, target.Contact, target.Connection) is null).ToArray();
        return (meant, found) switch
        {
            ([var one], _) => one,
            ([], [var only]) => only,
            ([], []) => (null, "The agent has no open contact."),
            ([], _) => (null, $"This is not possible on any of the open contacts: {Ids(contacts.Select(contact => contact.ContactId))}."),
            _ => (null, $"More than one contact can be meant: {Ids(meant.Select(each => each.Target!.Contact.ContactId))}."),
        };
    }

    private static (Target? Target, string? Refusal) In(ContactPicture contact, Connection.Seen? named, CallCommand command)
    {
        if (IsOneParty(contact, named, command))
        {
            return (new Target(contact, named!), null);
        }

        // The numberpad is for the call as a whole: its button stands on the agent's connection, whoever is to hear the digits.
        var isForParty = command.IsForParty() && command != CallCommand.SendDigits && !contact.IsMonitoring;
        if (!isForParty || MeansOwnItself(contact, named, command))
        {
            return contact.Own is { } own
                ? (new Target(contact, own), null)
                : (null, $"The agent's own connection of contact {contact.ContactId} is not known yet.");
        }

        return contact.LivingParties.Length > 1
            ? (null, $"More than one party can be meant: {Ids(contact.LivingParties.Select(party => party.Party.ConnectionId))}.")
            : contact.FirstParty is { } party ? (new Target(contact, party), null)
            : (null, "There is no party on the call.");
    }

    /// <summary>Whether one party alone is named. The first party's id is the contact's too, and may stand for that.</summary>
    private static bool IsOneParty(ContactPicture contact, Connection.Seen? named, CallCommand command) =>
        named is not null && named.IsParty && command != CallCommand.SendDigits
        && (named.Party.ConnectionId != contact.ContactId || (named.IsLiving && command.IsForParty() && !contact.IsMonitoring));

    /// <summary>The agent's own connection is meant itself where it is on hold beside a connected party.</summary>
    private static bool MeansOwnItself(ContactPicture contact, Connection.Seen? named, CallCommand command) =>
        command == CallCommand.Resume && named is not null && named == contact.Own && Permission.For(command, contact, named) is null;

    private static IEnumerable<string> IdsOf(ContactPicture contact) =>
        contact.Shown.Select(connection => connection.Party.ConnectionId).Prepend(contact.ContactId).Distinct();

    private static string Ids(IEnumerable<string> ids) => string.Join(", ", ids);
}
