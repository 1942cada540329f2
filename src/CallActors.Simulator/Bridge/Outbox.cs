using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using CallActors.Simulator.Centre;

namespace CallActors.Simulator.Bridge;

/// <summary>Gives the times of an agent's snapshots: each later than the one before, even within a millisecond.</summary>
internal sealed class SnapshotClock
{
    private long lastMilliseconds;

    public long Next() => lastMilliseconds = Math.Max(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), lastMilliseconds + 1);
}

/// <summary>What waits to be sent: frames at once, snapshots when their time has come; a frame never after a snapshot put later.</summary>
internal sealed class Outbox(SnapshotClock clock) : IDisposable
{
    private const int MostWaiting = 1_000;

    private readonly Lock gate = new();
    private readonly Queue<byte[]> frames = new();
    private readonly Queue<(Agent Agent, long NotBefore)> snapshots = new();
    private readonly SemaphoreSlim filled = new(0);

    /// <summary>Puts a frame; false where too much waits already.</summary>
    public bool Put(byte[] frame) => Put(() => frames.Enqueue(frame));

    /// <summary>Puts an agent whose snapshot is taken when it is sent; false where too much waits already.</summary>
    public bool Put(Agent agent, TimeSpan delay) => Put(() =>
        snapshots.Enqueue((agent, Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency))));

    /// <summary>Waits for what is to be sent next.</summary>
    public async Task<byte[]> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (TryTake(out var frame, out var early))
            {
                return frame;
            }

            await filled.WaitAsync(early, cancellation);
        }
    }

    public void Dispose() => filled.Dispose();

    private bool Put(Action enqueue)
    {
        lock (gate)
        {
            if (frames.Count + snapshots.Count >= MostWaiting)
            {
                return false;
            }

            enqueue();
            filled.Release();
            return true;
        }
    }

    private bool TryTake([NotNullWhen(true)] out byte[]? frame, out TimeSpan early)
    {
        lock (gate)
        {
            early = Timeout.InfiniteTimeSpan;
            if (frames.TryDequeue(out frame))
            {
                return true;
            }

            if (!snapshots.TryPeek(out var next))
            {
                return false;
            }

            early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next.NotBefore);
            if (early > TimeSpan.Zero)
            {
                // A timer counts in whole milliseconds, and too early would mean to wait twice.
                early = TimeSpan.FromMilliseconds(Math.Ceiling(early.TotalMilliseconds));
                return false;
            }

            snapshots.Dequeue();
            frame = BridgeFrames.Snapshot(next.Agent, clock.Next());
            return true;
        }
    }
}
