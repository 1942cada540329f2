namespace CallActors.Engine.Tests.Engine;

/// <summary>A clock that a test can put forward; timers go on as ever.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
