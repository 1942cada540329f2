using Amazon;
using Amazon.Runtime;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Quotas;
using CallActors.Edge.Api;
using CallActors.Engine.Journal;
using CallActors.Host.Options;
using CallActors.Simulator;

namespace CallActors.Host;

/// <summary>How the API of an instance is called. Its quota is the account's: nodes that share a journal share its buckets too.</summary>
internal static class AmazonApiSettings
{
    /// <exception cref="HostOptionException">There is no Region.</exception>
    public static AmazonApiOptions Of(AmazonInstance instance, JournalNode? node)
    {
        var quotas = QuotasOf(node);
        var region = instance.Region ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName
            ?? throw new HostOptionException("The Region of Amazon Connect is not known; give --amazon-region, or the instance's ARN, or set AWS_REGION.");
        return new AmazonApiOptions(instance.InstanceId, () => instance.Endpoint is { } endpoint
            ? new AmazonConnectConfig { Quotas = quotas, ServiceURL = endpoint.ToString(), AuthenticationRegion = region }
            : new AmazonConnectConfig { Quotas = quotas, RegionEndpoint = RegionEndpoint.GetBySystemName(region) });
    }

    /// <param name="host">The address of this host, once it listens.</param>
    public static AmazonApiOptions OfSimulator(Func<Uri> host, JournalNode? node)
    {
        var quotas = QuotasOf(node);
        return new AmazonApiOptions(SimulatorOptions.InstanceArn.Split('/')[^1], () => new AmazonConnectConfig
        {
            Quotas = quotas,
            ServiceURL = new Uri(host(), SimulatorOptions.AmazonApiPath).ToString(),
            AuthenticationRegion = SimulatorOptions.InstanceArn.Split(':')[3],
        })
        {
            Credentials = new BasicAWSCredentials("simulator", "simulator"),
        };
    }

    private static RequestQuotas QuotasOf(JournalNode? node) => node is not null
        ? new RequestQuotas((operation, quota, mayOwe, cancellation) => node.TakeAsync(operation, quota.RequestsPerSecond, quota.Burst, mayOwe, cancellation))
        : new RequestQuotas(TimeProvider.System);
}
