using CallActors.Domain.Agents;
using CallActors.Domain.Connections;

namespace CallActors.Domain.Contacts;

/// <summary>
/// What a report that knows only contacts says of the connections that are known: everyone is on hold, or no longer
/// everyone is; the call rings, is through, or is over. Who is on the call it does not know.
/// </summary>
internal static class ContactLevel
{
    /// <param name="told">With the connections that stand for a contact of which nothing else is known.</param>
    /// <param name="at">The report's time.</param>
    public static ContactReport Complete(ContactReport told, ContactPicture? known, DateTimeOffset at)
    {
        var isLiving = told.State is ReportedContactState.Ringing or ReportedContactState.Connected;
        if (known is null || known.Connections.IsEmpty || (known.Contact.IsOver && isLiving))
        {
            return told;
        }

        return told with
        {
            QueueName = told.QueueName ?? known.Contact.QueueName,
            QueueTimestamp = told.QueueTimestamp ?? known.Contact.QueueTimestamp,
            Connections = [.. known.Connections.Select(connection => ReportOf(connection, StatusOf(connection, known, told), told, at))],
        };
    }

    private static ConnectionReport ReportOf(Connection.Seen known, ConnectionStatus status, ContactReport told, DateTimeOffset at)
    {
        var since = status == known.Status ? known.Since : told.StateSince > known.Since ? told.StateSince : at;
        var party = known.Party;
        return new ConnectionReport(party.ConnectionId, party.Type, party.Initial, party.PhoneNumber, status, since);
    }

    private static ConnectionStatus StatusOf(Connection.Seen connection, ContactPicture known, ContactReport told)
    {
        if (!connection.IsLiving || told.State is not (ReportedContactState.Ringing or ReportedContactState.Connected))
        {
            return connection.Status;
        }

        if (told.State == ReportedContactState.Ringing)
        {
            return connection == known.Own ? ConnectionStatus.Connecting : connection.Status;
        }

        // A third party that still rings is not through because the contact is.
        var isRinging = known.Contact.Phase == ContactPhase.Connected
            && connection.IsThirdParty && connection.Status == ConnectionStatus.Connecting;
        return isRinging || !(connection.IsParty || connection == known.Own) ? connection.Status
            : IsHeld(told) ? (connection.IsParty ? ConnectionStatus.Hold : ConnectionStatus.Connected)
            : connection.Status == ConnectionStatus.Connecting || IsEveryPartyHeld(known) ? ConnectionStatus.Connected
            : connection.Status;
    }

    private static bool IsHeld(ContactReport told) => told.Connections.Any(each => each.Status == ConnectionStatus.Hold);

    private static bool IsEveryPartyHeld(ContactPicture known) =>
        !known.LivingParties.IsEmpty && known.LivingParties.All(party => party.Status == ConnectionStatus.Hold);
}
