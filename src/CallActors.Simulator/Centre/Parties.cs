namespace CallActors.Simulator.Centre;

/// <summary>What a party does; where the party is another agent, his session shows it too.</summary>
internal static class Parties
{
    /// <summary>A dialled party answers. Nothing changes where it does not ring any more.</summary>
    public static ContactCentre PartyAnswers(this ContactCentre centre, PartyReference at, Moment moment) =>
        centre.Find(at) is ({ IsLiving: true } contact, { Status: ConnectionStatus.Connecting } party)
            ? centre.With(at.AgentId, contact.With(party.In(ConnectionStatus.Connected, moment)), moment)
            : centre;

    /// <summary>A party leaves: hangs up, refuses, or is hung up. The last one ends the contact.</summary>
    public static ContactCentre PartyLeaves(this ContactCentre centre, PartyReference at, Moment moment)
    {
        if (centre.Find(at) is not (var contact, { Status: not ConnectionStatus.Disconnected } party))
        {
            return centre;
        }

        var left = party.In(ConnectionStatus.Disconnected, moment) with { Peer = null };
        centre = centre.With(at.AgentId, contact.With(left), moment);
        return party.Peer is { } peer && contact.IsLiving ? centre.OtherEndLeaves(peer, moment) : centre;
    }

    /// <summary>A party is put on hold by the agent.</summary>
    public static ContactCentre PartyHeld(this ContactCentre centre, PartyReference at, Moment moment) =>
        centre.PartyIn(at, ConnectionStatus.Hold, moment);

    /// <summary>A party is taken back by the agent.</summary>
    public static ContactCentre PartyResumed(this ContactCentre centre, PartyReference at, Moment moment) =>
        centre.PartyIn(at, ConnectionStatus.Connected, moment);

    /// <summary>The contact and the party at that place, or null where either is gone.</summary>
    public static (Contact Contact, Party Party)? Find(this ContactCentre centre, PartyReference at) =>
        centre.Agents.GetValueOrDefault(at.AgentId)?.Contact(at.ContactId) is { } contact
        && contact.Party(at.ConnectionId) is { } party
            ? (contact, party)
            : null;

    private static ContactCentre PartyIn(this ContactCentre centre, PartyReference at, ConnectionStatus status, Moment moment)
    {
        if (centre.Find(at) is not var (contact, party) || party.Status == status)
        {
            return centre;
        }

        centre = centre.With(at.AgentId, contact.With(party.In(status, moment)), moment);
        if (party.Peer is not { } peer || centre.Find(peer) is not var (otherContact, otherParty) || !otherParty.IsLiving)
        {
            return centre;
        }

        // Only he who holds can take back: the other end remembers that it is held by us.
        var mirrored = otherParty.In(status, moment) with { HeldByOther = status == ConnectionStatus.Hold };
        return centre.With(peer.AgentId, otherContact.With(mirrored), moment);
    }

    private static ContactCentre OtherEndLeaves(this ContactCentre centre, PartyReference peer, Moment moment) =>
        centre.Find(peer) is not var (contact, _) ? centre
            : contact.IsRinging ? centre.Abandon(peer.AgentId, peer.ContactId, moment)
            : centre.PartyLeaves(peer, moment);
}
