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
    /// <summary>Every change of an agent, oldest first; where one cannot be folded it goes on at the next snapshot.</summary>
    /// <param name="gapFound">Called in between, with what is left out.</param>
    public static async IAsyncEnumerable<Past> ReadAsync(
        IJournalReader journal, string agentId, Action<Gap> gapFound, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var before = Picture.Initial;
        await foreach (var step in StepsAsync(journal, agentId, (gap, resumed) =>
        {
            before = resumed?.Picture ?? before;
            gapFound(gap);
        }, cancellation))
        {
            yield return Of(step, before);
            before = step.After.Picture;
        }
    }

    /// <summary>One change by its revision, read from the newest snapshot before it; null where there is none such.</summary>
    public static async Task<Past?> AtAsync(IJournalReader journal, string agentId, long revision, CancellationToken cancellation)
    {
        var before = await SessionReader.ReadSnapshotAsync(journal, agentId, revision - 1, cancellation);
        Past? last = null;
        await foreach (var step in SessionReader.ReadOnAsync(journal, before, revision, cancellation))
        {
            last = Of(step, before.Picture);
            before = step.After;
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

    public static async Task<bool> HasAsync(IJournalReader journal, string agentId, CancellationToken cancellation) =>
        (await journal.ReadHeadsAsync([Streams.OfAgent(agentId)], cancellation)).Count > 0;

    /// <summary>Every agent of the journal.</summary>
    public static async IAsyncEnumerable<string> AgentsAsync(IJournalReader journal, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var stream in journal.ReadPersistenceIdsAsync(Streams.AgentPrefix, cancellation))
        {
            yield return Streams.AgentOf(stream);
        }
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

    /// <param name="gapFound">Called with what is left out, and with the state that it goes on from, if any.</param>
    internal static async IAsyncEnumerable<Step> StepsAsync(
        IJournalReader journal, string agentId, Action<Gap, SessionState?> gapFound, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (SessionState? state = SessionState.Initial(agentId); state is not null;)
        {
            UnreadableEventException? unreadable = null;
            await using var steps = SessionReader.ReadOnAsync(journal, state, long.MaxValue, cancellation).GetAsyncEnumerator(cancellation);
            while (await NextAsync(steps, fault => unreadable = fault))
            {
                state = steps.Current.After;
                yield return steps.Current;
            }

            if (unreadable is null)
            {
                yield break;
            }

            var resumed = await SessionReader.ReadSnapshotAfterAsync(journal, agentId, state.Revision, cancellation);
            gapFound(new Gap(state.At, state.Revision + 1, resumed?.Revision, unreadable.Message), resumed);
            state = resumed;
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<Step> steps, Action<UnreadableEventException> failed)
    {
        try
        {
            return await steps.MoveNextAsync();
        }
        catch (UnreadableEventException fault)
        {
            failed(fault);
            return false;
        }
    }

    private static Past Of(Step step, Picture before) =>
        new(before, step.After.View, step.Told, EventCodec.ReadEnvelope(step.Change.Session).Cause, step.Happened);
}

/// <summary>One change: how the agent was before and after it, what apps were told (null where nothing), why, and what happened.</summary>
public sealed record Past(Picture Before, AgentView View, Told? Told, Cause Cause, ImmutableArray<Happened> Happened);

/// <summary>Changes that cannot be folded: from the first one on, up to the snapshot at which the session goes on, if it does.</summary>
/// <param name="After">When the last change before them was journaled.</param>
public sealed record Gap(DateTimeOffset After, long From, long? To, string Reason);
