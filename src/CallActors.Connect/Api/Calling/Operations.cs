using System.Globalization;
using CallActors.Connect.Api.Model;
using static CallActors.Connect.Api.Calling.ConnectJson;

namespace CallActors.Connect.Api.Calling;

/// <summary>The operations, as Amazon's service model has them (version 2017-08-08).</summary>
internal static class Operations
{
    public static readonly Operation<StartOutboundVoiceContactRequest, StartOutboundVoiceContactResponse> StartOutboundVoiceContact = new(
        "PUT", "/contact/outbound-voice", _ => [], OnWire.StartOutboundVoiceContactRequest, OnWire.StartOutboundVoiceContactResponse);

    public static readonly Operation<StopContactRequest, StopContactResponse> StopContact = new(
        "POST", "/contact/stop", _ => [], OnWire.StopContactRequest, OnWire.StopContactResponse);

    public static readonly Operation<ResumeContactRequest, ResumeContactResponse> ResumeContact = new(
        "POST", "/contact/resume", _ => [], OnWire.ResumeContactRequest, OnWire.ResumeContactResponse);

    public static readonly Operation<PauseContactRequest, PauseContactResponse> PauseContact = new(
        "POST", "/contact/pause", _ => [], OnWire.PauseContactRequest, OnWire.PauseContactResponse);

    public static readonly Operation<DismissUserContactRequest, DismissUserContactResponse> DismissUserContact = new(
        "POST", "/users/{InstanceId}/{UserId}/contact", r => [("InstanceId", r.InstanceId), ("UserId", r.UserId)],
        OnWire.DismissUserContactRequest, OnWire.DismissUserContactResponse);

    public static readonly Operation<PutUserStatusRequest, PutUserStatusResponse> PutUserStatus = new(
        "PUT", "/users/{InstanceId}/{UserId}/status", r => [("InstanceId", r.InstanceId), ("UserId", r.UserId)],
        OnWire.PutUserStatusRequest, OnWire.PutUserStatusResponse);

    public static readonly Operation<ListAgentStatusesRequest, ListAgentStatusesResponse> ListAgentStatuses = new(
        "GET", "/agent-status/{InstanceId}", r => [("InstanceId", r.InstanceId)], null, OnWire.ListAgentStatusesResponse,
        r => [("nextToken", r.NextToken), ("maxResults", r.MaxResults?.ToString(CultureInfo.InvariantCulture))]);

    public static readonly Operation<GetCurrentUserDataRequest, GetCurrentUserDataResponse> GetCurrentUserData = new(
        "POST", "/metrics/userdata/{InstanceId}", r => [("InstanceId", r.InstanceId)],
        OnWire.GetCurrentUserDataRequest, OnWire.GetCurrentUserDataResponse);

    public static readonly Operation<DescribeContactRequest, DescribeContactResponse> DescribeContact = new(
        "GET", "/contacts/{InstanceId}/{ContactId}", r => [("InstanceId", r.InstanceId), ("ContactId", r.ContactId)],
        null, OnWire.DescribeContactResponse);

    public static readonly Operation<GetContactAttributesRequest, GetContactAttributesResponse> GetContactAttributes = new(
        "GET", "/contact/attributes/{InstanceId}/{InitialContactId}",
        r => [("InstanceId", r.InstanceId), ("InitialContactId", r.InitialContactId)], null, OnWire.GetContactAttributesResponse);

    public static readonly Operation<UpdateContactAttributesRequest, UpdateContactAttributesResponse> UpdateContactAttributes = new(
        "POST", "/contact/attributes", _ => [], OnWire.UpdateContactAttributesRequest, OnWire.UpdateContactAttributesResponse);

    public static readonly Operation<SuspendContactRecordingRequest, SuspendContactRecordingResponse> SuspendContactRecording = new(
        "POST", "/contact/suspend-recording", _ => [], OnWire.SuspendContactRecordingRequest, OnWire.SuspendContactRecordingResponse);

    public static readonly Operation<ResumeContactRecordingRequest, ResumeContactRecordingResponse> ResumeContactRecording = new(
        "POST", "/contact/resume-recording", _ => [], OnWire.ResumeContactRecordingRequest, OnWire.ResumeContactRecordingResponse);

    public static readonly Operation<MonitorContactRequest, MonitorContactResponse> MonitorContact = new(
        "POST", "/contact/monitor", _ => [], OnWire.MonitorContactRequest, OnWire.MonitorContactResponse);
}
