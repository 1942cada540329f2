namespace CallActors.Connect.Api.Model;

/// <summary>An agent as GetCurrentUserData tells: the state and the contacts, without connections.</summary>
public sealed class UserData
{
    public UserReference? User { get; set; }

    public RoutingProfileReference? RoutingProfile { get; set; }

    public HierarchyPathReference? HierarchyPath { get; set; }

    public AgentStatusReference? Status { get; set; }

    public Dictionary<string, int>? AvailableSlotsByChannel { get; set; }

    public Dictionary<string, int>? MaxSlotsByChannel { get; set; }

    public Dictionary<string, int>? ActiveSlotsByChannel { get; set; }

    public List<AgentContactReference>? Contacts { get; set; }

    /// <summary>The name of the state that follows after the call.</summary>
    public string? NextStatus { get; set; }
}

public sealed class UserReference
{
    public string? Id { get; set; }

    public string? Arn { get; set; }
}

public sealed class RoutingProfileReference
{
    public string? Id { get; set; }

    public string? Arn { get; set; }
}

public sealed class HierarchyPathReference
{
    public HierarchyGroupSummaryReference? LevelOne { get; set; }

    public HierarchyGroupSummaryReference? LevelTwo { get; set; }

    public HierarchyGroupSummaryReference? LevelThree { get; set; }

    public HierarchyGroupSummaryReference? LevelFour { get; set; }

    public HierarchyGroupSummaryReference? LevelFive { get; set; }
}

public sealed class HierarchyGroupSummaryReference
{
    public string? Id { get; set; }

    public string? Arn { get; set; }
}

public sealed class AgentStatusReference
{
    public DateTime? StatusStartTimestamp { get; set; }

    public string? StatusArn { get; set; }

    public string? StatusName { get; set; }
}

public sealed class AgentContactReference
{
    public string? ContactId { get; set; }

    /// <summary>VOICE, CHAT, TASK or EMAIL.</summary>
    public string? Channel { get; set; }

    public string? InitiationMethod { get; set; }

    /// <summary>INCOMING, PENDING, CONNECTING, CONNECTED, CONNECTED_ONHOLD, MISSED, PAUSED, REJECTED, ERROR or ENDED.</summary>
    public string? AgentContactState { get; set; }

    public DateTime? StateStartTimestamp { get; set; }

    public DateTime? ConnectedToAgentTimestamp { get; set; }

    public QueueReference? Queue { get; set; }
}

public sealed class QueueReference
{
    public string? Id { get; set; }

    public string? Arn { get; set; }
}
