namespace CallActors.Connect.Api.Quotas;

/// <summary>Tokens that come back at a steady rate up to the burst; a request takes one.</summary>
internal sealed class TokenBucket(RequestQuota quota, TimeProvider clock)
{
    private readonly Lock guard = new();
    private double tokens = quota.Burst;
    private long filledAt = clock.GetTimestamp();

    /// <returns>Null where a token was taken, else how long until there is one.</returns>
    public TimeSpan? Take(bool mayOwe)
    {
        lock (guard)
        {
            var now = clock.GetTimestamp();
            tokens = Math.Min(quota.Burst, tokens + (clock.GetElapsedTime(filledAt, now).TotalSeconds * quota.RequestsPerSecond));
            filledAt = now;
            if (tokens < 1 && !mayOwe)
            {
                return TimeSpan.FromSeconds((1 - tokens) / quota.RequestsPerSecond);
            }

            // What is owed is bounded: an outage must not lock the operation out for long after it.
            tokens = Math.Max(-quota.Burst, tokens - 1);
            return null;
        }
    }
}
