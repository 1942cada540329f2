using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using CallActors.Connect.Api.Calling;
using CallActors.Connect.Api.Model;
using CallActors.Connect.Api.Quotas;

namespace CallActors.Connect.Api;

/// <summary>
/// Amazon Connect's API, with the names of AWSSDK.Connect. Credentials, Region and endpoint come from the config or
/// from the usual chains; throttling, server errors and lost connections are tried three times in all.
/// </summary>
/// <remarks>
/// A call ends by its cancellation token: give one with a deadline to every call. Each call throws
/// <see cref="AmazonConnectException"/> or the exception derived from it that says why, and
/// <see cref="RequestQuotaException"/>, before anything is sent, where it would exceed the account's quota.
/// </remarks>
public sealed class AmazonConnectClient : AmazonServiceClient
{
    /// <summary>Credentials, Region and endpoint from the environment, the profile or the machine's role.</summary>
    public AmazonConnectClient()
        : this(new AmazonConnectConfig())
    {
    }

    public AmazonConnectClient(RegionEndpoint region)
        : this(new AmazonConnectConfig { RegionEndpoint = region })
    {
    }

    public AmazonConnectClient(AmazonConnectConfig config)
        : base(config)
    {
    }

    public AmazonConnectClient(AWSCredentials credentials, AmazonConnectConfig config)
        : base(credentials, config)
    {
    }

    protected override IServiceMetadata ServiceMetadata { get; } = new ConnectMetadata();

    /// <summary>Calls a number. Without a ClientToken a new one is sent, so that the client's own retries dial once.</summary>
    public Task<StartOutboundVoiceContactResponse> StartOutboundVoiceContactAsync(
        StartOutboundVoiceContactRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.StartOutboundVoiceContact, request, cancellationToken);

    public Task<StopContactResponse> StopContactAsync(StopContactRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.StopContact, request, cancellationToken);

    public Task<ResumeContactResponse> ResumeContactAsync(ResumeContactRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.ResumeContact, request, cancellationToken);

    public Task<PauseContactResponse> PauseContactAsync(PauseContactRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.PauseContact, request, cancellationToken);

    public Task<DismissUserContactResponse> DismissUserContactAsync(
        DismissUserContactRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.DismissUserContact, request, cancellationToken);

    public Task<PutUserStatusResponse> PutUserStatusAsync(PutUserStatusRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.PutUserStatus, request, cancellationToken);

    public Task<ListAgentStatusesResponse> ListAgentStatusesAsync(
        ListAgentStatusesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.ListAgentStatuses, request, cancellationToken);

    public Task<GetCurrentUserDataResponse> GetCurrentUserDataAsync(
        GetCurrentUserDataRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.GetCurrentUserData, request, cancellationToken);

    public Task<DescribeContactResponse> DescribeContactAsync(DescribeContactRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.DescribeContact, request, cancellationToken);

    public Task<GetContactAttributesResponse> GetContactAttributesAsync(
        GetContactAttributesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.GetContactAttributes, request, cancellationToken);

    public Task<UpdateContactAttributesResponse> UpdateContactAttributesAsync(
        UpdateContactAttributesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.UpdateContactAttributes, request, cancellationToken);

    /// <summary>Pauses the recording of a contact; it stays paused until it is resumed.</summary>
    public Task<SuspendContactRecordingResponse> SuspendContactRecordingAsync(
        SuspendContactRecordingRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.SuspendContactRecording, request, cancellationToken);

    public Task<ResumeContactRecordingResponse> ResumeContactRecordingAsync(
        ResumeContactRecordingRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.ResumeContactRecording, request, cancellationToken);

    /// <summary>A supervisor listens. Without a ClientToken a new one is sent, so that the client's own retries join once.</summary>
    public Task<MonitorContactResponse> MonitorContactAsync(MonitorContactRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(Operations.MonitorContact, request, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new ConnectEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new ConnectSigning());
        pipeline.AddHandlerAfter<RetryHandler>(new QuotaHandler(((AmazonConnectConfig)Config).Quotas));
    }

    private Task<TResponse> CallAsync<TRequest, TResponse>(
        Operation<TRequest, TResponse> operation, TRequest request, CancellationToken cancellationToken)
        where TRequest : AmazonConnectRequest
        where TResponse : AmazonConnectResponse, new()
    {
        ArgumentNullException.ThrowIfNull(request);
        return InvokeAsync<TResponse>(
            request, new InvokeOptions { RequestMarshaller = operation, ResponseUnmarshaller = operation }, cancellationToken);
    }

    private sealed class ConnectMetadata : IServiceMetadata
    {
        public string ServiceId => "Connect";

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }
}
