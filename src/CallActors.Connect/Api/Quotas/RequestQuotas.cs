using System.Collections.Concurrent;

namespace CallActors.Connect.Api.Quotas;

/// <summary>
/// Keeps each operation within its quota: one token bucket an operation, refilled as time passes. The quota is the
/// account's, so all clients of a site are to share one of these.
/// </summary>
/// <param name="quotaOf">The quota of an operation by its name, where Amazon granted another than its usual one.</param>
public sealed class RequestQuotas(TimeProvider clock, Func<string, RequestQuota>? quotaOf = null)
{
    private readonly ConcurrentDictionary<string, TokenBucket> buckets = new();

    /// <summary>Takes one request from the operation's quota.</summary>
    /// <param name="mayOwe">A request that Amazon answered to try again is owed: it goes out, and later ones wait for it.</param>
    /// <returns>Null where the request may go out, else how long until the next one may.</returns>
    public TimeSpan? Take(string operation, bool mayOwe = false) => BucketOf(operation).Take(mayOwe);

    /// <summary>The quota that is kept for the operation.</summary>
    public RequestQuota QuotaOf(string operation) => BucketOf(operation).Quota;

    private TokenBucket BucketOf(string operation) =>
        buckets.GetOrAdd(operation, name => new TokenBucket((quotaOf ?? RequestQuota.Of)(name), clock));
}
