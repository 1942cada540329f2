using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CallActors.Domain.Agents;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Engine;

/// <summary>An agent's past, folded from the journal by the same rules that ran live. It needs no engine.</summary>
public static class History
{
    /// <summary>Every change of an agent, oldest first.</summary>
    /// <exception cref="UnreadableEventException">An event cannot be read or folded; the message names it.</exception>
    public static async IAsyncEnumerable<Past> ReadAsync(
        IJournalReader journal, string agentId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var step in SessionReader.ReadOnAsync(journal, SessionState.Initial(agentId), long.MaxValue, cancellation))
        {
            yield return Of(step);
        }
    }

    /// <summary>One change by its revision, read from the newest snapshot before it; null where there is none such.</summary>
    public static async Task<Past?> AtAsync(IJournalReader journal, string agentId, long revision, CancellationToken cancellation)
    {
        var before = await SessionReader.ReadSnapshotAsync(journal, agentId, revision - 1, cancellation);
        Past? last = null;
        await foreach (var step in SessionReader.ReadOnAsync(journal, before, revision, cancellation))
        {
            last = Of(step);
        }

        return last?.View.Revision == revision ? last : null;
    }

    /// <summary>The revision that an agent had at a time; 0 where the agent was not seen yet.</summary>
    public static async Task<long> RevisionAtAsync(IJournalReader journal, string agentId, DateTimeOffset time, CancellationToken cancellation)
    {
        // Times do not go back in a stream, so the number is found by halving.
        var heads = await journal.ReadHeadsAsync([Streams.OfAgent(agentId)], cancellation);
        long known = 0, beyond = heads.Count == 0 ? 1 : heads[0].Key.SequenceNumber + 1;
        while (beyond - known > 1)
        {
            var middle = known + ((beyond - known) / 2);
            var rows = await journal.ReadRowsAsync([new RowKey(Streams.OfAgent(agentId), middle)], cancellation);
            (known, beyond) = EventCodec.ReadEnvelope(rows[0]).At <= time ? (middle, beyond) : (known, middle);
        }

        return known;
    }

    /// <summary>The agents who had a share of a contact.</summary>
    public static async Task<IReadOnlyList<string>> AgentsOfAsync(IJournalReader journal, string contactId, CancellationToken cancellation)
    {
        var agents = new List<string>();
        var prefix = Streams.OfContact("", "")[..^1];
        await foreach (var stream in journal.ReadPersistenceIdsAsync(prefix, cancellation))
        {
            if (stream.EndsWith($"-{contactId}", StringComparison.Ordinal) && stream.Length > prefix.Length + contactId.Length + 1)
            {
                agents.Add(stream[prefix.Length..^(contactId.Length + 1)]);
            }
        }

        return agents;
    }

    private static Past Of(Step step) =>
        new(step.After.View, step.Told, EventCodec.ReadEnvelope(step.Change.Session).Cause, step.Happened);
}

/// <summary>One change: how the agent was after it, what apps were told (null where nothing), why, and what happened.</summary>
public sealed record Past(AgentView View, Told? Told, Cause Cause, ImmutableArray<Happened> Happened);
