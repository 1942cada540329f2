using System.Diagnostics;
using CallActors.Benchmarks.Load;

namespace CallActors.Benchmarks.Growth;

/// <summary>
/// How long a start takes. An agent can be commanded when a command of his was done: asked by an app on its socket,
/// journaled, carried out by his bridge on its socket, journaled, and told to the app.
/// </summary>
/// <param name="First">From the start of the process until the first command of an agent was done, while the others are taken up.</param>
/// <param name="Last">…until every agent was taken up and then a command of the one was done who is taken up last, the last by id.</param>
/// <param name="SlowestMilliseconds">The longest that an agent took who was asked for meanwhile, from his bridge's connecting on.</param>
internal sealed record GrownStart(TimeSpan First, TimeSpan Last, int Meanwhile, double SlowestMilliseconds)
{
    private static readonly TimeSpan BetweenAgents = TimeSpan.FromMilliseconds(200);

    public static async Task<GrownStart> MeasureAsync(Uri address, int agents, Stopwatch clock)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        await ListeningAsync(http, address, clock);
        // One from the middle, which neither a start from the first nor one from the last comes to soon.
        await CommandAsync(address, agents / 2);
        var first = clock.Elapsed;
        var listed = AllListedAsync(http, address);
        var (slowest, meanwhile) = (TimeSpan.Zero, 0);
        for (var number = agents / 3; !listed.IsCompleted; number = (int)((number + 7919L) % agents) + 1)
        {
            var before = clock.Elapsed;
            await CommandAsync(address, number);
            (slowest, meanwhile) = (clock.Elapsed - before > slowest ? clock.Elapsed - before : slowest, meanwhile + 1);
            await Task.WhenAny(listed, Task.Delay(BetweenAgents));
        }

        await listed;
        var last = Enumerable.Range(1, agents).Select(number => (Number: number, new CallIds(number).AgentId))
            .OrderBy(each => each.AgentId, StringComparer.Ordinal).Last().Number;
        await CommandAsync(address, last);
        return new GrownStart(first, clock.Elapsed, meanwhile, slowest.TotalMilliseconds);
    }

    private static async Task ListeningAsync(HttpClient http, Uri address, Stopwatch clock)
    {
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(address, "/health/live"));
                return;
            }
            catch (HttpRequestException) when (clock.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(5);
            }
        }
    }

    /// <summary>The list of agents is answered when every one is in it.</summary>
    private static async Task AllListedAsync(HttpClient http, Uri address)
    {
        using var answer = await http.GetAsync(new Uri(address, "/v1/agents?limit=1"));
        answer.EnsureSuccessStatusCode();
    }

    private static async Task CommandAsync(Uri address, int number)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var agent = await DrivenAgent.OpenAsync(
            address, address, new CallIds(number), _ => done.TrySetResult(), fault => done.TrySetException(fault), $"start{number}-{Stopwatch.GetTimestamp()}", isHeld: true);
        // Resume, and back to hold for who drives him next.
        agent.AskOnce(Stopwatch.GetTimestamp());
        await done.Task;
    }
}
