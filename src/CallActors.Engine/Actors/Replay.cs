using CallActors.Engine.Codec;

namespace CallActors.Engine.Actors;

/// <summary>Gives again what was told, by folding the journal: the same bytes as the first time.</summary>
internal static class Replay
{
    /// <summary>What was told after a revision and up to a view; null where that is longer ago than is kept for apps.</summary>
    public static async Task<IReadOnlyList<Told>?> ReadAsync(
        ActorSurroundings surroundings, AgentView view, long after, CancellationToken cancellation)
    {
        // An app that is ahead of the journal heard of another one: it must begin anew.
        if (after > view.Revision || view.Revision - after > surroundings.Options.ReplayRevisions)
        {
            return null;
        }

        try
        {
            return await FoldAsync(surroundings, view, after, cancellation);
        }
        catch (UnreadableEventException)
        {
            // The session was begun anew in between: apps do the same.
            return null;
        }
    }

    private static async Task<IReadOnlyList<Told>?> FoldAsync(
        ActorSurroundings surroundings, AgentView view, long after, CancellationToken cancellation)
    {
        var oldest = surroundings.Now - surroundings.Options.ReplayFor;
        var state = await SessionReader.ReadAsync(surroundings.Journal, view.AgentId, after, cancellation);
        var missed = new List<Told>();
        await foreach (var step in SessionReader.ReadOnAsync(surroundings.Journal, state, view.Revision, cancellation))
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
