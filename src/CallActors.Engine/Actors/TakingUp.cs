using CallActors.Domain.Agents;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Actors;

/// <summary>The start of a node on a journal that may be out of reach just then.</summary>
internal static class TakingUp
{
    /// <summary>
    /// Whether an agent has something that ends when he is taken up: a request, or a bridge that is nowhere any more. All
    /// others sleep until somebody needs them, whatever calls they have.
    /// </summary>
    /// <param name="isElsewhere">Whether a node that lives has the bridge with this id, and takes the agent up by itself.</param>
    public static bool IsToWake(AgentSession session, Func<string, bool> isElsewhere) =>
        session.Outstanding is not null || session.Attachments.Any(each => !isElsewhere(each.Id));

    /// <summary>Does the work again until the journal lets it be done, and says so once.</summary>
    public static async Task UntilDoneAsync(Func<Task> work, EngineOptions options, Action<string> warn, CancellationToken stopping)
    {
        for (var isWarned = false; ; isWarned = true)
        {
            try
            {
                await work();
                return;
            }
            catch (JournalUnavailableException fault)
            {
                if (!isWarned)
                {
                    warn($"Not every agent was taken up yet; this is tried again until it is done: {fault.Message}");
                }

                await Task.Delay(options.JournalRetry, stopping);
            }
        }
    }
}
