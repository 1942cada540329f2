namespace CallActors.Simulator.Centre;

/// <summary>How connections end, and how an agent is done with a contact.</summary>
internal static class Leaving
{
    /// <summary>Ends a connection: a party is hung up, or the agent leaves.</summary>
    public static ContactCentre Destroy(this ContactCentre centre, string agentId, string contactId, string connectionId, Moment moment)
    {
        var contact = centre.Contact(agentId, contactId);
        if (!contact.IsLiving || contact.IsRinging)
        {
            throw OperationRefusedException.Impossible($"The contact cannot be left: it is {CentreJson.Word(contact.Status)}.");
        }

        if (connectionId == contact.Leg.ConnectionId)
        {
            return centre.AgentLeaves(agentId, contact, moment);
        }

        // A supervisor who monitors can be thrown out as well; he is no party, so the contact goes on.
        var party = contact.Party(connectionId)
            ?? throw OperationRefusedException.Invalid($"The contact has no connection {connectionId}.");
        return party.Status == ConnectionStatus.Disconnected
            ? throw OperationRefusedException.Impossible("The connection is disconnected.")
            : centre.PartyLeaves(new PartyReference(agentId, contactId, connectionId), moment);
    }

    /// <summary>The agent is done with a contact that is over.</summary>
    public static ContactCentre Clear(this ContactCentre centre, string agentId, string contactId, Moment moment)
    {
        var contact = centre.Contact(agentId, contactId);
        var agent = centre.Agent(agentId);
        return contact.IsLiving
            ? throw OperationRefusedException.Impossible($"The contact cannot be cleared: it is {CentreJson.Word(contact.Status)}.")
            : centre.With(agent with { Contacts = agent.Contacts.Remove(contact) }, moment);
    }

    private static ContactCentre AgentLeaves(this ContactCentre centre, string agentId, Contact contact, Moment moment)
    {
        var staying = contact.LivingParties.ToList();
        return staying.Count == 1
            ? centre.PartyLeaves(new PartyReference(agentId, contact.ContactId, staying[0].ConnectionId), moment)
            : centre.Transfer(agentId, contact, staying[0], staying[1], moment);
    }

    // The two who stay talk to each other; in the contact that is over for the agent they still read as active.
    private static ContactCentre Transfer(
        this ContactCentre centre, string agentId, Contact contact, Party first, Party third, Moment moment)
    {
        var over = contact.With(GoingOn(first, moment)).With(GoingOn(third, moment)).Over(ContactStatus.Ended, moment);
        centre = centre.With(agentId, over, moment);
        centre = centre.Relink(first, third, moment);
        return centre.Relink(third, first, moment);
    }

    private static Party GoingOn(Party party, Moment moment) =>
        party.Status == ConnectionStatus.Hold ? party.In(ConnectionStatus.Connected, moment) : party;

    // Where one who stays is an agent, his other end was the one who left and is now the other who stays.
    private static ContactCentre Relink(this ContactCentre centre, Party staying, Party other, Moment moment)
    {
        if (staying.Peer is not { } peer || centre.Find(peer) is not var (contact, party) || !party.IsLiving)
        {
            return centre;
        }

        // A hold of the one who left is over; a hold of the new other end is not.
        var linked = party.HeldByOther ? party.In(ConnectionStatus.Connected, moment) : party;
        var isHeld = linked.Status == ConnectionStatus.Connected
            && other.Peer is { } otherEnd && centre.Find(otherEnd)?.Party is { Status: ConnectionStatus.Hold, HeldByOther: false };
        linked = isHeld ? linked.In(ConnectionStatus.Hold, moment) with { HeldByOther = true } : linked;
        return centre.With(peer.AgentId, contact.With(linked with { Peer = other.Peer }), moment);
    }
}
