namespace CallActors.Engine.Tests.Engine;

/// <summary>A clock that a test can put forward; timers go on as ever.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    /// <summary>Done once, when it is next asked how long something took; to the asker that is an hour.</summary>
    public Action? OnTimestamp { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;

    public override long GetTimestamp()
    {
        if (OnTimestamp is not { } once)
        {
            return base.GetTimestamp();
        }

        OnTimestamp = null;
        once();
        return base.GetTimestamp() + (TimestampFrequency * 3600);
    }
}
