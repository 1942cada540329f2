using System.Buffers;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Actors;

/// <summary>
/// Writes snapshots one after another, beside the actors' own work, each rendered when its turn comes and all into one
/// buffer: those of agents with many requests are large arrays, and made anew for each they cost full collections.
/// </summary>
internal sealed class WaitingSnapshots(IJournal journal, EngineOptions options)
{
    private const int KeptBuffer = 1024 * 1024;

    private readonly Lock gate = new();
    private ArrayBufferWriter<byte> buffer = new();
    private Task last = Task.CompletedTask;
    private int waiting;

    /// <summary>Writes the snapshot of a state, and takes away those of long ago that apps need no more to resume.</summary>
    /// <exception cref="JournalUnavailableException">It is not known to be written, or too many wait.</exception>
    public Task WriteAsync(SessionState state)
    {
        lock (gate)
        {
            if (waiting >= options.SnapshotsWaiting)
            {
                return Task.FromException(new JournalUnavailableException($"{waiting} snapshots wait already, which is the limit."));
            }

            waiting++;
            return last = WriteAfterAsync(last, state);
        }
    }

    private async Task WriteAfterAsync(Task before, SessionState state)
    {
        // Never on the thread of an actor, also where nothing waits.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            buffer.ResetWrittenCount();
            await journal.WriteSnapshotAsync(SessionReader.ToSnapshot(state, buffer), options.NeededFrom(state.Revision), default);
        }
        finally
        {
            if (buffer.Capacity > KeptBuffer)
            {
                buffer = new ArrayBufferWriter<byte>();
            }

            lock (gate)
            {
                waiting--;
            }
        }
    }
}
