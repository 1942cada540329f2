using CallActors.Simulator.Floor;

namespace CallActors.Simulator.Centre;

/// <summary>What happens by itself when its time has come, derived from stored times alone.</summary>
internal static class Elapsing
{
    private readonly record struct Step(DateTimeOffset At, Func<ContactCentre, Moment, ContactCentre> Take);

    /// <summary>When the next thing happens by itself, or null.</summary>
    public static DateTimeOffset? NextStepAt(this ContactCentre centre) => centre.NextStep()?.At;

    /// <summary>Everything that was due by then, each at its own time and in order.</summary>
    public static ContactCentre Elapse(this ContactCentre centre, DateTimeOffset until)
    {
        while (centre.NextStep() is { } step && step.At <= until)
        {
            centre = step.Take(centre, Moment.At(step.At));
        }

        return centre;
    }

    private static Step? NextStep(this ContactCentre centre)
    {
        Step? next = null;
        foreach (var (agentId, agent) in centre.Agents)
        {
            foreach (var contact in agent.Contacts)
            {
                foreach (var step in Steps(agentId, contact))
                {
                    next = next is { } known && known.At <= step.At ? known : step;
                }
            }
        }

        return next;
    }

    private static IEnumerable<Step> Steps(string agentId, Contact contact)
    {
        if (contact.RingsUntil is { } ringsUntil)
        {
            yield return new Step(ringsUntil, (centre, moment) => centre.Miss(agentId, contact.ContactId, moment));
        }

        foreach (var party in contact.Parties)
        {
            if (party.NextStepAt is { } at)
            {
                var place = new PartyReference(agentId, contact.ContactId, party.ConnectionId);
                yield return new Step(at, (centre, moment) => party.NextStep == PartyStep.Answer
                    ? centre.PartyAnswers(place, moment)
                    : centre.PartyLeaves(place, moment));
            }
        }

        if (contact.Floor && DeskPerson.NextStep(agentId, contact) is { } desk)
        {
            yield return new Step(desk.At, desk.Take);
        }
    }
}
