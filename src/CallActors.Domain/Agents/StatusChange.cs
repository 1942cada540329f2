using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Domain.Agents;

/// <summary>A connection that now reads otherwise, and Connect's time of it.</summary>
/// <param name="Known">What was known of it; unseen where the contact was offered anew.</param>
internal sealed record StatusChange(Connection Known, ConnectionReading Now, DateTimeOffset At)
{
    /// <summary>How each reported connection reads now; what did not change gives no event later.</summary>
    public static void AddTo(List<StatusChange> changes, Picture picture, ContactReport contact, ContactReading reading, bool isOfferedAnew)
    {
        for (var place = 0; place < reading.Connections.Length; place++)
        {
            var (raw, now) = (contact.Connections[place], reading.Connections[place]);
            Connection known = !isOfferedAnew && picture.FindConnection(now.ConnectionId) is { } seen ? seen : Connection.Initial;
            changes.Add(new StatusChange(known, now, TimeOf(contact, raw, now, known)));
        }
    }

    /// <summary>
    /// Where the contact's state or the other parties decide the status, the connection's own time is not that of the
    /// change: a caller's connection is connected since before the call rang, and reads so from the answer on.
    /// </summary>
    private static DateTimeOffset TimeOf(ContactReport contact, ConnectionReport raw, ConnectionReading now, Connection known)
    {
        var isDecidedElsewhere = now.Status != raw.Status || (known is Connection.Seen seen && raw.Since <= seen.Since);
        return isDecidedElsewhere && contact.StateSince > raw.Since ? contact.StateSince : raw.Since;
    }

    /// <summary>A connection of a contact that the report does not name is disconnected.</summary>
    /// <param name="connectionIds">All connections that the report names, in whichever contact they now stand.</param>
    public static void AddMissingTo(List<StatusChange> changes, ContactPicture known, HashSet<string> connectionIds, DateTimeOffset at)
    {
        foreach (var connection in known.Connections)
        {
            if (connection.IsLiving && !connectionIds.Contains(connection.Party.ConnectionId))
            {
                changes.Add(ToGone(connection, at));
            }
        }
    }

    private static StatusChange ToGone(Connection.Seen connection, DateTimeOffset at) => new(
        connection,
        new ConnectionReading(
            connection.Party.ConnectionId, connection.Party.ContactId, connection.Party.Type, connection.Party.Initial,
            connection.Party.PhoneNumber, ConnectionStatus.Disconnected),
        at);

    /// <summary>The events, all at the newest of Connect's times among the connections whose status changed.</summary>
    public static void AddEventsTo(List<Happened> happened, List<StatusChange> changes)
    {
        DateTimeOffset newest = default;
        foreach (var change in changes)
        {
            newest = change.IsStatusChanged && change.At > newest ? change.At : newest;
        }

        foreach (var change in changes)
        {
            foreach (var each in Connection.Observe(change.Known, change.Now, newest))
            {
                happened.Add(new Happened.ToConnection(change.Now.ConnectionId, each));
            }
        }
    }

    private bool IsStatusChanged => Known is not Connection.Seen seen || seen.Status != Now.Status;
}
