using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;
using CallActors.Connect.Api.Calling;
using CallActors.Connect.Api.Quotas;

namespace CallActors.Connect.Api;

/// <summary>
/// How to reach Amazon Connect: all settings of an AWS client, with the usual chains for credentials, Region and
/// endpoint (<c>AWS_ENDPOINT_URL_CONNECT</c> among them). For a stand-in set ServiceURL and AuthenticationRegion.
/// </summary>
public sealed class AmazonConnectConfig : ClientConfig
{
    private static readonly string userAgent = InternalSDKUtils.BuildUserAgentString("Connect", "4.0");

    public AmazonConnectConfig()
        : base(new DefaultConfigurationProvider(DefaultConfigurations.All))
    {
        AuthenticationServiceName = "connect";
        ServiceId = "Connect";
        EndpointProvider = new ConnectEndpointProvider();
    }

    /// <summary>
    /// What keeps each operation within the account's quota. Give all clients of a process the same, and buckets that
    /// all processes share where there are several: by default each client has its own.
    /// </summary>
    public RequestQuotas Quotas { get; init; } = new(TimeProvider.System);

    public override string RegionEndpointServiceName => "connect";

    public override string ServiceVersion => "2017-08-08";

    public override string UserAgent => userAgent;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(ConnectEndpointResolver.ParametersOf(this, parameters?.AlternateEndpoint));
}
