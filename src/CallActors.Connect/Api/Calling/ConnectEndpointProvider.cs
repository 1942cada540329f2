using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace CallActors.Connect.Api.Calling;

/// <summary>Where Amazon Connect is, by Region, partition and the settings for FIPS and dual stack.</summary>
internal sealed class ConnectEndpointProvider : IEndpointProvider
{
    /// <exception cref="AmazonClientException">No Region is set, or it has no endpoint of that kind.</exception>
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var (fips, dualStack) = (parameters["UseFIPS"] is true, parameters["UseDualStack"] is true);
        if (parameters["Endpoint"] is string given)
        {
            return !fips && !dualStack
                ? new Endpoint(given) { Attributes = SignedFor(parameters["Region"] as string) }
                : throw new AmazonClientException("FIPS and dual stack are not possible together with a ServiceURL; set one or the other.");
        }

        if (parameters["Region"] is not string region)
        {
            throw new AmazonClientException("No Region is set for Amazon Connect; set RegionEndpoint or AWS_REGION.");
        }

        var partition = Fn.Partition(region);
        if ((fips && !partition.supportsFIPS) || (dualStack && !partition.supportsDualStack))
        {
            throw new AmazonClientException($"{(fips ? "FIPS" : "Dual stack")} is not offered in the partition of {region}.");
        }

        // In GovCloud the plain name is the one that fulfils FIPS.
        var host = fips && (dualStack || partition.name != "aws-us-gov") ? "connect-fips" : "connect";
        return new Endpoint($"https://{host}.{region}.{(dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}");
    }

    /// <summary>An address of one's own does not tell the Region, and a signature needs it.</summary>
    private static PropertyBag SignedFor(string? region)
    {
        var attributes = new PropertyBag();
        if (region is not null)
        {
            var scheme = new PropertyBag();
            scheme["name"] = "sigv4";
            scheme["signingName"] = "connect";
            scheme["signingRegion"] = region;
            attributes["authSchemes"] = new List<object> { scheme };
        }

        return attributes;
    }
}
