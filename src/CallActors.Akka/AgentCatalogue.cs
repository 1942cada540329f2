using System.Collections.Concurrent;
using CallActors.Engine;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Akka;

/// <summary>All agents that were ever seen, as the journal has them: it wakes no session.</summary>
internal sealed class AgentCatalogue(IJournalReader journal)
{
    private const int AtOnce = 256;

    private readonly ConcurrentDictionary<string, SessionState> known = new(StringComparer.Ordinal);

    /// <summary>Reads on, agent by agent, what is not known yet; an agent that cannot be read is given to the action.</summary>
    /// <exception cref="JournalUnavailableException">It cannot be read now.</exception>
    public async Task<IReadOnlyList<AgentView>> ReadAsync(Action<string, UnreadableEventException> unreadable, CancellationToken cancellation)
    {
        var views = new List<AgentView>();
        await foreach (var streams in journal.ReadPersistenceIdsAsync(Streams.AgentPrefix, cancellation).Chunk(AtOnce).WithCancellation(cancellation))
        {
            foreach (var head in await journal.ReadHeadsAsync(streams, cancellation))
            {
                var agentId = Streams.AgentOf(head.Key.PersistenceId);
                try
                {
                    views.Add((await ReadOnAsync(agentId, head.Key.SequenceNumber, cancellation)).View);
                }
                catch (UnreadableEventException fault)
                {
                    unreadable(agentId, fault);
                }
            }
        }

        return views;
    }

    private async Task<SessionState> ReadOnAsync(string agentId, long revision, CancellationToken cancellation)
    {
        if (known.TryGetValue(agentId, out var state) && state.Revision >= revision)
        {
            return state;
        }

        if (state is null || revision - state.Revision > AtOnce)
        {
            state = await SessionReader.ReadSnapshotAsync(journal, agentId, revision, cancellation);
        }

        await foreach (var step in SessionReader.ReadOnAsync(journal, state, revision, cancellation))
        {
            state = step.After;
        }

        return known[agentId] = state;
    }
}
