namespace CallActors.Simulator.Centre;

/// <summary>Hold and resume, with what Amazon Connect does strangely.</summary>
internal static class Holding
{
    /// <summary>The agent holds a party, or himself beside two parties.</summary>
    public static ContactCentre Hold(this ContactCentre centre, string agentId, string contactId, string connectionId, Moment moment)
    {
        var contact = centre.ConnectedContact(agentId, contactId);
        if (connectionId == contact.Leg.ConnectionId)
        {
            return centre.HoldSelf(agentId, contact, held: true, moment);
        }

        return contact.LivingParty(connectionId).Status switch
        {
            ConnectionStatus.Connected => centre.PartyHeld(new PartyReference(agentId, contactId, connectionId), moment),
            ConnectionStatus.Hold => throw OperationRefusedException.AlreadyHeld(),
            var status => throw OperationRefusedException.Impossible($"The connection cannot be held: it is {CentreJson.Word(status)}."),
        };
    }

    /// <summary>The agent takes a party back, which fails beside another connected one: that is a conference.</summary>
    public static ContactCentre Resume(this ContactCentre centre, string agentId, string contactId, string connectionId, Moment moment)
    {
        var contact = centre.ConnectedContact(agentId, contactId);
        if (connectionId == contact.Leg.ConnectionId)
        {
            return centre.HoldSelf(agentId, contact, held: false, moment);
        }

        var party = contact.LivingParty(connectionId);
        if (party.Status == ConnectionStatus.Connected)
        {
            throw OperationRefusedException.AlreadyResumed();
        }

        if (party.Status != ConnectionStatus.Hold)
        {
            throw OperationRefusedException.Impossible($"The connection cannot be resumed: it is {CentreJson.Word(party.Status)}.");
        }

        if (party.HeldByOther)
        {
            throw OperationRefusedException.Impossible("The other agent holds the call.");
        }

        if (contact.LivingParties.Any(other => other.Status == ConnectionStatus.Connected))
        {
            throw OperationRefusedException.Impossible("Another party of the contact is connected.");
        }

        return centre.PartyResumed(new PartyReference(agentId, contactId, connectionId), moment);
    }

    /// <summary>The contact, connected to the agent.</summary>
    public static Contact ConnectedContact(this ContactCentre centre, string agentId, string contactId)
    {
        var contact = centre.Contact(agentId, contactId);
        return contact.Status == ContactStatus.Connected
            ? contact
            : throw OperationRefusedException.Impossible($"The contact is not connected: it is {CentreJson.Word(contact.Status)}.");
    }

    /// <summary>The party with that connection id, still there.</summary>
    public static Party LivingParty(this Contact contact, string connectionId)
    {
        var party = contact.Party(connectionId)
            ?? throw OperationRefusedException.Invalid($"The contact has no connection {connectionId}.");
        return party.IsLiving
            ? party
            : throw OperationRefusedException.Impossible("The connection is disconnected.");
    }

    // In a call with one party Amazon reports success for the agent's own connection, and does nothing.
    private static ContactCentre HoldSelf(this ContactCentre centre, string agentId, Contact contact, bool held, Moment moment) =>
        contact.LivingParties.Count() < 2 || contact.Leg.HeldItself == held
            ? centre
            : centre.With(agentId, contact with { Leg = contact.Leg with { HeldItself = held } }, moment);
}
