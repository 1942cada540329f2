using System.Collections.Concurrent;

namespace CallActors.Connect.Api.Quotas;

/// <summary>
/// Keeps each operation within its quota: one bucket an operation. The quota is the account's, so all clients of a
/// process are to share one of these, and all processes of a site the buckets behind it.
/// </summary>
public sealed class RequestQuotas
{
    private readonly TakeRequest take;
    private readonly Func<string, RequestQuota> quotaOf;

    /// <summary>Buckets in this process, which is right where no other process of the site calls the API.</summary>
    /// <param name="quotaOf">The quota of an operation by its name, where Amazon granted another than its usual one.</param>
    public RequestQuotas(TimeProvider clock, Func<string, RequestQuota>? quotaOf = null)
        : this(InProcess(clock), quotaOf)
    {
    }

    /// <summary>Buckets that are kept elsewhere, such as in a database that all nodes of a site share.</summary>
    public RequestQuotas(TakeRequest take, Func<string, RequestQuota>? quotaOf = null) =>
        (this.take, this.quotaOf) = (take, quotaOf ?? RequestQuota.Of);

    /// <summary>Takes one request from the operation's quota.</summary>
    /// <param name="mayOwe">A request that Amazon answered to try again is owed: it goes out, and later ones wait for it.</param>
    /// <returns>Null where the request may go out, else how long until the next one may.</returns>
    public ValueTask<TimeSpan?> TakeAsync(string operation, bool mayOwe = false, CancellationToken cancellation = default) =>
        take(operation, quotaOf(operation), mayOwe, cancellation);

    /// <summary>The quota that is kept for the operation.</summary>
    public RequestQuota QuotaOf(string operation) => quotaOf(operation);

    private static TakeRequest InProcess(TimeProvider clock)
    {
        var buckets = new ConcurrentDictionary<string, TokenBucket>();
        return (operation, quota, mayOwe, _) =>
            ValueTask.FromResult(buckets.GetOrAdd(operation, _ => new TokenBucket(quota, clock)).Take(mayOwe));
    }
}

/// <summary>Takes one request from an operation's bucket, which refills by the quota.</summary>
/// <param name="mayOwe">Takes it even where the bucket is empty; later ones wait the longer.</param>
/// <returns>Null where it may go out, else how long until the next one may.</returns>
public delegate ValueTask<TimeSpan?> TakeRequest(string operation, RequestQuota quota, bool mayOwe, CancellationToken cancellation);
