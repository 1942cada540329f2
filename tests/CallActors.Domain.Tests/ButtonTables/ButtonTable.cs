using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using static CallActors.Domain.Connections.ConnectionStatus;

namespace CallActors.Domain.Tests.ButtonTables;

/// <summary>
/// The table of the 11 buttons as it is documented, and which of its rows a contact is in: read off the contact's phase
/// and its connections, without any of the domain's rules.
/// </summary>
internal static class ButtonTable
{
    public static readonly ButtonRow RingingIn = new("ringing in", "answer, reject", "", "");
    public static readonly ButtonRow Dialling = new("dialling", "", "disconnect", "");
    public static readonly ButtonRow OneConnected = new("one party connected", "consult, numberpad", "disconnect, hold", "");
    public static readonly ButtonRow OneHeld = new("one party on hold", "consult, numberpad", "disconnect, resume", "");
    public static readonly ButtonRow ThirdRinging =
        new("first party connected or on hold, third party ringing", "numberpad", "disconnect, hold or resume", "disconnect");
    public static readonly ButtonRow OneOfEach =
        new("one connected, one on hold", "numberpad, swap, transfer, conference", "disconnect, hold or resume", "disconnect, hold or resume");
    public static readonly ButtonRow BothConnected = new("both connected", "numberpad, transfer", "disconnect, hold", "disconnect, hold");
    public static readonly ButtonRow BothHeld = new("both on hold", "numberpad, transfer, conference", "disconnect, resume", "disconnect, resume");
    public static readonly ButtonRow ThirdAlone = new("the first party gone, the third alone", "numberpad", "", "disconnect, hold or resume");

    /// <summary>This row is added to the one that the parties decide.</summary>
    public static readonly ButtonRow OwnHeld = new("the agent's own connection on hold beside a connected party", "resume", "", "");
    public static readonly ButtonRow Over = new("ended, missed, rejected, failed", "clearContact", "", "");
    public static readonly ButtonRow Cleared = new("cleared", "", "", "");
    public static readonly ButtonRow Monitoring = new("a supervisor's own session", "disconnect", "", "");

    public static IReadOnlyList<ButtonRow> Rows { get; } =
    [
        RingingIn, Dialling, OneConnected, OneHeld, ThirdRinging, OneOfEach, BothConnected, BothHeld, ThirdAlone, OwnHeld, Over, Cleared, Monitoring,
    ];

    /// <summary>The rows that hold for a contact, none where the table does not speak of it.</summary>
    /// <param name="own">The agent's own connection, or with which the supervisor monitors.</param>
    public static IReadOnlyList<ButtonRow> RowsOf(
        ContactPhase phase, bool outbound, ConnectionType own, ConnectionStatus ownStatus, ConnectionStatus? first, IReadOnlyList<ConnectionStatus> thirds)
    {
        var living = thirds.Where(status => status != Disconnected).ToArray();
        var row = phase switch
        {
            ContactPhase.Cleared => Cleared,
            ContactPhase.Ended or ContactPhase.Missed or ContactPhase.Rejected => Over,
            _ when own == ConnectionType.Monitoring => ownStatus == Disconnected ? null : Monitoring,
            ContactPhase.Ringing => living.Length > 0 ? null : outbound || ownStatus is Connected or Hold ? Dialling : RingingIn,
            _ => (first, living) switch
            {
                (Connecting, []) => Dialling,
                (Connected, []) => OneConnected,
                (Hold, []) => OneHeld,
                (Connected or Hold, [Connecting]) => ThirdRinging,
                (Connected, [Connected]) => BothConnected,
                (Hold, [Hold]) => BothHeld,
                (Connected, [Hold]) or (Hold, [Connected]) => OneOfEach,
                (null or Disconnected, [_]) => ThirdAlone,
                _ => null,
            },
        };
        var isOwnHeld = phase == ContactPhase.Connected && ownStatus == Hold && (first == Connected || living.Contains(Connected));
        return row is null ? [] : isOwnHeld && row != Monitoring ? [row, OwnHeld] : [row];
    }

    public static IReadOnlyList<ButtonRow> RowsOf(ContactPicture contact)
    {
        var parties = contact.Connections.Where(IsParty).ToArray();
        var owns = contact.Connections.Where(each => each.Party.Type == ConnectionType.Agent).DefaultIfEmpty(contact.Own).ToArray();
        return owns is not [{ } own] ? [] : RowsOf(
            contact.Contact.Phase, contact.Contact.Outbound, own.Party.Type, own.Status,
            parties.FirstOrDefault(each => each.Party.Initial)?.Status, [.. parties.Where(each => !each.Party.Initial).Select(each => each.Status)]);
    }

    /// <summary>What the rows say of one connection.</summary>
    public static string Expected(IReadOnlyList<ButtonRow> rows, Party party, ConnectionStatus status)
    {
        var said = string.Join(", ", rows.Select(row => !IsParty(party) ? row.Own : party.Initial ? row.First : row.Third).Where(names => names != ""));
        return status == Disconnected && IsParty(party) ? "" : ButtonRow.Sorted(said, status);
    }

    private static bool IsParty(Connection.Seen connection) => IsParty(connection.Party);

    private static bool IsParty(Party party) => party.Type is ConnectionType.Inbound or ConnectionType.Outbound;
}
