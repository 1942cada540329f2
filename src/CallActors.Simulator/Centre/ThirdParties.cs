namespace CallActors.Simulator.Centre;

/// <summary>Consult, swap and conference: at most one third party at a time.</summary>
internal static class ThirdParties
{
    /// <summary>Dials a third party; the first one is put on hold.</summary>
    public static ContactCentre Consult(this ContactCentre centre, string agentId, string contactId, Endpoint endpoint, Moment moment)
    {
        var contact = centre.ConnectedContact(agentId, contactId);
        var living = contact.LivingParties.ToList();
        if (living.Count > 1 || !living[0].Initial)
        {
            throw OperationRefusedException.Impossible("The contact already has a third party.");
        }

        if (living[0].Status == ConnectionStatus.Connected)
        {
            centre = centre.PartyHeld(new PartyReference(agentId, contactId, living[0].ConnectionId), moment);
        }

        return centre.Dial(agentId, centre.Contact(agentId, contactId), endpoint, moment.NewId(), initial: false, moment);
    }

    /// <summary>Exchanges the connected party and the held one.</summary>
    public static ContactCentre Toggle(this ContactCentre centre, string agentId, string contactId, Moment moment)
    {
        var contact = centre.ConnectedContact(agentId, contactId);
        var connected = contact.LivingParties.FirstOrDefault(party => party.Status == ConnectionStatus.Connected);
        var held = contact.LivingParties.FirstOrDefault(party => party.Status == ConnectionStatus.Hold);
        if (connected is null || held is null)
        {
            throw OperationRefusedException.Impossible("There is not one connected party and one on hold.");
        }

        RefuseWhereHeldByOther(held);
        centre = centre.PartyHeld(new PartyReference(agentId, contactId, connected.ConnectionId), moment);
        return centre.PartyResumed(new PartyReference(agentId, contactId, held.ConnectionId), moment);
    }

    /// <summary>Joins both parties and the agent.</summary>
    public static ContactCentre Conference(this ContactCentre centre, string agentId, string contactId, Moment moment)
    {
        var contact = centre.ConnectedContact(agentId, contactId);
        var living = contact.LivingParties.ToList();
        var held = living.FindAll(party => party.Status == ConnectionStatus.Hold);
        if (living.Count < 2 || living.Exists(party => party.Status == ConnectionStatus.Connecting) || held.Count == 0)
        {
            throw OperationRefusedException.Impossible("There are not two parties of which one is on hold.");
        }

        held.ForEach(RefuseWhereHeldByOther);
        foreach (var party in held)
        {
            centre = centre.PartyResumed(new PartyReference(agentId, contactId, party.ConnectionId), moment);
        }

        var joined = centre.Contact(agentId, contactId);
        return centre.With(agentId, joined with { Leg = joined.Leg with { HeldItself = false } }, moment);
    }

    private static void RefuseWhereHeldByOther(Party party)
    {
        if (party.HeldByOther)
        {
            throw OperationRefusedException.Impossible("The other agent holds the call.");
        }
    }
}
