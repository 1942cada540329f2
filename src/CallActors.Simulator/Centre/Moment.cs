namespace CallActors.Simulator.Centre;

/// <summary>Time and new ids come in with every transition, so that transitions stay pure.</summary>
/// <param name="Now">The time of the transition, in whole milliseconds as Amazon tells it.</param>
/// <param name="NewId">Gives an id that was never given before.</param>
internal readonly record struct Moment(DateTimeOffset Now, Func<string> NewId)
{
    /// <summary>The present moment of this machine.</summary>
    public static Moment Present() => At(DateTimeOffset.UtcNow);

    /// <summary>A moment at a given time, cut to whole milliseconds.</summary>
    public static Moment At(DateTimeOffset time) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()), () => Guid.NewGuid().ToString());
}
