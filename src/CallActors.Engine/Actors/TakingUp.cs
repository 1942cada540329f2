using CallActors.Engine.Journal;

namespace CallActors.Engine.Actors;

/// <summary>The start of a node on a journal that may be out of reach just then.</summary>
internal static class TakingUp
{
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
