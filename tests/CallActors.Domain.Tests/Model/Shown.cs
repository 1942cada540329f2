using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.ButtonTables;
using static CallActors.Domain.Connections.ConnectionStatus;

namespace CallActors.Domain.Tests.Model;

/// <summary>What an app must be shown of one contact, reckoned from the reports alone.</summary>
internal sealed class Shown
{
    private readonly Dictionary<string, (ConnectionReport Report, ConnectionStatus Status, ConnectionStatus? Previous)> legs = [];
    private readonly HashSet<string> connectedOwn = [];
    private bool outbound;

    public ContactPhase Phase { get; private set; }

    private bool IsOver => Phase is not (ContactPhase.Ringing or ContactPhase.Connected);

    private bool IsMonitored => !legs.Values.Any(leg => leg.Report.Type == ConnectionType.Agent);

    /// <summary>The agent's own connection: after another offer the one that lives.</summary>
    private (ConnectionReport Report, ConnectionStatus Status, ConnectionStatus? Previous) Own =>
        legs.Values.Where(leg => leg.Report.Type == (IsMonitored ? ConnectionType.Monitoring : ConnectionType.Agent))
            .OrderBy(leg => leg.Status != Disconnected).Last();

    public static bool IsFinal(ReportedContactState state) => state is not (ReportedContactState.Ringing or ReportedContactState.Connected);

    public void Take(ContactReport report, bool isRejecting)
    {
        if (IsOver && !IsFinal(report.State))
        {
            // Offered anew: nothing of what was before counts.
            legs.Clear();
            connectedOwn.Clear();
        }

        outbound = report.Outbound;
        connectedOwn.UnionWith(report.Connections
            .Where(each => each.Type == TypeOfOwn(report) && each.Status is Connected or Hold).Select(each => each.ConnectionId));
        Phase = PhaseOf(report, isRejecting);
        foreach (var gone in legs.Keys.Except(report.Connections.Select(each => each.ConnectionId)).ToArray())
        {
            Put(legs[gone].Report, Disconnected);
        }

        foreach (var each in report.Connections)
        {
            Put(each, StatusOf(each, report));
        }
    }

    public IReadOnlyList<ButtonRow> Rows() => ButtonTable.RowsOf(
        Phase, outbound, Own.Report.Type, Own.Status, legs.Values.Where(leg => leg.Report.Initial).Select(leg => (ConnectionStatus?)leg.Status).FirstOrDefault(),
        [.. legs.Values.Where(leg => leg.Report is { Initial: false, Type: ConnectionType.Outbound }).Select(leg => leg.Status)]);

    public void ShouldEqual(ContactPicture contact)
    {
        contact.Contact.Phase.ShouldBe(Phase);
        contact.Contact.Outbound.ShouldBe(outbound);
        contact.Own.ShouldNotBeNull().Party.ConnectionId.ShouldBe(Own.Report.ConnectionId);
        Describe(contact.Connections.Select(each => (each.Party.ConnectionId, each.Party.Type, each.Status, each.Previous)))
            .ShouldBe(Describe(legs.Select(leg => (leg.Key, leg.Value.Report.Type, leg.Value.Status, leg.Value.Previous))));
        var rows = Rows();
        foreach (var connection in rows.Count == 0 ? [] : contact.Shown)
        {
            ButtonRow.NamesOf(Buttons.Of(contact, connection)).ShouldBe(ButtonTable.Expected(rows, connection.Party, connection.Status));
        }
    }

    private static ConnectionType TypeOfOwn(ContactReport report) =>
        report.Connections.Any(each => each.Type == ConnectionType.Agent) ? ConnectionType.Agent : ConnectionType.Monitoring;

    private ContactPhase PhaseOf(ContactReport report, bool isRejecting) => report.State switch
    {
        ReportedContactState.Ringing => ContactPhase.Ringing,
        ReportedContactState.Connected => ContactPhase.Connected,
        ReportedContactState.Missed => ContactPhase.Missed,
        ReportedContactState.Rejected => ContactPhase.Rejected,
        ReportedContactState.Ended => ContactPhase.Ended,
        _ when legs.Count > 0 && IsOver => Phase,
        _ when isRejecting => ContactPhase.Rejected,
        _ when legs.Count > 0 && connectedOwn.Contains(Own.Report.ConnectionId) => ContactPhase.Ended,
        _ => report.Connections.Any(each => connectedOwn.Contains(each.ConnectionId)) ? ContactPhase.Ended : ContactPhase.Missed,
    };

    private static ConnectionStatus StatusOf(ConnectionReport leg, ContactReport contact)
    {
        var isParty = leg.Type is ConnectionType.Inbound or ConnectionType.Outbound;
        var parties = contact.Connections.Where(each => each.Type is ConnectionType.Inbound or ConnectionType.Outbound && each.Status != Disconnected);
        return IsFinal(contact.State) || leg.Status == Disconnected ? Disconnected
            : contact.State == ReportedContactState.Ringing && isParty ? Connecting
            : leg.Type == ConnectionType.Agent && parties.Any() && parties.All(each => each.Status == Hold) ? Hold
            : leg.Status;
    }

    private void Put(ConnectionReport report, ConnectionStatus status)
    {
        var isKnown = legs.TryGetValue(report.ConnectionId, out var known) && (known.Status != Disconnected || status == Disconnected);
        legs[report.ConnectionId] = (report, status, !isKnown ? null : known.Status == status ? known.Previous : known.Status);
    }

    private static string Describe(IEnumerable<(string Id, ConnectionType Type, ConnectionStatus Status, ConnectionStatus? Previous)> all) =>
        string.Join(", ", all.OrderBy(each => each.Id, StringComparer.Ordinal));
}
