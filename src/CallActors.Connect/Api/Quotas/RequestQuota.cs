namespace CallActors.Connect.Api.Quotas;

/// <summary>How often an operation may be called, in the whole account and Region.</summary>
/// <param name="RequestsPerSecond">How many a second in the long run.</param>
/// <param name="Burst">How many at once after a pause.</param>
public sealed record RequestQuota(double RequestsPerSecond, int Burst)
{
    /// <summary>Amazon's quotas where nobody asked for more (Amazon Connect, "API throttling quotas").</summary>
    public static RequestQuota Of(string operation) => operation switch
    {
        "StopContact" or "DescribeContact" or "GetContactAttributes" or "UpdateContactAttributes" => new(10, 15),
        _ => new(2, 5),
    };
}
