using System.Collections.Immutable;
using CallActors.Domain.Connections;

namespace CallActors.Domain.Contacts;

/// <summary>A contact with its connections, as the rules and the apps see it.</summary>
/// <param name="Connections">In the order in which they joined; those that are gone are among them.</param>
public sealed record ContactPicture(Contact.Seen Contact, ImmutableArray<Connection.Seen> Connections)
{
    public string ContactId => Contact.ContactId;

    /// <summary>The agent's own connection; in a supervisor's own session the one with which he monitors.</summary>
    public Connection.Seen? Own { get; } = Newest(Connections, ConnectionType.Agent) ?? Newest(Connections, ConnectionType.Monitoring);

    private ImmutableArray<Connection.Seen> shown;

    // Of each connection, or -1 before the first look: every change compares the buttons before it with those after it.
    private readonly int[] buttons = NotLookedAt(Connections.Length);

    /// <summary>The buttons of one of its connections.</summary>
    public Buttons ButtonsOf(Connection.Seen connection)
    {
        var index = Connections.IndexOf(connection);
        if (buttons[index] is var known and >= 0)
        {
            return new Buttons(known);
        }

        var found = Buttons.Of(this, connection);
        buttons[index] = found.Enabled;
        return found;
    }

    /// <summary>A supervisor's contact: he monitors, and can only leave.</summary>
    public bool IsMonitoring => Own?.Party.Type == ConnectionType.Monitoring;

    // The rules ask for these many times for each change, so they are found once.

    /// <summary>Everyone on the call but the agent and those who monitor it.</summary>
    public ImmutableArray<Connection.Seen> Parties { get; } = Connections.RemoveAll(connection => !connection.IsParty);

    public ImmutableArray<Connection.Seen> LivingParties { get; } = Connections.RemoveAll(connection => !connection.IsParty || !connection.IsLiving);

    /// <summary>What apps are shown, the agent's own first: a supervisor's connection would tell that he listens.</summary>
    public ImmutableArray<Connection.Seen> Shown => shown.IsDefault ? shown = Own is { } own ? Parties.Insert(0, own) : Parties : shown;

    /// <summary>The initial connection, whether it is still there or not.</summary>
    public Connection.Seen? InitialParty => Parties.FirstOrDefault(party => party.Party.Initial);

    /// <summary>The initial party while it lives, else the only living one, else whoever was first.</summary>
    public Connection.Seen? FirstParty =>
        InitialParty is { IsLiving: true } initial ? initial
        : LivingParties is [var only] ? only
        : InitialParty ?? Parties.FirstOrDefault();

    private static int[] NotLookedAt(int connections)
    {
        var buttons = new int[connections];
        Array.Fill(buttons, -1);
        return buttons;
    }

    /// <summary>The living one, since a connection that is gone may have been followed by another; else the last.</summary>
    private static Connection.Seen? Newest(ImmutableArray<Connection.Seen> connections, ConnectionType type) =>
        connections.LastOrDefault(connection => connection.Party.Type == type && connection.IsLiving)
        ?? connections.LastOrDefault(connection => connection.Party.Type == type);
}
