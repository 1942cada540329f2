using CallActors.Simulator.Centre;

namespace CallActors.Simulator.Floor;

/// <summary>A scripted person at an agent's desk. What he does next follows from the call alone, so it survives a restart.</summary>
internal static class DeskPerson
{
    /// <summary>What this person does next with the contact, and when; null while he waits for others.</summary>
    public static (DateTimeOffset At, Func<ContactCentre, Moment, ContactCentre> Take)? NextStep(string agentId, Contact contact)
    {
        var script = Script.Of(contact.ContactId);
        var contactId = contact.ContactId;
        if (contact.IsRinging)
        {
            return script.LetsItRing ? null
                : (contact.Since + script.AnswersAfter, (centre, moment) => centre.Accept(agentId, contactId, moment));
        }

        if (!contact.IsLiving)
        {
            return (contact.Since + script.WrapsUpFor, (centre, moment) => centre.Clear(agentId, contactId, moment));
        }

        return contact.ConnectedAt is { } connectedAt ? InTheCall(agentId, contact, script, connectedAt) : null;
    }

    private static (DateTimeOffset At, Func<ContactCentre, Moment, ContactCentre> Take) InTheCall(
        string agentId, Contact contact, Script script, DateTimeOffset connectedAt)
    {
        var contactId = contact.ContactId;
        var endsAt = connectedAt + script.TalksFor;
        var first = contact.Parties[0];
        var third = contact.LivingParties.FirstOrDefault(party => !party.Initial);
        var holdsAt = connectedAt + script.HoldsAfter;
        var resumesAt = connectedAt + script.ResumesAfter;

        if (script.Consults && contact.Parties.Count == 1 && first.Status == ConnectionStatus.Connected)
        {
            return (holdsAt, (centre, moment) => Try(centre, agentId, contactId, moment,
                () => centre.Consult(agentId, contactId, Colleague(centre, agentId, script), moment)));
        }

        if (third is { Status: ConnectionStatus.Connected } && first.Status == ConnectionStatus.Hold)
        {
            return (resumesAt, (centre, moment) => Try(centre, agentId, contactId, moment,
                () => centre.Conference(agentId, contactId, moment)));
        }

        // A step later than the end of the call is not taken any more.
        if (!script.Consults && first.Status == ConnectionStatus.Connected && first.Since < holdsAt && holdsAt < endsAt)
        {
            return (holdsAt, (centre, moment) => Try(centre, agentId, contactId, moment,
                () => centre.Hold(agentId, contactId, first.ConnectionId, moment)));
        }

        if (third is null && first is { Status: ConnectionStatus.Hold, HeldByOther: false })
        {
            return (first.Since + script.HoldLasts, (centre, moment) => Try(centre, agentId, contactId, moment,
                () => centre.Resume(agentId, contactId, first.ConnectionId, moment)));
        }

        return (endsAt, (centre, moment) => End(centre, agentId, contactId, script, moment));
    }

    private static ContactCentre End(ContactCentre centre, string agentId, string contactId, Script script, Moment moment)
    {
        var contact = centre.Contact(agentId, contactId);
        var leaving = script.CustomerLeavesFirst && contact.LivingParties.Count() == 1
            ? contact.LivingParties.First().ConnectionId
            : contact.Leg.ConnectionId;
        return centre.Destroy(agentId, contactId, leaving, moment);
    }

    private static Centre.Endpoint Colleague(ContactCentre centre, string agentId, Script script)
    {
        var free = centre.Agents.Values
            .Where(agent => agent.AgentId != agentId && agent.IsFree)
            .OrderBy(agent => agent.AgentId, StringComparer.Ordinal)
            .ToList();
        return free.Count == 0 ? Site.QuickConnects[0] : Site.QuickConnectTo(free[script.Choice % free.Count]);
    }

    // What Connect refuses a person gives up with, and ends the call.
    private static ContactCentre Try(
        ContactCentre centre, string agentId, string contactId, Moment moment, Func<ContactCentre> step)
    {
        try
        {
            return step();
        }
        catch (OperationRefusedException)
        {
            var contact = centre.Contact(agentId, contactId);
            return centre.Destroy(agentId, contactId, contact.Leg.ConnectionId, moment);
        }
    }
}
