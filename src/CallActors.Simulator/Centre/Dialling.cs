using System.Collections.Immutable;

namespace CallActors.Simulator.Centre;

/// <summary>Numbers, quick connects and agents that are dialled.</summary>
internal static class Dialling
{
    /// <summary>A number that ends so never answers.</summary>
    public const string NeverAnswers = "0990";

    /// <summary>A number that ends so refuses, as if it were busy.</summary>
    public const string Refuses = "0991";

    private const string OutboundQueue = "Outbound";

    /// <summary>The agent calls someone: a contact of its own, where the agent's connection is connected at once.</summary>
    public static ContactCentre MakeCall(this ContactCentre centre, string agentId, Endpoint endpoint, Moment moment)
    {
        var agent = centre.Agent(agentId);
        if (agent.Chosen == Site.Offline)
        {
            throw OperationRefusedException.Impossible("The agent is offline.");
        }

        if (agent.Contacts.Exists(contact => contact.IsLiving))
        {
            throw OperationRefusedException.Impossible("The agent already has a call.");
        }

        var contactId = moment.NewId();
        var contact = new Contact
        {
            ContactId = contactId,
            InitiationMethod = "outbound",
            Status = ContactStatus.Connecting,
            Since = moment.Now,
            Queue = endpoint.Type == Endpoint.AgentType ? null : Site.Queue(OutboundQueue),
            QueuedAt = endpoint.Type == Endpoint.AgentType ? null : moment.Now,
            Leg = new AgentLeg(moment.NewId(), ConnectionStatus.Connected, moment.Now),
            Parties = [],
        };
        return centre.Dial(agentId, contact, endpoint, contactId, initial: true, moment);
    }

    /// <summary>Adds a party that is dialled; an agent's phone rings in his own session, tied by the initial contact.</summary>
    public static ContactCentre Dial(
        this ContactCentre centre, string agentId, Contact contact, Endpoint endpoint, string connectionId, bool initial, Moment moment)
    {
        var party = new Party
        {
            ConnectionId = connectionId,
            Type = PartyType.Outbound,
            Initial = initial,
            Endpoint = endpoint,
            Status = ConnectionStatus.Connecting,
            Since = moment.Now,
        };
        var callee = endpoint.Type == Endpoint.AgentType ? centre.Agent(endpoint.EndpointId!) : null;
        if (callee is not { IsFree: true })
        {
            var ringing = party.Dialled(centre.Settings, busy: callee is not null, moment);
            return centre.With(agentId, contact with { Parties = contact.Parties.Add(ringing) }, moment);
        }

        var calleeContactId = moment.NewId();
        var dialled = party with { Peer = new PartyReference(callee.AgentId, calleeContactId, calleeContactId) };
        centre = centre.With(agentId, contact with { Parties = contact.Parties.Add(dialled) }, moment);
        return centre.Ring(callee.AgentId, new Offer
        {
            ContactId = calleeContactId,
            InitialContactId = contact.InitialContactId ?? contact.ContactId,
            InitiationMethod = "transfer",
            From = initial ? Site.QuickConnectTo(centre.Agent(agentId)) : contact.Parties[0].Endpoint,
            Attributes = contact.Attributes,
            Peer = new PartyReference(agentId, contact.ContactId, connectionId),
            Floor = contact.Floor,
        }, moment);
    }

    /// <summary>Whom these words mean: a known quick connect, an agent, or a number in E.164.</summary>
    /// <exception cref="OperationRefusedException">Nobody.</exception>
    public static Endpoint Resolve(this ContactCentre centre, string agentId, Endpoint asked)
    {
        var known = centre.EndpointsOf(agentId).FirstOrDefault(endpoint =>
            asked.EndpointARN is not null && asked.EndpointARN == endpoint.EndpointARN
            || asked.EndpointARN is null && asked.EndpointId is not null && asked.EndpointId == endpoint.EndpointId
            || endpoint.Type == Endpoint.AgentType && asked.EndpointARN is not null
                && asked.EndpointARN == centre.Agent(endpoint.EndpointId!).Arn);
        if (known is not null)
        {
            return known;
        }

        return asked is { EndpointARN: null, EndpointId: null, Type: Endpoint.PhoneNumberType } && IsPhoneNumber(asked.PhoneNumber)
            ? Endpoint.Phone(asked.PhoneNumber!)
            : throw OperationRefusedException.BadEndpoint("The endpoint is no quick connect of this agent and no phone number in E.164.");
    }

    /// <summary>The quick connects of an agent: every other agent, and those of the site.</summary>
    public static IEnumerable<Endpoint> EndpointsOf(this ContactCentre centre, string agentId) =>
        centre.Agents.Values
            .Where(agent => agent.AgentId != agentId)
            .OrderBy(agent => agent.AgentId, StringComparer.Ordinal)
            .Select(Site.QuickConnectTo)
            .Concat(Site.QuickConnects);

    /// <summary>Whether the text is a phone number in E.164.</summary>
    public static bool IsPhoneNumber(string? text) =>
        text is { Length: >= 3 and <= 16 } && text[0] == '+' && text[1] != '0' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>The party while its phone rings, with what it will do by itself.</summary>
    public static Party Dialled(this Party party, Settings settings, bool busy, Moment moment)
    {
        var (step, afterMilliseconds) = settings.StepOf(party.Endpoint.PhoneNumber ?? "", busy);
        return party with { Since = moment.Now, NextStep = step, NextStepAt = moment.Now.AddMilliseconds(afterMilliseconds) };
    }

    private static (PartyStep Step, int AfterMilliseconds) StepOf(this Settings settings, string number, bool busy)
    {
        if (!busy && (!settings.AutoAnswer || number.EndsWith(NeverAnswers, StringComparison.Ordinal)))
        {
            return (PartyStep.GiveUp, settings.DialTimeoutMilliseconds);
        }

        return busy || number.EndsWith(Refuses, StringComparison.Ordinal)
            ? (PartyStep.Refuse, settings.AnswerAfterMilliseconds)
            : (PartyStep.Answer, settings.AnswerAfterMilliseconds);
    }
}
