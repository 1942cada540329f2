using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CallActors.Engine;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Akka;

/// <summary>All agents that were ever seen, as the journal has them. They are read many at a time, and no session is woken.</summary>
internal sealed class AgentCatalogue(IJournalReader journal)
{
    private const int HeadsAtOnce = 256;

    private readonly ConcurrentDictionary<string, AgentView> known = new(StringComparer.Ordinal);

    /// <summary>Reads who is not known yet or has changed; an agent that cannot be read is given to the action, and is as he was.</summary>
    /// <exception cref="JournalUnavailableException">It cannot be read now.</exception>
    public async Task<IReadOnlyCollection<AgentView>> ReadAsync(Action<string> unreadable, CancellationToken cancellation)
    {
        await ManySessions.ReadEachAsync(
            journal, UnknownAsync(cancellation), Keep,
            async (agentId, stop) =>
            {
                try
                {
                    Keep(await SessionReader.ReadAsync(journal, agentId, long.MaxValue, stop));
                }
                catch (UnreadableEventException)
                {
                    unreadable(agentId);
                }
            },
            cancellation);
        return [.. known.Values];
    }

    /// <summary>Another reader may have come further meanwhile.</summary>
    private void Keep(SessionState state)
    {
        var view = state.View.WithoutRecent;
        known.AddOrUpdate(view.AgentId, view, (_, there) => there.Revision > view.Revision ? there : view);
    }

    private async IAsyncEnumerable<string> UnknownAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var some in History.AgentsAsync(journal, cancellation).Chunk(HeadsAtOnce).WithCancellation(cancellation))
        {
            var isKnown = some.ToLookup(known.ContainsKey);
            foreach (var agentId in isKnown[false])
            {
                yield return agentId;
            }

            string[] there = [.. isKnown[true].Select(Streams.OfAgent)];
            foreach (var head in there.Length == 0 ? [] : await journal.ReadHeadsAsync(there, cancellation))
            {
                var agentId = Streams.AgentOf(head.Key.PersistenceId);
                if (known[agentId].Revision < head.Key.SequenceNumber)
                {
                    yield return agentId;
                }
            }
        }
    }
}
