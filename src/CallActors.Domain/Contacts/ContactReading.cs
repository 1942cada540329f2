using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using static CallActors.Domain.Connections.ConnectionStatus;

namespace CallActors.Domain.Contacts;

/// <summary>
/// How a contact reads to its agent, given what Connect says of it: the phase, and each connection's status as apps
/// are shown it (docs/messages.md, "How a status reads").
/// </summary>
public sealed record ContactReading(
    string? InitialContactId, bool Outbound, ContactPhase Phase, string? QueueName, DateTimeOffset? QueueTimestamp,
    ImmutableSortedDictionary<string, string> Attributes, ImmutableArray<ConnectionReading> Connections)
{
    /// <param name="known">The contact as it was, null where it is new.</param>
    /// <param name="rejectOutstanding">Whether our own Reject of this contact waits for an outcome.</param>
    public static ContactReading Of(ContactReport report, ContactPicture? known, bool rejectOutstanding)
    {
        var phase = PhaseOf(report, known, rejectOutstanding);
        // Before the contact is connected no party reads on hold, whatever Connect says of it.
        var everyPartyHeld = phase == ContactPhase.Connected && EveryPartyHeld(report);
        return new ContactReading(
            report.InitialContactId, report.Outbound, phase, report.QueueName, report.QueueTimestamp,
            report.Attributes ?? known?.Contact.Attributes ?? ImmutableSortedDictionary<string, string>.Empty,
            [.. report.Connections.Select(connection => new ConnectionReading(
                connection.ConnectionId, report.ContactId, connection.Type, connection.Initial, connection.PhoneNumber,
                StatusOf(connection, phase, everyPartyHeld)))]);
    }

    private static ConnectionStatus StatusOf(ConnectionReport connection, ContactPhase phase, bool everyPartyHeld) => connection switch
    {
        // After the end connections can still read active: the contact's state wins.
        _ when !Contact.IsLiving(phase) => Disconnected,
        { Status: Disconnected } => Disconnected,
        // The caller's connection reads connected while the call still rings.
        { Type: ConnectionType.Inbound or ConnectionType.Outbound } when phase == ContactPhase.Ringing => Connecting,
        { Type: ConnectionType.Agent } when everyPartyHeld => Hold,
        _ => connection.Status,
    };

    private static bool EveryPartyHeld(ContactReport report)
    {
        var isAnyHeld = false;
        foreach (var connection in report.Connections)
        {
            if (connection.Type is ConnectionType.Inbound or ConnectionType.Outbound && connection.Status != Disconnected)
            {
                if (connection.Status != Hold)
                {
                    return false;
                }

                isAnyHeld = true;
            }
        }

        return isAnyHeld;
    }

    /// <summary>An error is mostly how Connect says missed or rejected: what we know decides which.</summary>
    private static ContactPhase PhaseOf(ContactReport report, ContactPicture? known, bool rejectOutstanding) => report.State switch
    {
        ReportedContactState.Ringing => ContactPhase.Ringing,
        ReportedContactState.Connected => ContactPhase.Connected,
        ReportedContactState.Missed => ContactPhase.Missed,
        ReportedContactState.Rejected => ContactPhase.Rejected,
        ReportedContactState.Ended => ContactPhase.Ended,
        ReportedContactState.Error when known is not null && Contact.IsFinal(known.Contact.Phase) => known.Contact.Phase,
        ReportedContactState.Error when rejectOutstanding => ContactPhase.Rejected,
        ReportedContactState.Error => AgentWasConnected(report, known) ? ContactPhase.Ended : ContactPhase.Missed,
        _ => throw new ArgumentOutOfRangeException(nameof(report), report.State, "not a state of a contact"),
    };

    private static bool AgentWasConnected(ContactReport report, ContactPicture? known) =>
        known?.Own is { WasConnected: true }
        // The report in which it was connected may have been lost, and what stays active after the end shows that it was.
        || report.Connections.Any(connection => connection.Type == TypeOfOwn(report) && connection.Status is Connected or Hold);

    /// <summary>Where the agent is a supervisor who monitors, that is the only connection of his own.</summary>
    private static ConnectionType TypeOfOwn(ContactReport report) =>
        report.Connections.Any(connection => connection.Type == ConnectionType.Agent) ? ConnectionType.Agent : ConnectionType.Monitoring;
}
