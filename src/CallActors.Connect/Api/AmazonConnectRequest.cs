using Amazon.Runtime;

namespace CallActors.Connect.Api;

/// <summary>A request to Amazon Connect. Its members have the names of AWSSDK.Connect; what is null is not sent.</summary>
public abstract class AmazonConnectRequest : AmazonWebServiceRequest
{
    /// <summary>What goes out: the same, but for a ClientToken that was not set, which is a new one for each call.</summary>
    internal virtual AmazonConnectRequest ToSend() => this;
}
