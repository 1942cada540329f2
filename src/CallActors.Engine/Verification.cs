using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Engine;

/// <summary>Checks that nobody changed, removed or added an event, and that every change can be folded (docs/journal.md).</summary>
public static class Verification
{
    private const int StreamsAtOnce = 128;

    /// <summary>Checks one agent: every event follows on the bytes of the one before it, and is named by one change.</summary>
    /// <param name="faultFound">Called with a sentence for each thing that is wrong.</param>
    /// <returns>How many changes and events were checked, the changes' own events included.</returns>
    public static async Task<(long Changes, long Events)> CheckAsync(
        IJournalReader journal, string agentId, Action<string> faultFound, CancellationToken cancellation)
    {
        var chain = new Chain(faultFound);
        var (changes, events) = (0L, 0L);
        await foreach (var step in History.StepsAsync(journal, agentId, (gap, resumed) =>
        {
            faultFound(gap.To is { } to
                ? $"{gap.Reason} The changes {gap.From} to {to} of agent {agentId} are not checked; the session goes on after them."
                : $"{gap.Reason} Nothing of agent {agentId} is checked from change {gap.From} on.");
            chain.GoOnFrom(resumed);
        }, cancellation))
        {
            changes++;
            events += step.Change.Rows.Count;
            chain.Check(step);
        }

        await CheckNamedAsync(journal, agentId, chain, cancellation);
        return (changes, events);
    }

    /// <summary>No contact or connection has an event that no change names.</summary>
    private static async Task CheckNamedAsync(IJournalReader journal, string agentId, Chain chain, CancellationToken cancellation)
    {
        foreach (var prefix in new[] { Streams.OfContact(agentId, ""), Streams.OfConnection(agentId, "") })
        {
            var streams = new List<string>(StreamsAtOnce);
            await foreach (var stream in journal.ReadPersistenceIdsAsync(prefix, cancellation))
            {
                streams.Add(stream);
                if (streams.Count == StreamsAtOnce)
                {
                    chain.CheckEnds(await journal.ReadHeadsAsync(streams, cancellation));
                    streams.Clear();
                }
            }

            chain.CheckEnds(await journal.ReadHeadsAsync(streams, cancellation));
        }
    }

    /// <summary>The ends of an agent's streams as far as they were read.</summary>
    private sealed class Chain(Action<string> faultFound)
    {
        private readonly Dictionary<string, StreamHead> ends = new(StringComparer.Ordinal);
        private bool isBroken;

        public void GoOnFrom(SessionState? state)
        {
            isBroken = true;
            ends.Clear();
            foreach (var head in state?.Heads ?? [])
            {
                ends[head.Stream] = head;
            }
        }

        public void Check(Step step)
        {
            foreach (var row in step.Change.Rows)
            {
                CheckFollows(row);
                ends[row.Key.PersistenceId] = StreamHead.Of(row);
            }

            var told = step.Told?.Parts.Count ?? 0;
            if (EventCodec.ReadChanged(step.Change.Session).Parts is var parts && parts != told)
            {
                faultFound($"Change {step.After.Revision} of {step.Change.Session.Key.PersistenceId} says that apps were told {parts} events; by the same rules they are {told}.");
            }
        }

        public void CheckEnds(IReadOnlyList<JournalRow> last)
        {
            foreach (var row in last)
            {
                var isNamed = ends.TryGetValue(row.Key.PersistenceId, out var end) ? end.Number == row.Key.SequenceNumber : isBroken;
                if (!isNamed)
                {
                    faultFound($"Event {row.Key.SequenceNumber} of {row.Key.PersistenceId} is named by no change.");
                }
            }
        }

        private void CheckFollows(JournalRow row)
        {
            var isKnown = ends.TryGetValue(row.Key.PersistenceId, out var end);
            if (!isKnown && isBroken)
            {
                return;
            }

            var number = (end?.Number ?? 0) + 1;
            if (row.Key.SequenceNumber != number)
            {
                faultFound($"Event {row.Key.SequenceNumber} of {row.Key.PersistenceId} stands where {number} belongs.");
            }
            else if (EventCodec.ReadEnvelope(row).Previous != end?.Hash)
            {
                faultFound($"Event {row.Key.SequenceNumber} of {row.Key.PersistenceId} does not follow on the bytes of event {number - 1}: one of the two was changed.");
            }
        }
    }
}
