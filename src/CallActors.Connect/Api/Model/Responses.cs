using Amazon.Runtime;

namespace CallActors.Connect.Api.Model;

public sealed class StartOutboundVoiceContactResponse : AmazonWebServiceResponse
{
    public string? ContactId { get; set; }
}

public sealed class MonitorContactResponse : AmazonWebServiceResponse
{
    public string? ContactId { get; set; }

    public string? ContactArn { get; set; }
}

public sealed class DescribeContactResponse : AmazonWebServiceResponse
{
    public Contact? Contact { get; set; }
}

public sealed class GetContactAttributesResponse : AmazonWebServiceResponse
{
    public Dictionary<string, string>? Attributes { get; set; }
}

public sealed class GetCurrentUserDataResponse : AmazonWebServiceResponse
{
    public string? NextToken { get; set; }

    public List<UserData>? UserDataList { get; set; }

    public long? ApproximateTotalCount { get; set; }
}

public sealed class SuspendContactRecordingResponse : AmazonWebServiceResponse;

public sealed class ResumeContactRecordingResponse : AmazonWebServiceResponse;

public sealed class StopContactResponse : AmazonWebServiceResponse;

public sealed class ResumeContactResponse : AmazonWebServiceResponse;

public sealed class PauseContactResponse : AmazonWebServiceResponse;

public sealed class DismissUserContactResponse : AmazonWebServiceResponse;

public sealed class PutUserStatusResponse : AmazonWebServiceResponse;

public sealed class UpdateContactAttributesResponse : AmazonWebServiceResponse;
