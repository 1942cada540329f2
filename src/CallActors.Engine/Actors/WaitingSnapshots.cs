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
    private readonly Dictionary<string, Place> waiting = new(StringComparer.Ordinal);
    private ArrayBufferWriter<byte> buffer = new();
    private Task last = Task.CompletedTask;

    /// <summary>
    /// Writes the snapshot of a state, or a newer one of the same agent, and takes away those of long ago that apps need
    /// no more to resume.
    /// </summary>
    /// <exception cref="JournalUnavailableException">It is not known to be written, or too many agents' wait.</exception>
    public Task WriteAsync(SessionState state)
    {
        lock (gate)
        {
            if (waiting.TryGetValue(state.AgentId, out var place))
            {
                place.State = state;
                return place.Written;
            }

            if (waiting.Count >= options.SnapshotsWaiting)
            {
                return Task.FromException(new JournalUnavailableException($"{waiting.Count} snapshots wait already, which is the limit."));
            }

            place = new Place(state);
            waiting.Add(state.AgentId, place);
            return last = place.Written = WriteAfterAsync(last, place);
        }
    }

    private async Task WriteAfterAsync(Task before, Place place)
    {
        // Never on the thread of an actor, also where nothing waits.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        SessionState state;
        lock (gate)
        {
            state = place.State;
            waiting.Remove(state.AgentId);
        }

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
        }
    }

    /// <summary>An agent's place among those that wait.</summary>
    private sealed class Place(SessionState state)
    {
        public SessionState State { get; set; } = state;

        public Task Written { get; set; } = Task.CompletedTask;
    }
}
