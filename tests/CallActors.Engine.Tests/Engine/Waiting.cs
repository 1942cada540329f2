using System.Diagnostics;

namespace CallActors.Engine.Tests.Engine;

/// <summary>Waits for what comes by itself, and says what did not come.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        for (var watch = Stopwatch.StartNew(); !await isSo(); await Task.Delay(5))
        {
            watch.Elapsed.ShouldBeLessThan(Longest, what);
        }
    }

    public static Task UntilAsync(string what, Func<bool> isSo) => UntilAsync(what, () => Task.FromResult(isSo()));

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Longest);

    public static Task InTime(this Task task) => task.WaitAsync(Longest);
}
