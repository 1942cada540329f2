namespace CallActors.Domain.Contacts;

/// <summary>What an agent may ask of a call. Each has a button; they stand in the order in which apps get the buttons.</summary>
public enum CallCommand
{
    Answer,
    Reject,
    Disconnect,
    Hold,
    Resume,
    ClearContact,
    Consult,
    SendDigits,
    Swap,
    Transfer,
    Conference,
}

/// <summary>The buttons of one connection, a bit for each command.</summary>
public readonly record struct Buttons(int Enabled)
{
    public bool this[CallCommand command] => (Enabled & (1 << (int)command)) != 0;

    /// <summary>The buttons of a connection: exactly the commands that are permitted on it.</summary>
    public static Buttons Of(ContactPicture contact, Connections.Connection.Seen connection)
    {
        var enabled = 0;
        foreach (var command in Commands.All)
        {
            if (Permission.For(command, contact, connection) is null)
            {
                enabled |= 1 << (int)command;
            }
        }

        return new Buttons(enabled);
    }
}

public static class Commands
{
    /// <summary>Every command, in the order of the buttons.</summary>
    public static IReadOnlyList<CallCommand> All { get; } = Enum.GetValues<CallCommand>();

    /// <summary>Whether the command is for one connection; the others are for the contact as a whole.</summary>
    public static bool IsForParty(this CallCommand command) =>
        command is CallCommand.Hold or CallCommand.Resume or CallCommand.Disconnect or CallCommand.SendDigits;
}
