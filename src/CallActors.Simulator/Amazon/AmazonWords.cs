using CallActors.Simulator.Centre;

namespace CallActors.Simulator.Amazon;

/// <summary>The world in the words of Amazon's API and feeds, which know contacts and no connections.</summary>
internal static class AmazonWords
{
    /// <summary>A contact's state to its agent; held is who has every party on hold.</summary>
    public static string StateOf(Contact contact) =>
        contact.Status == ContactStatus.Connected && contact.LivingParties.Any() && contact.LivingParties.All(party => party.Status == ConnectionStatus.Hold)
            ? "CONNECTED_ONHOLD"
            : contact.Status.ToString().ToUpperInvariant();

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("O");

    /// <summary>An event of the agent event stream.</summary>
    /// <param name="type">LOGIN, LOGOUT, STATE_CHANGE or HEART_BEAT.</param>
    public static object AgentEvent(Agent agent, string type, DateTimeOffset at) => new
    {
        AgentARN = agent.Arn,
        AWSAccountId = Site.InstanceArn.Split(':')[4],
        CurrentAgentSnapshot = new
        {
            AgentStatus = new { ARN = agent.Shown.AgentStateARN ?? $"{Site.InstanceArn}/agent-state/system", agent.Shown.Name, StartTimestamp = Time(agent.ShownSince), Type = StatusType(agent.Shown) },
            NextAgentStatus = agent.Next is { } next ? new { ARN = next.AgentStateARN, next.Name, Type = StatusType(next) } : null,
            Configuration = new { agent.Username, FirstName = agent.Name, LastName = "" },
            Contacts = agent.Contacts.Select(contact => new
            {
                contact.ContactId,
                contact.InitialContactId,
                Channel = "VOICE",
                InitiationMethod = contact.InitiationMethod.ToUpperInvariant(),
                State = StateOf(contact),
                StateStartTimestamp = Time(contact.Since),
                ConnectedToAgentTimestamp = contact.ConnectedAt is { } connected ? Time(connected) : null,
                QueueTimestamp = contact.QueuedAt is { } queued ? Time(queued) : null,
                Queue = contact.Queue is { } queue ? new { ARN = queue.QueueARN, queue.Name } : null,
            }),
        },
        EventId = Guid.NewGuid().ToString(),
        EventTimestamp = Time(at),
        EventType = type,
        InstanceARN = Site.InstanceArn,
        Version = "2017-10-01",
    };

    /// <summary>An event of EventBridge.</summary>
    /// <param name="type">INITIATED, CONNECTED_TO_AGENT or DISCONNECTED.</param>
    public static object ContactEvent(Agent agent, Contact contact, string type, DateTimeOffset at) => new Dictionary<string, object>
    {
        ["version"] = "0",
        ["id"] = Guid.NewGuid().ToString(),
        ["detail-type"] = "Amazon Connect Contact Event",
        ["source"] = "aws.connect",
        ["time"] = Time(at),
        ["detail"] = new
        {
            eventType = type,
            contactId = contact.ContactId,
            initialContactId = contact.InitialContactId,
            channel = "VOICE",
            initiationMethod = contact.InitiationMethod.ToUpperInvariant(),
            instanceArn = Site.InstanceArn,
            agentInfo = new { agentArn = agent.Arn, connectedToAgentTimestamp = contact.ConnectedAt is { } connected ? Time(connected) : null },
        },
    };

    /// <summary>An agent as GetCurrentUserData tells; times are epoch seconds.</summary>
    public static object UserData(Agent agent) => new
    {
        User = new { Id = agent.AgentId, agent.Arn },
        Status = new { StatusArn = agent.Shown.AgentStateARN, StatusName = agent.Shown.Name, StatusStartTimestamp = Seconds(agent.ShownSince) },
        NextStatus = agent.Next?.Name,
        Contacts = agent.Contacts.Select(contact => new
        {
            contact.ContactId,
            Channel = "VOICE",
            InitiationMethod = contact.InitiationMethod.ToUpperInvariant(),
            AgentContactState = StateOf(contact),
            StateStartTimestamp = Seconds(contact.Since),
        }),
    };

    /// <summary>A state's type in the words of ListAgentStatuses.</summary>
    public static string StatusType(AgentState state) => state.Type switch
    {
        "routable" => "ROUTABLE",
        "offline" => "OFFLINE",
        _ => "CUSTOM",
    };

    private static decimal Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000m;
}
