using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace CallActors.Connect.Api.Calling;

/// <summary>Takes from the settings what decides where a request goes.</summary>
internal sealed class ConnectEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        ParametersOf(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint);

    public static EndpointParameters ParametersOf(IClientConfig config, RegionEndpoint? alternate)
    {
        var parameters = new EndpointParameters();
        parameters["Region"] = (alternate ?? config.RegionEndpoint)?.SystemName;
        parameters["UseFIPS"] = config.UseFIPSEndpoint;
        parameters["UseDualStack"] = config.UseDualstackEndpoint;
        parameters["Endpoint"] = string.IsNullOrEmpty(config.ServiceURL) ? null : config.ServiceURL;
        return parameters;
    }
}
