using System.Globalization;

namespace CallActors.Connect.Api.Quotas;

/// <summary>A call would have exceeded the account's quota; nothing was sent.</summary>
/// <param name="Operation">The operation whose quota it is.</param>
/// <param name="RetryAfter">From when on one more request fits.</param>
public sealed class RequestQuotaException(string operation, RequestQuota quota, TimeSpan retryAfter) : AmazonConnectException(
    string.Create(CultureInfo.InvariantCulture, $"The quota of {operation} is used up: {quota.RequestsPerSecond:0.###} requests a second, {quota.Burst} at once, for the whole account. Try again in {Math.Ceiling(retryAfter.TotalMilliseconds)} ms."))
{
    public string Operation { get; } = operation;

    public RequestQuota Quota { get; } = quota;

    public TimeSpan RetryAfter { get; } = retryAfter;
}
