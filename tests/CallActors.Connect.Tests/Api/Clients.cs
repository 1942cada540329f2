using Amazon.Runtime;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Quotas;

namespace CallActors.Connect.Tests.Api;

internal static class Clients
{
    /// <summary>Our client against a stand-in, without a quota in its way.</summary>
    public static AmazonConnectClient To(string url, RequestQuotas? quotas = null) => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonConnectConfig
        {
            ServiceURL = url,
            AuthenticationRegion = "eu-central-1",
            Quotas = quotas ?? new RequestQuotas(TimeProvider.System, _ => new RequestQuota(10_000, 10_000)),
        });
}
