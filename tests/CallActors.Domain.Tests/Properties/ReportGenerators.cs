using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Tests.Telling;
using FsCheck;
using FsCheck.Fluent;

namespace CallActors.Domain.Tests.Properties;

/// <summary>
/// Whole reports of an agent with up to three contacts, likely ones and unlikely ones: whatever a report says, it may
/// not be refused.
/// </summary>
internal static class ReportGenerators
{
    private static readonly string[] ContactIds = ["call-1", "call-2", "call-3"];

    public static Gen<AgentReport> Report { get; } =
        from contacts in Gen.Frequency((1, Gen.Constant(0)), (5, Gen.Constant(1)), (2, Gen.Constant(2)), (1, Gen.Constant(3)))
        from ids in Gen.Shuffle(ContactIds)
        from all in Gen.CollectToArray(ids.Take(contacts), ContactOf)
        from says in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        from state in Gen.OneOf(Gen.Elements(Asks.Available, Asks.Lunch, Asks.Busy).Select(each => (AgentState?)each), Gen.Constant<AgentState?>(null))
        from next in Gen.Elements(null, null, Asks.Available, Asks.Lunch)
        from muted in Gen.Elements<bool?>(null, true, false)
        from attachment in Gen.Elements("bridge-1", "bridge-1", "bridge-2", null)
        select new AgentReport(Calls.At(0), attachment, state, next, muted, says ? [.. all] : null);

    /// <summary>Reports that speak of everything, so that the newest alone decides.</summary>
    public static Gen<AgentReport> WholeReport { get; } = Report.Select(report => report with
    {
        Attachment = "bridge-1",
        State = report.State ?? Asks.Available,
        Muted = report.Muted ?? false,
        Contacts = report.Contacts ?? [],
    });

    private static Gen<ContactReport> ContactOf(string id) =>
        from state in Gen.Frequency(
            (8, Gen.Constant(ReportedContactState.Connected)), (4, Gen.Constant(ReportedContactState.Ringing)),
            (2, Gen.Elements(Enum.GetValues<ReportedContactState>())))
        from since in Gen.Choose(0, 40)
        from outbound in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from own in Maybe(19, 20, ConnectionOf(id.Replace("call", "own"), ConnectionType.Agent, false))
        from first in Maybe(9, 10, ConnectionOf(id, outbound ? ConnectionType.Outbound : ConnectionType.Inbound, true))
        from third in Maybe(2, 5, ConnectionOf(id.Replace("call", "expert"), ConnectionType.Outbound, false))
        from fourth in Maybe(1, 20, ConnectionOf(id.Replace("call", "other"), ConnectionType.Inbound, false))
        from supervisor in Maybe(1, 10, ConnectionOf(id.Replace("call", "supervisor"), ConnectionType.Monitoring, false))
        from another in Maybe(1, 40, ConnectionOf(id.Replace("call", "own-again"), ConnectionType.Agent, false))
        from astray in Maybe(1, 40, ConnectionOf("expert-1", ConnectionType.Outbound, false))
        from connections in Gen.Shuffle(new[] { own, first, third, fourth, supervisor, another, astray }.OfType<ConnectionReport>())
        from queue in Gen.Elements("Support", "Sales", null)
        from attributes in Gen.Elements(null, ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, string>.Empty.Add("ANI", "+15550100"))
        select new ContactReport(id, null, state, Calls.At(since), outbound, queue, null, attributes, [.. connections]);

    private static Gen<ConnectionReport> ConnectionOf(string id, ConnectionType type, bool initial) =>
        from status in Gen.Frequency(
            (5, Gen.Constant(ConnectionStatus.Connected)), (4, Gen.Constant(ConnectionStatus.Hold)),
            (2, Gen.Constant(ConnectionStatus.Connecting)), (1, Gen.Constant(ConnectionStatus.Disconnected)))
        from since in Gen.Choose(0, 40)
        select new ConnectionReport(id, type, initial, type == ConnectionType.Agent ? null : $"+1555{id.Length:0000}", status, Calls.At(since));

    private static Gen<T?> Maybe<T>(int times, int of, Gen<T> gen) where T : class =>
        Gen.Frequency((times, gen.Select(each => (T?)each)), (of - times, Gen.Constant<T?>(null)));
}
