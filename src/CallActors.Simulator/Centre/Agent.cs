using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace CallActors.Simulator.Centre;

/// <summary>A state that an agent can be in.</summary>
internal sealed record AgentState(string? AgentStateARN, string Type, string Name);

/// <summary>An agent at work: his state, and his share of each call.</summary>
internal sealed record Agent
{
    public required string AgentId { get; init; }
    public required string Username { get; init; }
    public required string Name { get; init; }

    /// <summary>The state that the agent chose; what is shown may be one of the system's.</summary>
    public required AgentState Chosen { get; init; }
    public required AgentState Shown { get; init; }
    public required DateTimeOffset ShownSince { get; init; }
    public AgentState? Next { get; init; }
    public bool Muted { get; init; }

    /// <summary>False while the agent's bridge was cut on purpose.</summary>
    public bool BridgeWanted { get; init; } = true;
    public ImmutableList<Contact> Contacts { get; init; } = [];

    [JsonIgnore]
    public string Arn => $"{Site.InstanceArn}/agent/{AgentId}";

    /// <summary>Free for a call that is routed: Connect offers none to an agent who talks or wraps up.</summary>
    [JsonIgnore]
    public bool IsFree => Shown.Type == Site.Available.Type && !Contacts.Exists(contact => contact.IsLiving);

    /// <summary>The agent's share of that contact, or null.</summary>
    public Contact? Contact(string contactId) => Contacts.Find(contact => contact.ContactId == contactId);

    /// <summary>The agent with a contact put in place of the one with its id, or added.</summary>
    public Agent With(Contact contact)
    {
        var index = Contacts.FindIndex(known => known.ContactId == contact.ContactId);
        return this with { Contacts = index < 0 ? Contacts.Add(contact) : Contacts.SetItem(index, contact) };
    }

    /// <summary>What follows by itself for the agent's state: after-call work, a missed call, and the way back.</summary>
    public Agent Settled(Moment moment)
    {
        var agent = Contacts.IsEmpty && Next is not null ? this with { Chosen = Next, Next = null } : this;
        var shown = agent.ShownByContacts();
        return shown == agent.Shown ? agent : agent with { Shown = shown, ShownSince = moment.Now };
    }

    private AgentState ShownByContacts()
    {
        if (Contacts.Exists(contact => contact.IsLiving))
        {
            return Chosen;
        }

        return Contacts.Exists(contact => contact.Status == ContactStatus.Ended) ? Site.AfterCallWork
            : Contacts.IsEmpty ? Chosen
            : Site.MissedCallAgent;
    }
}
