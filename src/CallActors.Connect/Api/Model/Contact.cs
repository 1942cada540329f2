namespace CallActors.Connect.Api.Model;

/// <summary>
/// A contact as DescribeContact tells, without a hold state. Of Amazon's members these are the ones that a voice
/// contact has beyond quality, campaigns and routing; the others are passed over.
/// </summary>
public sealed class Contact
{
    public string? Arn { get; set; }

    public string? Id { get; set; }

    public string? InitialContactId { get; set; }

    public string? PreviousContactId { get; set; }

    public string? ContactAssociationId { get; set; }

    public string? InitiationMethod { get; set; }

    public string? Name { get; set; }

    public string? Description { get; set; }

    public string? Channel { get; set; }

    public QueueInfo? QueueInfo { get; set; }

    public AgentInfo? AgentInfo { get; set; }

    public DateTime? InitiationTimestamp { get; set; }

    public DateTime? DisconnectTimestamp { get; set; }

    public DateTime? LastUpdateTimestamp { get; set; }

    public DateTime? LastPausedTimestamp { get; set; }

    public DateTime? LastResumedTimestamp { get; set; }

    public int? TotalPauseCount { get; set; }

    public int? TotalPauseDurationInSeconds { get; set; }

    public DateTime? ScheduledTimestamp { get; set; }

    public string? RelatedContactId { get; set; }

    public string? CustomerId { get; set; }

    public EndpointInfo? CustomerEndpoint { get; set; }

    public EndpointInfo? SystemEndpoint { get; set; }

    public int? QueueTimeAdjustmentSeconds { get; set; }

    public long? QueuePriority { get; set; }

    public Dictionary<string, string>? Tags { get; set; }

    public DateTime? ConnectedToSystemTimestamp { get; set; }

    public string? AnsweringMachineDetectionStatus { get; set; }

    public string? DisconnectReason { get; set; }

    public Dictionary<string, string>? Attributes { get; set; }
}

public sealed class QueueInfo
{
    public string? Id { get; set; }

    public DateTime? EnqueueTimestamp { get; set; }
}

/// <summary>The agent who took the contact.</summary>
public sealed class AgentInfo
{
    public string? Id { get; set; }

    public DateTime? AcceptedByAgentTimestamp { get; set; }

    public DateTime? PreviewEndTimestamp { get; set; }

    public DateTime? ConnectedToAgentTimestamp { get; set; }

    public int? AgentPauseDurationInSeconds { get; set; }

    public int? AfterContactWorkDuration { get; set; }

    public DateTime? AfterContactWorkStartTimestamp { get; set; }

    public DateTime? AfterContactWorkEndTimestamp { get; set; }

    public int? AgentInitiatedHoldDuration { get; set; }
}

public sealed class EndpointInfo
{
    public string? Type { get; set; }

    /// <summary>E.164 for a phone number.</summary>
    public string? Address { get; set; }

    public string? DisplayName { get; set; }
}
