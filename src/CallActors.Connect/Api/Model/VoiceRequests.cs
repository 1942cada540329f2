namespace CallActors.Connect.Api.Model;

/// <summary>Calls a number and runs a contact flow on the call.</summary>
public sealed class StartOutboundVoiceContactRequest : AmazonConnectRequest
{
    /// <summary>E.164.</summary>
    public string? DestinationPhoneNumber { get; set; }

    public string? ContactFlowId { get; set; }

    public string? InstanceId { get; set; }

    public string? Name { get; set; }

    public string? Description { get; set; }

    public Dictionary<string, Reference>? References { get; set; }

    public string? RelatedContactId { get; set; }

    /// <summary>What makes a repeat harmless; where it is not set, each call gets a new one.</summary>
    public string? ClientToken { get; set; }

    public string? SourcePhoneNumber { get; set; }

    public string? QueueId { get; set; }

    public Dictionary<string, string>? Attributes { get; set; }

    public AnswerMachineDetectionConfig? AnswerMachineDetectionConfig { get; set; }

    public string? CampaignId { get; set; }

    /// <summary>GENERAL or CAMPAIGN.</summary>
    public string? TrafficType { get; set; }

    public OutboundStrategy? OutboundStrategy { get; set; }

    public int? RingTimeoutInSeconds { get; set; }

    internal override AmazonConnectRequest ToSend()
    {
        var sent = (StartOutboundVoiceContactRequest)MemberwiseClone();
        sent.ClientToken ??= Guid.NewGuid().ToString();
        return sent;
    }
}

public sealed class Reference
{
    /// <summary>URL, ATTACHMENT, NUMBER, STRING, DATE or EMAIL.</summary>
    public string? Type { get; set; }

    public string? Value { get; set; }

    public string? Status { get; set; }

    public string? Arn { get; set; }

    public string? StatusReason { get; set; }
}

public sealed class AnswerMachineDetectionConfig
{
    public bool? EnableAnswerMachineDetection { get; set; }

    public bool? AwaitAnswerMachinePrompt { get; set; }
}

public sealed class OutboundStrategy
{
    /// <summary>AGENT_FIRST.</summary>
    public string? Type { get; set; }

    public OutboundStrategyConfig? Config { get; set; }
}

public sealed class OutboundStrategyConfig
{
    public AgentFirst? AgentFirst { get; set; }
}

public sealed class AgentFirst
{
    public Preview? Preview { get; set; }
}

public sealed class Preview
{
    public PostAcceptTimeoutConfig? PostAcceptTimeoutConfig { get; set; }

    /// <summary>CALL, DISCARD.</summary>
    public List<string>? AllowedUserActions { get; set; }
}

public sealed class PostAcceptTimeoutConfig
{
    public int? DurationInSeconds { get; set; }
}

/// <summary>Ends a contact; not possible for voice begun by a transfer, a disconnect flow, a quick connect or monitoring.</summary>
public sealed class StopContactRequest : AmazonConnectRequest
{
    public string? ContactId { get; set; }

    public string? InstanceId { get; set; }

    public DisconnectReason? DisconnectReason { get; set; }
}

public sealed class DisconnectReason
{
    public string? Code { get; set; }
}

/// <summary>A supervisor listens to a contact, or barges in.</summary>
public sealed class MonitorContactRequest : AmazonConnectRequest
{
    public string? InstanceId { get; set; }

    public string? ContactId { get; set; }

    public string? UserId { get; set; }

    /// <summary>SILENT_MONITOR, BARGE.</summary>
    public List<string>? AllowedMonitorCapabilities { get; set; }

    /// <summary>What makes a repeat harmless; where it is not set, each call gets a new one.</summary>
    public string? ClientToken { get; set; }

    internal override AmazonConnectRequest ToSend()
    {
        var sent = (MonitorContactRequest)MemberwiseClone();
        sent.ClientToken ??= Guid.NewGuid().ToString();
        return sent;
    }
}
