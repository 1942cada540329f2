using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Model;

namespace CallActors.Connect.Tests.Api;

/// <summary>Where our client would send a request.</summary>
internal static class Endpoints
{
    public static string Of(string region, bool fips, bool dualStack) => new AmazonConnectConfig
    {
        RegionEndpoint = RegionEndpoint.GetBySystemName(region),
        UseFIPSEndpoint = fips,
        UseDualstackEndpoint = dualStack,
    }.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new StopContactRequest())).URL;
}
