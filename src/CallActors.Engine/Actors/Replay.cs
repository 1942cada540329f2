using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Actors;

/// <summary>Gives again what was told, by folding the journal: the same bytes as the first time.</summary>
internal static class Replay
{
    /// <summary>What was told after a revision and up to another; null where that is longer ago than is kept for apps.</summary>
    /// <param name="now">The journal's clock.</param>
    public static async Task<IReadOnlyList<Told>?> ReadAsync(
        IJournalReader journal, EngineOptions options, DateTimeOffset now, string agentId, long to, long after, CancellationToken cancellation)
    {
        // An app that is ahead of the journal heard of another one: it must begin anew.
        if (after > to || to - after > options.ReplayRevisions)
        {
            return null;
        }

        try
        {
            return await FoldAsync(journal, options, now, agentId, to, after, cancellation);
        }
        catch (UnreadableEventException)
        {
            // The session was begun anew in between: apps do the same.
            return null;
        }
    }

    private static async Task<IReadOnlyList<Told>?> FoldAsync(
        IJournalReader journal, EngineOptions options, DateTimeOffset now, string agentId, long to, long after, CancellationToken cancellation)
    {
        var oldest = now - options.ReplayFor;
        var state = await SessionReader.ReadAsync(journal, agentId, after, cancellation);
        var missed = new List<Told>();
        await foreach (var step in SessionReader.ReadOnAsync(journal, state, to, cancellation))
        {
            if (step.After.At < oldest)
            {
                return null;
            }

            if (step.Told is { } told)
            {
                missed.Add(told);
            }
        }

        return missed;
    }
}
