using CallActors.Domain.Connections;
using static CallActors.Domain.Connections.ConnectionStatus;

namespace CallActors.Domain.Contacts;

/// <summary>
/// What may be asked of a call now. This one rule decides both whether a button is enabled and whether its command is
/// accepted; the table that it fulfils is in docs/messages.md. What is outstanding and whether a bridge is attached is
/// not asked here: those refusals are the session's.
/// </summary>
public static class Permission
{
    /// <summary>Why a command is not possible on a connection, in one sentence; null where it is permitted.</summary>
    /// <param name="connection">The connection on which the command's button stands.</param>
    public static string? For(CallCommand command, ContactPicture contact, Connection.Seen connection)
    {
        if (contact.Contact.IsOver)
        {
            return command == CallCommand.ClearContact && contact.Contact.Phase != ContactPhase.Cleared
                ? ClearContact(contact, connection)
                : $"The contact is over: it is {Word(contact)}.";
        }

        if (contact.IsMonitoring)
        {
            return command == CallCommand.Disconnect && connection == contact.Own && connection.IsLiving
                ? null
                : "A supervisor who monitors a contact can only disconnect.";
        }

        return command switch
        {
            CallCommand.Answer or CallCommand.Reject => AnswerOrReject(contact, connection),
            CallCommand.ClearContact => ClearContact(contact, connection),
            CallCommand.Hold => Hold(contact, connection),
            CallCommand.Resume => Resume(contact, connection),
            CallCommand.Disconnect => Disconnect(contact, connection),
            CallCommand.Consult => Consult(contact, connection),
            CallCommand.SendDigits => SendDigits(contact, connection),
            CallCommand.Swap => Swap(contact, connection),
            CallCommand.Conference => Conference(contact, connection),
            CallCommand.Transfer => Transfer(contact, connection),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "not a command of a call"),
        };
    }

    private static string? AnswerOrReject(ContactPicture contact, Connection.Seen connection) =>
        OnOwn(contact, connection)
        ?? (IsRingingIn(contact) ? null : $"The contact is not ringing in: it is {Word(contact)}.");

    private static string? ClearContact(ContactPicture contact, Connection.Seen connection) =>
        OnOwn(contact, connection)
        ?? (Contact.IsFinal(contact.Contact.Phase) ? null : $"The contact has not ended: it is {Word(contact)}.");

    private static string? Hold(ContactPicture contact, Connection.Seen connection) =>
        OnParty(connection)
        ?? (connection.Status == Connected ? null : $"The connection is not connected: it is {Word(connection)}.");

    /// <summary>A party is taken back from hold; the agent's own connection where it is held beside a connected party.</summary>
    private static string? Resume(ContactPicture contact, Connection.Seen connection) =>
        connection == contact.Own
            ? IsHeldBesideConnected(contact) ? null : "The agent's own connection is not on hold beside a connected party."
            : OnParty(connection)
                ?? (connection.Status == ConnectionStatus.Hold ? null : $"The connection is not on hold: it is {Word(connection)}.");

    private static string? Disconnect(ContactPicture contact, Connection.Seen connection) =>
        OnParty(connection)
        ?? (IsRingingIn(contact) ? "The contact is ringing in: answer or reject it."
            : connection.IsLiving ? null : "The connection is disconnected already.");

    private static string? Consult(ContactPicture contact, Connection.Seen connection) =>
        OnOwn(contact, connection) ?? NotConnected(contact) ?? (contact.LivingParties switch
        {
            [{ Party.Initial: true, Status: Connected or ConnectionStatus.Hold }] => null,
            [] => "There is no party on the call.",
            [_] => "The first party has left: there is nobody to consult about.",
            _ => "There is a third party on the call already.",
        });

    private static string? SendDigits(ContactPicture contact, Connection.Seen connection) =>
        OnOwn(contact, connection) ?? NotConnected(contact)
        ?? (contact.LivingParties.IsEmpty ? "There is no party on the call." : null);

    private static string? Swap(ContactPicture contact, Connection.Seen connection) =>
        OnOwn(contact, connection) ?? NotConnected(contact) ?? WithFirstAndThird(contact, (one, other) =>
            one.Status == Connected && other.Status == ConnectionStatus.Hold ? null : "Not one party is connected and the other on hold.");

    private static string? Conference(ContactPicture contact, Connection.Seen connection) =>
        OnOwn(contact, connection) ?? NotConnected(contact) ?? WithFirstAndThird(contact, (_, other) =>
            other.Status == ConnectionStatus.Hold ? null : "Both parties are connected already.");

    private static string? Transfer(ContactPicture contact, Connection.Seen connection) =>
        OnOwn(contact, connection) ?? NotConnected(contact) ?? WithFirstAndThird(contact, (_, _) => null);

    private static string? OnOwn(ContactPicture contact, Connection.Seen connection) =>
        connection == contact.Own ? null : "This is asked of the contact, not of one party.";

    private static string? OnParty(Connection.Seen connection) =>
        connection.IsParty ? null : "This is asked of a party, not of the agent's own connection.";

    private static string? NotConnected(ContactPicture contact) =>
        contact.Contact.Phase == ContactPhase.Connected && !IsDialling(contact) ? null : $"The contact is not connected: it is {Word(contact)}.";

    /// <summary>Asks about the two living parties, the one with whom the agent talks first.</summary>
    private static string? WithFirstAndThird(ContactPicture contact, Func<Connection.Seen, Connection.Seen, string?> rule)
    {
        var living = contact.LivingParties;
        return living.Length < 2 || !living.Any(party => party.Party.Initial) ? "There are not two parties, the first one among them."
            : living.Any(party => party.Status == Connecting) ? "The third party is still ringing."
            : rule(living.MinBy(party => party.Status)!, living.MaxBy(party => party.Status)!);
    }

    /// <summary>A callback that the agent has answered goes on connecting while the customer is dialled: it does not ring in any more.</summary>
    private static bool IsRingingIn(ContactPicture contact) =>
        contact.Contact is { Phase: ContactPhase.Ringing, Outbound: false } && contact.Own is not { Status: Connected or ConnectionStatus.Hold };

    /// <summary>Dialled by the agent, or a callback after the answer: the first party is not through yet.</summary>
    private static bool IsDialling(ContactPicture contact) => contact.InitialParty is { Status: Connecting };

    private static bool IsHeldBesideConnected(ContactPicture contact) =>
        contact.Own is { Status: ConnectionStatus.Hold } && contact.LivingParties.Any(party => party.Status == Connected);

    internal static string Word(Connection.Seen connection) => connection.Status switch
    {
        Connecting => "connecting",
        Connected => "connected",
        ConnectionStatus.Hold => "on hold",
        ConnectionStatus.Disconnected => "disconnected",
        var status => throw new ArgumentOutOfRangeException(nameof(connection), status, "not a status"),
    };

    private static string Word(ContactPicture contact) => contact.Contact.Phase switch
    {
        ContactPhase.Ringing => IsRingingIn(contact) ? "ringing" : "being dialled",
        ContactPhase.Connected => IsDialling(contact) ? "being dialled" : "connected",
        ContactPhase.Ended => "ended",
        ContactPhase.Missed => "missed",
        ContactPhase.Rejected => "rejected",
        ContactPhase.Cleared => "cleared",
        var phase => throw new ArgumentOutOfRangeException(nameof(contact), phase, "not a phase"),
    };
}
