using System.Runtime.CompilerServices;
using System.Text.Json;
using CallActors.Simulator.Centre;

namespace CallActors.Simulator.Tests;

/// <summary>What is true of a contact centre at every moment.</summary>
internal static class Soundness
{
    public static void ShouldBeSound(this ContactCentre centre)
    {
        foreach (var agent in centre.Agents.Values)
        {
            foreach (var contact in agent.Contacts)
            {
                CheckContact(contact);
                foreach (var party in contact.Parties)
                {
                    CheckTie(centre, agent.AgentId, contact, party);
                }
            }

            CheckAgent(agent);
        }
    }

    private static void CheckAgent(Agent agent)
    {
        Require(agent.Contacts.Select(contact => contact.ContactId).Distinct().Count() == agent.Contacts.Count);
        var expected = agent.Contacts.IsEmpty || agent.Contacts.Exists(contact => contact.IsLiving) ? agent.Chosen
            : agent.Contacts.Exists(contact => contact.Status == ContactStatus.Ended) ? Site.AfterCallWork
            : Site.MissedCallAgent;
        Require(agent.Shown == expected);
        Require(agent.Next is null || !agent.Contacts.IsEmpty);

        // What is written to the file reads back as the same.
        var text = JsonSerializer.Serialize(agent, CentreJson.Options);
        Require(JsonSerializer.Serialize(JsonSerializer.Deserialize<Agent>(text, CentreJson.Options), CentreJson.Options) == text);
    }

    private static void CheckContact(Contact contact)
    {
        var living = contact.LivingParties.ToList();
        Require(living.Count <= 2);
        Require(contact.Parties[0].ConnectionId == contact.ContactId);
        Require(contact.Parties.Count(party => party.Initial) == 1);
        Require(contact.RingsUntil.HasValue == contact.IsRinging);
        if (!contact.IsLiving)
        {
            Require(contact.Leg.Status == ConnectionStatus.Disconnected);
            Require(contact.Parties.TrueForAll(party => party.NextStepAt is null && party.Peer is null));
            return;
        }

        Require(living.Count > 0);
        Require(contact.Parties.TrueForAll(party => party.NextStepAt is null || party.Status == ConnectionStatus.Connecting));
        if (contact.Status == ContactStatus.Connected)
        {
            var isHeld = contact.Leg.HeldItself || living.TrueForAll(party => party.Status == ConnectionStatus.Hold);
            Require(contact.Leg.Status == (isHeld ? ConnectionStatus.Hold : ConnectionStatus.Connected));
        }
    }

    // Two agents who talk to each other see the same of it.
    private static void CheckTie(ContactCentre centre, string agentId, Contact contact, Party party)
    {
        if (party.Peer is not { } peer)
        {
            Require(!party.HeldByOther);
            return;
        }

        var found = centre.Find(peer);
        Require(found is not null);
        var (otherContact, otherParty) = found!.Value;
        Require(otherParty.Peer == new PartyReference(agentId, contact.ContactId, party.ConnectionId));
        Require(otherParty.IsLiving);
        if (!contact.IsRinging && !otherContact.IsRinging)
        {
            Require(party.Status == otherParty.Status);
            Require(!party.HeldByOther || (!otherParty.HeldByOther && party.Status == ConnectionStatus.Hold));
        }
    }

    // Shouldly builds a message for each check, which is too slow for a hundred thousand of them.
    private static void Require(bool holds, [CallerArgumentExpression(nameof(holds))] string? what = null)
    {
        if (!holds)
        {
            throw new ShouldAssertException($"The contact centre is not sound: {what}");
        }
    }
}
