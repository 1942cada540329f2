namespace CallActors.Simulator.Tests.Stage;

/// <summary>Waits for what must come, and no longer than it may take.</summary>
internal static class Patience
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var until = DateTimeOffset.UtcNow + Longest;
        while (!condition())
        {
            if (DateTimeOffset.UtcNow > until)
            {
                throw new TimeoutException($"Waited {Longest.TotalSeconds} s in vain for {what}.");
            }

            await Task.Delay(2);
        }
    }
}
