using System.Collections.Immutable;

namespace CallActors.Simulator.Centre;

/// <summary>How a call is offered to an agent.</summary>
internal sealed record Offer
{
    public required string ContactId { get; init; }
    public required Endpoint From { get; init; }
    public string? InitialContactId { get; init; }
    public string InitiationMethod { get; init; } = "inbound";

    /// <summary>A queued callback: the customer is dialled only after the agent has accepted.</summary>
    public bool IsCallback { get; init; }
    public string? Queue { get; init; }
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;
    public PartyReference? Peer { get; init; }
    public ContactStatus? MissedAs { get; init; }
    public ContactStatus? RejectedAs { get; init; }
    public bool Floor { get; init; }
}

/// <summary>A call that rings at an agent, until someone ends the ringing.</summary>
internal static class Ringing
{
    /// <summary>Lets a call ring at the agent. The caller's connection already reads connected, as in Amazon.</summary>
    public static ContactCentre Ring(this ContactCentre centre, string agentId, Offer offer, Moment moment)
    {
        if (centre.Agent(agentId).Contact(offer.ContactId) is { } known
            && (known.IsLiving || known.Status == ContactStatus.Ended))
        {
            throw OperationRefusedException.Impossible(
                $"Agent {agentId} still has the contact {offer.ContactId}: it is {CentreJson.Word(known.Status)}.");
        }

        var contact = new Contact
        {
            ContactId = offer.ContactId,
            InitialContactId = offer.InitialContactId,
            InitiationMethod = offer.IsCallback ? Contact.CallbackMethod : offer.InitiationMethod,
            Status = offer.IsCallback ? ContactStatus.Incoming : ContactStatus.Connecting,
            Since = moment.Now,
            Queue = offer.Queue is null ? null : Site.Queue(offer.Queue),
            QueuedAt = offer.Queue is null ? null : moment.Now,
            Leg = new AgentLeg(moment.NewId(), ConnectionStatus.Connecting, moment.Now),
            Parties =
            [
                new Party
                {
                    ConnectionId = offer.ContactId,
                    Type = offer.IsCallback ? PartyType.Outbound : PartyType.Inbound,
                    Initial = true,
                    Endpoint = offer.From,
                    Status = offer.IsCallback ? ConnectionStatus.Connecting : ConnectionStatus.Connected,
                    Since = moment.Now,
                    Peer = offer.Peer,
                },
            ],
            Attributes = offer.Attributes,
            RingsUntil = moment.Now.AddMilliseconds(centre.Settings.RingTimeoutMilliseconds),
            MissedAs = offer.MissedAs,
            RejectedAs = offer.RejectedAs,
            Floor = offer.Floor,
        };
        return centre.With(agentId, contact, moment);
    }

    /// <summary>The agent answers; where another agent called, that one sees it too.</summary>
    public static ContactCentre Accept(this ContactCentre centre, string agentId, string contactId, Moment moment)
    {
        var contact = centre.RingingContact(agentId, contactId);
        var leg = contact.Leg.In(ConnectionStatus.Connected, moment);
        if (contact.Status == ContactStatus.Incoming)
        {
            var dialled = contact.Parties[0].Dialled(centre.Settings, busy: false, moment);
            return centre.With(agentId, contact.In(ContactStatus.Connecting, moment).With(dialled) with { Leg = leg }, moment);
        }

        var answered = contact.In(ContactStatus.Connected, moment) with { Leg = leg };
        centre = centre.With(agentId, answered, moment);
        return contact.Parties[0].Peer is { } peer ? centre.PartyAnswers(peer, moment) : centre;
    }

    /// <summary>The agent rejects.</summary>
    public static ContactCentre Reject(this ContactCentre centre, string agentId, string contactId, Moment moment)
    {
        var contact = centre.RingingContact(agentId, contactId);
        return centre.Unanswered(agentId, contact, contact.RejectedAs ?? centre.Settings.RejectedAs, moment);
    }

    /// <summary>Nobody answered in time.</summary>
    public static ContactCentre Miss(this ContactCentre centre, string agentId, string contactId, Moment moment)
    {
        var contact = centre.RingingContact(agentId, contactId);
        return centre.Unanswered(agentId, contact, contact.MissedAs ?? centre.Settings.MissedAs, moment);
    }

    /// <summary>The caller gives up while it rings; Connect reports it as missed.</summary>
    public static ContactCentre Abandon(this ContactCentre centre, string agentId, string contactId, Moment moment) =>
        centre.Unanswered(agentId, centre.RingingContact(agentId, contactId), centre.Settings.AbandonedAs, moment);

    private static ContactCentre Unanswered(
        this ContactCentre centre, string agentId, Contact contact, ContactStatus status, Moment moment)
    {
        var over = contact.Over(status, moment);
        over = over with { Parties = over.Parties.ConvertAll(party => party.In(ConnectionStatus.Disconnected, moment)) };
        centre = centre.With(agentId, over, moment);
        return contact.Parties[0].Peer is { } peer ? centre.PartyLeaves(peer, moment) : centre;
    }

    private static Contact RingingContact(this ContactCentre centre, string agentId, string contactId)
    {
        var contact = centre.Contact(agentId, contactId);
        return contact.IsRinging
            ? contact
            : throw OperationRefusedException.Impossible($"The contact does not ring: it is {CentreJson.Word(contact.Status)}.");
    }
}
