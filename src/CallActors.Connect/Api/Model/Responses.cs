namespace CallActors.Connect.Api.Model;

public sealed class StartOutboundVoiceContactResponse : AmazonConnectResponse
{
    public string? ContactId { get; set; }
}

public sealed class MonitorContactResponse : AmazonConnectResponse
{
    public string? ContactId { get; set; }

    public string? ContactArn { get; set; }
}

public sealed class DescribeContactResponse : AmazonConnectResponse
{
    public Contact? Contact { get; set; }
}

public sealed class GetContactAttributesResponse : AmazonConnectResponse
{
    public Dictionary<string, string>? Attributes { get; set; }
}

public sealed class GetCurrentUserDataResponse : AmazonConnectResponse
{
    public string? NextToken { get; set; }

    public List<UserData>? UserDataList { get; set; }

    public long? ApproximateTotalCount { get; set; }
}

public sealed class ListAgentStatusesResponse : AmazonConnectResponse
{
    public string? NextToken { get; set; }

    public List<AgentStatusSummary>? AgentStatusSummaryList { get; set; }
}

/// <summary>A state that agents can be in.</summary>
public sealed class AgentStatusSummary
{
    public string? Id { get; set; }

    public string? Arn { get; set; }

    public string? Name { get; set; }

    /// <summary>ROUTABLE, CUSTOM or OFFLINE.</summary>
    public string? Type { get; set; }
}

public sealed class SuspendContactRecordingResponse : AmazonConnectResponse;

public sealed class ResumeContactRecordingResponse : AmazonConnectResponse;

public sealed class StopContactResponse : AmazonConnectResponse;

public sealed class ResumeContactResponse : AmazonConnectResponse;

public sealed class PauseContactResponse : AmazonConnectResponse;

public sealed class DismissUserContactResponse : AmazonConnectResponse;

public sealed class PutUserStatusResponse : AmazonConnectResponse;

public sealed class UpdateContactAttributesResponse : AmazonConnectResponse;
