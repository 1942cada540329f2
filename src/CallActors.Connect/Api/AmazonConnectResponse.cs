using System.Text.Json.Serialization;
using Amazon.Runtime;

namespace CallActors.Connect.Api;

/// <summary>An answer of Amazon Connect. Its members have the names of AWSSDK.Connect.</summary>
public abstract class AmazonConnectResponse : AmazonWebServiceResponse
{
    /// <summary>When Amazon answered, by its header Date, in whole seconds; null where it said nothing of it.</summary>
    [JsonIgnore]
    public DateTimeOffset? AnsweredAt { get; internal set; }
}
