using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Connections.ConnectionStatus;

namespace CallActors.Domain.Tests.Properties;

/// <summary>
/// One step on from a report, as a call goes: what is asked is rarely confirmed by a report that has nothing to do with
/// the one before.
/// </summary>
internal static class Nudge
{
    private static readonly Func<ContactReport, int, ContactReport?>[] Steps =
    [
        (contact, _) => contact with { State = ReportedContactState.Connected, Connections = Parties(contact, each => Connected) },
        (contact, _) => contact with { State = ReportedContactState.Connected, Connections = Each(contact, each => each with { Status = Connected }) },
        (contact, _) => contact with { Connections = Parties(contact, each => each.Status == Hold ? Connected : each.Status == Connected ? Hold : each.Status) },
        (contact, pick) => With(contact, pick, Hold),
        (contact, pick) => With(contact, pick, Connected),
        (contact, pick) => With(contact, pick, Disconnected),
        (contact, pick) => contact with { Connections = contact.Connections.RemoveAt(pick % Math.Max(1, contact.Connections.Length)) },
        (contact, _) => contact with { Connections = Each(contact, each => each.Type == ConnectionType.Agent ? each with { Status = Disconnected } : each) },
        (contact, pick) => contact with
        {
            Connections = contact.Connections.Add(new ConnectionReport(
                $"{contact.ContactId}-third-{pick % 5}", ConnectionType.Outbound, false, null, pick % 2 == 0 ? Connecting : Connected, Calls.At(pick))),
        },
        (contact, pick) => contact with { State = (ReportedContactState)(pick % 6) },
        (contact, pick) => pick % 3 == 0 ? null : contact with { State = ReportedContactState.Ended },
    ];

    public static AgentReport Next(AgentReport last, int step, int pick)
    {
        if (last.Contacts is not { IsEmpty: false } contacts)
        {
            return last with { Contacts = [NewCall(pick)], State = pick % 2 == 0 ? Asks.Lunch : Asks.Available, NextState = null };
        }

        var contact = contacts[pick % contacts.Length];
        var next = contact.Connections.IsEmpty && step % Steps.Length < Steps.Length - 2 ? contact : Steps[step % Steps.Length](contact, pick / 3);
        return last with { Contacts = next is null ? contacts.Remove(contact) : contacts.Replace(contact, next) };
    }

    private static ContactReport NewCall(int pick)
    {
        var outbound = pick % 3 == 0;
        var party = Calls.First(outbound ? Connecting : Connected) with { PhoneNumber = outbound ? Calls.ExpertNumber : Calls.CustomerNumber };
        return Calls.Contact(ReportedContactState.Ringing, Calls.Agent(outbound ? Connected : Connecting), party) with { Outbound = outbound };
    }

    private static ContactReport With(ContactReport contact, int pick, ConnectionStatus status)
    {
        var index = pick % contact.Connections.Length;
        return contact with { Connections = contact.Connections.SetItem(index, contact.Connections[index] with { Status = status }) };
    }

    private static ImmutableArray<ConnectionReport> Each(ContactReport contact, Func<ConnectionReport, ConnectionReport> change) =>
        [.. contact.Connections.Select(change)];

    private static ImmutableArray<ConnectionReport> Parties(ContactReport contact, Func<ConnectionReport, ConnectionStatus> status) =>
        Each(contact, each => each.Type == ConnectionType.Agent ? each : each with { Status = status(each) });
}
