namespace CallActors.Client.Requests;

/// <summary>Pauses between attempts, which grow and vary: a node that comes back is not met by all apps at once.</summary>
internal sealed class Pauses(CallActorsOptions options)
{
    private int attempts;

    public TimeSpan Next()
    {
        var pause = Math.Min(options.LongestPause.TotalMilliseconds, options.FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(attempts++, 30)));
        return TimeSpan.FromMilliseconds((pause / 2) + (Random.Shared.NextDouble() * pause / 2));
    }

    public void Reset() => attempts = 0;
}
