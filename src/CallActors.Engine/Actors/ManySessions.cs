using System.Runtime.InteropServices;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Actors;

/// <summary>
/// Reads many agents as they are now, in two round trips: their newest snapshots with the sessions' events after them, and
/// the events of contacts and connections that these name. Nothing is rendered, and nothing of closed calls is read.
/// </summary>
internal static class ManySessions
{
    /// <summary>How many events after his snapshot an agent may have here.</summary>
    private const int RowsMaximum = 128;

    private const int AgentsAtOnce = 128;
    private const int ReadAtOnce = 3;

    /// <summary>Reads any number of agents, many at a time.</summary>
    /// <param name="read">Takes each that was read; it is called by several threads at once.</param>
    /// <param name="leftOut">Takes who is to be read by himself.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public static Task ReadEachAsync(
        IJournalReader journal, IAsyncEnumerable<string> agentIds, Action<SessionState> read, Func<string, CancellationToken, Task> leftOut,
        CancellationToken cancellation)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellation };
        return Parallel.ForEachAsync(agentIds.Chunk(AgentsAtOnce), parallel, async (some, stop) =>
        {
            var states = await ReadAsync(journal, some, stop);
            foreach (var state in states)
            {
                read(state);
            }

            foreach (var agentId in some.Except(states.Select(state => state.AgentId)))
            {
                await leftOut(agentId, stop);
            }
        });
    }

    /// <returns>
    /// Their states. Who has a long past since his snapshot, or one that cannot be folded, is left out: he is to be read by himself.
    /// </returns>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public static async Task<IReadOnlyList<SessionState>> ReadAsync(
        IJournalReader journal, IReadOnlyList<string> agentIds, CancellationToken cancellation)
    {
        var tails = await journal.ReadTailsAsync([.. agentIds.Select(Streams.OfAgent)], RowsMaximum + 1, cancellation);
        var pasts = new List<Past>(agentIds.Count);
        var stretches = new List<Stretch>();
        for (var index = 0; index < agentIds.Count; index++)
        {
            if (PastOf(agentIds[index], tails[index]) is { } past)
            {
                pasts.Add(past);
                AddStretches(stretches, past.Changes);
            }
        }

        var entities = stretches.Count == 0 ? [] : await journal.ReadStretchesAsync(stretches, cancellation);
        var byKey = new Dictionary<RowKey, JournalRow>(entities.Count);
        foreach (var row in entities)
        {
            byKey[row.Key] = row;
        }

        return [.. pasts.Select(past => Fold(past, byKey)).OfType<SessionState>()];
    }

    private static Past? PastOf(string agentId, StreamTail tail)
    {
        var begun = SessionReader.Of(agentId, tail.Snapshot);
        // A snapshot that this version cannot read: the rows before it are needed.
        if (begun.Revision != (tail.Snapshot?.Key.SequenceNumber ?? 0) || tail.Rows.Count > RowsMaximum)
        {
            return null;
        }

        try
        {
            var changes = new ReadChange[tail.Rows.Count];
            for (var index = 0; index < changes.Length; index++)
            {
                changes[index] = EventReader.ReadChange(tail.Rows[index]);
            }

            return new Past(begun, changes);
        }
        catch (UnreadableEventException)
        {
            return null;
        }
    }

    /// <summary>The named rows of one stream follow on each other but for what is stepped over, so one stretch has them all.</summary>
    private static void AddStretches(List<Stretch> stretches, ReadChange[] changes)
    {
        var first = stretches.Count;
        foreach (var change in changes)
        {
            foreach (var key in change.Changed.Events)
            {
                Add(CollectionsMarshal.AsSpan(stretches)[first..], key);
            }
        }

        void Add(Span<Stretch> known, RowKey key)
        {
            foreach (ref var stretch in known)
            {
                if (stretch.PersistenceId == key.PersistenceId)
                {
                    stretch = stretch with { From = Math.Min(stretch.From, key.SequenceNumber), To = Math.Max(stretch.To, key.SequenceNumber) };
                    return;
                }
            }

            stretches.Add(new Stretch(key.PersistenceId, key.SequenceNumber, key.SequenceNumber));
        }
    }

    private static SessionState? Fold(Past past, Dictionary<RowKey, JournalRow> entities)
    {
        try
        {
            return past.Begun.Fold(past.Changes, entities);
        }
        catch (Exception)
        {
            // Whatever is wrong with it shows again, and is dealt with, where he is read by himself.
            return null;
        }
    }

    private sealed record Past(SessionState Begun, ReadChange[] Changes);
}
