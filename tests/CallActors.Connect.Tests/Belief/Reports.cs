using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using FsCheck;
using FsCheck.Fluent;

namespace CallActors.Connect.Tests.Belief;

/// <summary>Reports of one agent from every source, as they could come.</summary>
internal static class Reports
{
    public const string BridgeId = "bridge-1";
    public static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-22T10:00:00Z");
    private static readonly string[] contactIds = ["contact-a", "contact-b"];
    private static readonly ReportedContactState[] over = [ReportedContactState.Ended, ReportedContactState.Missed, ReportedContactState.Rejected];

    public static DateTimeOffset At(int second) => Start.AddSeconds(second);

    /// <summary>A report of the whole agent that knows contacts alone.</summary>
    public static AgentReport OfContacts(int second, ReportSource source, params ContactReport[] contacts) =>
        new(At(second), null, new AgentState(null, "Available", AgentStates.Routable, Start), null, null, [.. contacts], source);

    public static AgentReport OfBridge(int second, params ContactReport[] contacts) =>
        OfContacts(second, ReportSource.Bridge, contacts) with { Attachment = BridgeId };

    /// <summary>A contact without connections, as the feeds tell it.</summary>
    public static ContactReport AtContactLevel(string id, int second, ReportedContactState state, bool isHeld = false)
    {
        var own = Status(state);
        var party = isHeld && state == ReportedContactState.Connected ? ConnectionStatus.Hold : own;
        return Contact(
            id, second, state,
            new ConnectionReport(Target.OwnIdUntilNamed(id), ConnectionType.Agent, false, null, own, At(second)),
            new ConnectionReport(id, ConnectionType.Inbound, true, null, party, At(second)));
    }

    /// <summary>A connected contact with every connection, as a bridge tells it; the third party only where it has a status.</summary>
    public static ContactReport AtConnectionLevel(string id, int second, ConnectionStatus party, ConnectionStatus? third = null)
    {
        var own = new ConnectionReport($"{id}-own", ConnectionType.Agent, false, null, ConnectionStatus.Connected, At(second));
        var first = new ConnectionReport(id, ConnectionType.Inbound, true, "+15550100", party, At(second));
        return third is { } status
            ? Contact(id, second, ReportedContactState.Connected, own, first, new ConnectionReport($"{id}-third", ConnectionType.Outbound, false, "+15550199", status, At(second)))
            : Contact(id, second, ReportedContactState.Connected, own, first);
    }

    /// <summary>Reports of all three sources, each at another second, in the order of their times.</summary>
    public static Gen<AgentReport[]> Mixed(params ReportSource[] sources) => Gen.Choose(1, 12).SelectMany(count =>
        Gen.CollectToArray(Enumerable.Range(1, count), second => Gen.Elements(sources).SelectMany(source => Whole(second, source))));

    private static Gen<AgentReport> Whole(int second, ReportSource source) => Gen.CollectToArray(contactIds, id => Any(id, second, source))
        .Select(contacts => contacts.OfType<ContactReport>().ToArray())
        .Select(contacts => source == ReportSource.Bridge ? OfBridge(second, contacts) : OfContacts(second, source, contacts));

    /// <summary>Null where the contact is not in the agent's list.</summary>
    private static Gen<ContactReport?> Any(string id, int second, ReportSource source)
    {
        var connected = source == ReportSource.Bridge
            ? from party in Gen.Elements(ConnectionStatus.Connected, ConnectionStatus.Hold)
              from third in Gen.Elements<ConnectionStatus?>(null, ConnectionStatus.Connected, ConnectionStatus.Hold)
              select (ContactReport?)AtConnectionLevel(id, second, party, third)
            : Gen.Elements(true, false).Select(isHeld => (ContactReport?)AtContactLevel(id, second, ReportedContactState.Connected, isHeld));
        return Gen.Frequency(
            (2, Gen.Constant<ContactReport?>(null)),
            (2, Gen.Constant<ContactReport?>(AtContactLevel(id, second, ReportedContactState.Ringing))),
            (5, connected),
            (2, Gen.Elements(over).Select(state => (ContactReport?)AtContactLevel(id, second, state))));
    }

    private static ContactReport Contact(string id, int second, ReportedContactState state, params ConnectionReport[] connections) =>
        new(id, null, state, At(second), false, "Support", Start, null, [.. connections]);

    private static ConnectionStatus Status(ReportedContactState state) => state switch
    {
        ReportedContactState.Ringing => ConnectionStatus.Connecting,
        ReportedContactState.Connected => ConnectionStatus.Connected,
        _ => ConnectionStatus.Disconnected,
    };
}
