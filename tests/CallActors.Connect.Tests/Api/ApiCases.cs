using Amazon.Runtime;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Model;

namespace CallActors.Connect.Tests.Api;

/// <summary>Calls with several sets of arguments each; the first of an operation stands in the guide's table.</summary>
public static class ApiCases
{
    private const string Odd = "a b/c?d=e&é(!')*~:+@$,;=%";

    public static IReadOnlyList<AmazonConnectRequest> All { get; } =
    [
        new StartOutboundVoiceContactRequest
        {
            DestinationPhoneNumber = "+49301234567", ContactFlowId = "flow-1", InstanceId = "instance-1", ClientToken = "token-1",
            QueueId = "queue-1", Attributes = new() { ["case"] = "4711" },
        },
        new StartOutboundVoiceContactRequest { DestinationPhoneNumber = "+49301234567", ContactFlowId = "flow-1", InstanceId = "instance-1" },
        new StartOutboundVoiceContactRequest
        {
            DestinationPhoneNumber = "+1", ContactFlowId = "f", InstanceId = "i", Name = "Ünïcode <&>'\"\\ \u2028 \U0001F4DE \t", Description = "",
            References = new() { ["ticket"] = new() { Type = "URL", Value = "https://example.com/?a=b&c", Status = "APPROVED", Arn = "arn:x", StatusReason = "r" } },
            RelatedContactId = "related", ClientToken = "t", SourcePhoneNumber = "+491", QueueId = "q", Attributes = [],
            AnswerMachineDetectionConfig = new() { EnableAnswerMachineDetection = true, AwaitAnswerMachinePrompt = false },
            CampaignId = "c", TrafficType = "CAMPAIGN", RingTimeoutInSeconds = 45,
            OutboundStrategy = new()
            {
                Type = "AGENT_FIRST",
                Config = new() { AgentFirst = new() { Preview = new() { PostAcceptTimeoutConfig = new() { DurationInSeconds = 0 }, AllowedUserActions = ["CALL", "DISCARD"] } } },
            },
        },
        new StopContactRequest { ContactId = "contact-1", InstanceId = "instance-1" },
        new StopContactRequest { ContactId = Odd, InstanceId = Odd, DisconnectReason = new() { Code = "OTHER" } },
        new ResumeContactRequest { ContactId = "contact-1", InstanceId = "instance-1" },
        new ResumeContactRequest { ContactId = "contact-1", InstanceId = "instance-1", ContactFlowId = "flow-1" },
        new PauseContactRequest { ContactId = "contact-1", InstanceId = "instance-1" },
        new PauseContactRequest { ContactId = "contact-1", InstanceId = "instance-1", ContactFlowId = "flow-1" },
        new DismissUserContactRequest { UserId = "user-1", InstanceId = "instance-1", ContactId = "contact-1" },
        new DismissUserContactRequest { UserId = Odd, InstanceId = Odd, ContactId = Odd },
        new PutUserStatusRequest { UserId = "user-1", InstanceId = "instance-1", AgentStatusId = "status-1" },
        new PutUserStatusRequest { UserId = Odd, InstanceId = "arn:aws:connect:eu-central-1:111122223333:instance/1", AgentStatusId = Odd },
        new ListAgentStatusesRequest { InstanceId = "instance-1", MaxResults = 100 },
        new ListAgentStatusesRequest { InstanceId = Odd, NextToken = Odd },
        new ListAgentStatusesRequest { InstanceId = "instance-1" },
        new GetCurrentUserDataRequest { InstanceId = "instance-1", Filters = new() { Agents = ["user-1", "user-2"] }, MaxResults = 100 },
        new GetCurrentUserDataRequest { InstanceId = "instance-1" },
        new GetCurrentUserDataRequest
        {
            InstanceId = Odd, NextToken = "next", MaxResults = 1,
            Filters = new()
            {
                Queues = ["q"], ContactFilter = new() { ContactStates = ["CONNECTED", "CONNECTED_ONHOLD"] }, RoutingProfiles = ["r"], Agents = [],
                UserHierarchyGroups = ["g"],
            },
        },
        new DescribeContactRequest { InstanceId = "instance-1", ContactId = "contact-1" },
        new DescribeContactRequest { InstanceId = Odd, ContactId = "." },
        new GetContactAttributesRequest { InstanceId = "instance-1", InitialContactId = "contact-1" },
        new GetContactAttributesRequest { InstanceId = Odd, InitialContactId = Odd },
        new UpdateContactAttributesRequest { InitialContactId = "contact-1", InstanceId = "instance-1", Attributes = new() { ["case"] = "4711" } },
        new UpdateContactAttributesRequest { InitialContactId = "c", InstanceId = "i", Attributes = new() { ["ä b"] = "", ["\"q\""] = "\r\n" } },
        new SuspendContactRecordingRequest { InstanceId = "instance-1", ContactId = "contact-1", InitialContactId = "contact-0" },
        new SuspendContactRecordingRequest { InstanceId = Odd, ContactId = Odd, InitialContactId = Odd, ContactRecordingType = "AGENT" },
        new ResumeContactRecordingRequest { InstanceId = "instance-1", ContactId = "contact-1", InitialContactId = "contact-0" },
        new ResumeContactRecordingRequest { InstanceId = Odd, ContactId = Odd, InitialContactId = Odd, ContactRecordingType = "SCREEN" },
        new MonitorContactRequest
        {
            InstanceId = "instance-1", ContactId = "contact-1", UserId = "user-1", AllowedMonitorCapabilities = ["SILENT_MONITOR", "BARGE"],
            ClientToken = "token-1",
        },
        new MonitorContactRequest { InstanceId = "instance-1", ContactId = "contact-1", UserId = "user-1" },
    ];

    public static string OperationOf(AmazonConnectRequest request) => request.GetType().Name[..^"Request".Length];

    public static async Task<AmazonWebServiceResponse> CallAsync(this AmazonConnectClient client, AmazonConnectRequest request, CancellationToken cancellation = default) => request switch
    {
        StartOutboundVoiceContactRequest r => await client.StartOutboundVoiceContactAsync(r, cancellation),
        StopContactRequest r => await client.StopContactAsync(r, cancellation),
        ResumeContactRequest r => await client.ResumeContactAsync(r, cancellation),
        PauseContactRequest r => await client.PauseContactAsync(r, cancellation),
        DismissUserContactRequest r => await client.DismissUserContactAsync(r, cancellation),
        PutUserStatusRequest r => await client.PutUserStatusAsync(r, cancellation),
        ListAgentStatusesRequest r => await client.ListAgentStatusesAsync(r, cancellation),
        GetCurrentUserDataRequest r => await client.GetCurrentUserDataAsync(r, cancellation),
        DescribeContactRequest r => await client.DescribeContactAsync(r, cancellation),
        GetContactAttributesRequest r => await client.GetContactAttributesAsync(r, cancellation),
        UpdateContactAttributesRequest r => await client.UpdateContactAttributesAsync(r, cancellation),
        SuspendContactRecordingRequest r => await client.SuspendContactRecordingAsync(r, cancellation),
        ResumeContactRecordingRequest r => await client.ResumeContactRecordingAsync(r, cancellation),
        MonitorContactRequest r => await client.MonitorContactAsync(r, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request, "not an operation"),
    };
}
