using System.Collections.Immutable;

namespace CallActors.Simulator.Centre;

/// <summary>What people outside do: call, give up, hang up, answer.</summary>
internal static class Callers
{
    /// <summary>Someone calls and is offered to an agent.</summary>
    public static ContactCentre Call(this ContactCentre centre, string agentId, Caller caller, Offer offer, Moment moment)
    {
        var agent = centre.Agent(agentId);
        return agent.Chosen.Type == Site.Available.Type
            ? centre.With(caller).Ring(agentId, offer, moment)
            : throw OperationRefusedException.Impossible(
                $"Agent {agentId} is {agent.Chosen.Name}: calls are offered only to an agent who is {Site.Available.Name}.");
    }

    /// <summary>The caller that was offered before is offered again under the same contact id.</summary>
    public static ContactCentre OfferAgain(this ContactCentre centre, string contactId, string? agentId, Moment moment)
    {
        var caller = centre.Callers.GetValueOrDefault(contactId)
            ?? throw OperationRefusedException.NotFound($"No caller with the contact {contactId} is known.");
        var holder = centre.Agents.Values.FirstOrDefault(agent => agent.Contact(contactId) is { IsLiving: true });
        if (holder is not null)
        {
            throw OperationRefusedException.Impossible($"Agent {holder.AgentId} has the contact {contactId}.");
        }

        var to = agentId ?? caller.OfferedTo;
        return centre.Call(to, caller with { OfferedTo = to }, OfferOf(caller), moment);
    }

    /// <summary>The offer of a caller: ANI and DNIS are among the attributes.</summary>
    public static Offer OfferOf(Caller caller) => new()
    {
        ContactId = caller.ContactId,
        From = Endpoint.Phone(caller.From),
        Queue = caller.Queue,
        Attributes = caller.Attributes.SetItem("ANI", caller.From).SetItem("DNIS", caller.To),
    };

    /// <summary>The outside party of a contact that is answered leaves; after a transfer, wherever it went.</summary>
    public static ContactCentre HangUp(this ContactCentre centre, string contactId, Moment moment)
    {
        var (agentId, contact) = centre.LivingContact(contactId);
        if (contact.IsRinging)
        {
            throw OperationRefusedException.Impossible("The contact still rings: the caller can only abandon it.");
        }

        var party = contact.LivingParties.FirstOrDefault(party => party.Initial)
            ?? throw OperationRefusedException.Impossible("The first party of the contact has left already.");
        return centre.PartyLeaves(new PartyReference(agentId, contact.ContactId, party.ConnectionId), moment);
    }

    /// <summary>The caller gives up while it rings.</summary>
    public static ContactCentre Abandon(this ContactCentre centre, string contactId, Moment moment)
    {
        var (agentId, contact) = centre.LivingContact(contactId);
        return centre.Abandon(agentId, contact.ContactId, moment);
    }

    /// <summary>A party answers, refuses or hangs up, at any time; the agent's own connection is he at his phone.</summary>
    public static ContactCentre PartyActs(this ContactCentre centre, string connectionId, PartyAction action, Moment moment)
    {
        var (agentId, contact) = centre.ShareWith(connectionId);
        if (contact.Party(connectionId) is not { } party)
        {
            return action switch
            {
                PartyAction.Answer => centre.Accept(agentId, contact.ContactId, moment),
                PartyAction.Refuse => centre.Reject(agentId, contact.ContactId, moment),
                _ => centre.Destroy(agentId, contact.ContactId, connectionId, moment),
            };
        }

        if (party.Status == ConnectionStatus.Disconnected
            || action != PartyAction.Hangup && party.Status != ConnectionStatus.Connecting)
        {
            throw OperationRefusedException.Impossible($"The connection is {CentreJson.Word(party.Status)}.");
        }

        if (action != PartyAction.Hangup && contact.IsRinging)
        {
            throw OperationRefusedException.Impossible("The party is dialled only when the agent has accepted.");
        }

        // An agent who is called answers and refuses in his own session.
        var at = new PartyReference(agentId, contact.ContactId, connectionId);
        return (action, party.Peer) switch
        {
            (PartyAction.Answer, { } callee) => centre.Accept(callee.AgentId, callee.ContactId, moment),
            (PartyAction.Refuse, { } callee) => centre.Reject(callee.AgentId, callee.ContactId, moment),
            (PartyAction.Answer, null) => centre.PartyAnswers(at, moment),
            _ when contact.IsRinging => centre.Abandon(agentId, contact.ContactId, moment),
            _ => centre.PartyLeaves(at, moment),
        };
    }

    /// <summary>A supervisor listens, or barges in: a connection of the contact that is no party of it.</summary>
    public static ContactCentre Monitor(this ContactCentre centre, string contactId, string connectionId, bool barge, Moment moment)
    {
        var (agentId, contact) = centre.LivingContact(contactId);
        if (contact.Status != ContactStatus.Connected)
        {
            throw OperationRefusedException.Impossible($"The contact is {CentreJson.Word(contact.Status)}: only a connected one can be monitored.");
        }

        var supervisor = new Party
        {
            ConnectionId = connectionId,
            Type = PartyType.Monitoring,
            Initial = false,
            Endpoint = new Endpoint { Type = Endpoint.AgentType, Name = "Supervisor" },
            Status = barge ? ConnectionStatus.Barge : ConnectionStatus.SilentMonitor,
            Since = moment.Now,
        };
        return centre.With(agentId, contact with { Parties = contact.Parties.Add(supervisor) }, moment);
    }

    private static (string AgentId, Contact Contact) LivingContact(this ContactCentre centre, string contactId)
    {
        var shares = centre.Agents.Values
            .SelectMany(agent => agent.Contacts.Select(contact => (agent.AgentId, Contact: contact)))
            .Where(share => share.Contact.ContactId == contactId || share.Contact.InitialContactId == contactId)
            .OrderByDescending(share => share.Contact.ContactId == contactId)
            .ToList();
        var living = shares.FindIndex(share => share.Contact.IsLiving);
        return living >= 0 ? shares[living]
            : shares.Count == 0 ? throw OperationRefusedException.NotFound($"There is no contact {contactId}.")
            : throw OperationRefusedException.Impossible($"The contact is over: it is {CentreJson.Word(shares[0].Contact.Status)}.");
    }

    private static (string AgentId, Contact Contact) ShareWith(this ContactCentre centre, string connectionId) =>
        centre.Agents.Values
            .SelectMany(agent => agent.Contacts.Select(contact => (agent.AgentId, Contact: contact)))
            .Where(share => share.Contact.Leg.ConnectionId == connectionId || share.Contact.Party(connectionId) is not null)
            .OrderByDescending(share => share.Contact.IsLiving)
            .Select(share => ((string, Contact)?)share)
            .FirstOrDefault()
        ?? throw OperationRefusedException.NotFound($"There is no connection {connectionId}.");
}

/// <summary>What a party can do from outside.</summary>
internal enum PartyAction
{
    Answer,
    Refuse,
    Hangup,
}
