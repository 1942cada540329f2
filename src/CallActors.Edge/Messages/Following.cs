using CallActors.Edge.Sockets;
using CallActors.Engine;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Messages;

/// <summary>Follows an agent's broadcasts in order, beginning with what was missed.</summary>
internal static class Following
{
    // A journal that is read slowly while more and more happens: whoever comes again gets all of it.
    private const int EarlyMost = 256;

    /// <param name="after">The last revision that the app has seen; null where it wants only what comes.</param>
    /// <param name="missed">Is given what was told after that revision, all at once and before anything else.</param>
    /// <param name="sync">Is given the state instead, where what was missed cannot be told any more.</param>
    /// <param name="tell">Is given every broadcast; it must not block.</param>
    public static async ValueTask<Subscription> FollowAsync(
        this ICallEngine engine, string agentId, long? after, Action<IReadOnlyList<Told>> missed,
        Action<ReadOnlyMemory<byte>, AgentView> sync, Action<Told> tell, CancellationToken cancellation)
    {
        var gate = new Lock();
        List<Told>? early = [];
        var subscription = await engine.SubscribeAsync(agentId, after, TellOrKeep, cancellation);
        lock (gate)
        {
            if (early.Count > EarlyMost)
            {
                subscription.Dispose();
                throw new TooManySocketsException(
                    StatusCodes.Status503ServiceUnavailable, $"More than {EarlyMost} changes came while what was missed was read: connect again.");
            }

            Begin(subscription, after, missed, sync);
            early.ForEach(tell);
            early = null;
        }

        return subscription;

        // A broadcast may come before what was missed is known; it must not overtake that.
        void TellOrKeep(Told told)
        {
            lock (gate)
            {
                if (early is null)
                {
                    tell(told);
                }
                else if (early.Count <= EarlyMost)
                {
                    early.Add(told);
                }
            }
        }
    }

    private static void Begin(
        Subscription subscription, long? after, Action<IReadOnlyList<Told>> missed, Action<ReadOnlyMemory<byte>, AgentView> sync)
    {
        if (after is null)
        {
            return;
        }

        // A revision from the future is of another journal: what the app knows is not what is true here.
        if (subscription.Missed is { } told && after <= subscription.View.Revision)
        {
            missed(told);
        }
        else
        {
            sync(EventWriter.StateSync(subscription.View), subscription.View);
        }
    }
}
