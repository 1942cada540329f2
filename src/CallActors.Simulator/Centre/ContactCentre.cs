using System.Collections.Immutable;
using CallActors.Simulator.Faults;

namespace CallActors.Simulator.Centre;

/// <summary>Someone who called, kept so that the same contact can be offered again.</summary>
internal sealed record Caller(
    string ContactId, string From, string To, string Queue, ImmutableSortedDictionary<string, string> Attributes,
    string OfferedTo, DateTimeOffset At);

/// <summary>The whole world of the simulator: one value, and every change gives another.</summary>
internal sealed record ContactCentre
{
    private const int CallersKept = 1_000;

    public ImmutableDictionary<string, Agent> Agents { get; init; } = ImmutableDictionary<string, Agent>.Empty;
    public ImmutableDictionary<string, Caller> Callers { get; init; } = ImmutableDictionary<string, Caller>.Empty;
    public ImmutableQueue<string> CallerOrder { get; init; } = [];
    public ImmutableList<Fault> Faults { get; init; } = [];
    public Settings Settings { get; init; } = new();

    /// <summary>Whom the present change touched: what is to be written and told.</summary>
    public ImmutableHashSet<string> TouchedAgents { get; init; } = [];
    public ImmutableHashSet<string> TouchedCallers { get; init; } = [];

    /// <summary>The agent with that id.</summary>
    /// <exception cref="OperationRefusedException">There is none.</exception>
    public Agent Agent(string agentId) => Agents.GetValueOrDefault(agentId)
        ?? throw OperationRefusedException.NotFound($"There is no agent {agentId}.");

    /// <summary>The agent's share of the contact.</summary>
    /// <exception cref="OperationRefusedException">There is none.</exception>
    public Contact Contact(string agentId, string contactId) => Agent(agentId).Contact(contactId)
        ?? throw OperationRefusedException.NotFound($"Agent {agentId} has no contact {contactId}.");

    /// <summary>The centre with an agent changed, and what follows by itself for his state.</summary>
    public ContactCentre With(Agent agent, Moment moment) => this with
    {
        Agents = Agents.SetItem(agent.AgentId, agent.Settled(moment)),
        TouchedAgents = TouchedAgents.Add(agent.AgentId),
    };

    /// <summary>The centre with an agent's contact changed, and what follows by itself for both.</summary>
    public ContactCentre With(string agentId, Contact contact, Moment moment) =>
        With(Agent(agentId).With(contact.Settled(moment)), moment);

    /// <summary>The centre with a caller remembered; the oldest is forgotten.</summary>
    public ContactCentre With(Caller caller)
    {
        var isNew = !Callers.ContainsKey(caller.ContactId);
        var centre = this with
        {
            Callers = Callers.SetItem(caller.ContactId, caller),
            CallerOrder = isNew ? CallerOrder.Enqueue(caller.ContactId) : CallerOrder,
            TouchedCallers = TouchedCallers.Add(caller.ContactId),
        };
        if (centre.Callers.Count <= CallersKept)
        {
            return centre;
        }

        var order = centre.CallerOrder.Dequeue(out var oldest);
        return centre with
        {
            Callers = centre.Callers.Remove(oldest),
            CallerOrder = order,
            TouchedCallers = centre.TouchedCallers.Add(oldest),
        };
    }

    /// <summary>The same centre, with nothing marked as touched: where every change begins.</summary>
    public ContactCentre Untouched() => this with { TouchedAgents = [], TouchedCallers = [] };
}
