using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallActors.Host.Tests.Running;

namespace CallActors.Nodes.Tests.Running;

/// <summary>
/// An agent at work through the load balancer: an app that holds and resumes without end, connects again whenever it
/// is cut off, and asks with the same request id until it knows what became of it.
/// </summary>
internal sealed class Desk(Site site, string agentId)
{
    private readonly Dictionary<(long Revision, int Part), AppEvent> told = [];
    private readonly List<(TimeSpan Asked, TimeSpan Known)> accepted = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly List<string> acknowledged = [];
    private string call = "";

    public string AgentId => agentId;

    /// <summary>Requests that a node took, by the answer it gave.</summary>
    public IReadOnlyList<string> Acknowledged => Read(() => acknowledged.ToArray());

    public int Reconnections { get; private set; }

    public int Unavailable { get; private set; }

    /// <summary>What the app was told, each part of each revision.</summary>
    public IReadOnlyDictionary<(long Revision, int Part), AppEvent> Told => Read(() => told.ToDictionary());

    public TimeSpan Now => clock.Elapsed;

    /// <summary>A call of the agent is answered.</summary>
    public async Task BeginAsync()
    {
        await using var app = await site.OpenAsync(agentId, "?meta=true");
        call = await site.AnsweredAsync(agentId, app);
    }

    /// <summary>How long after a moment the first request that was asked after it was accepted; null where none was yet.</summary>
    public TimeSpan? AcceptedAfter(TimeSpan moment) => Read(() =>
        accepted.Where(each => each.Asked >= moment).Select(each => (TimeSpan?)(each.Known - moment)).FirstOrDefault());

    public async Task WorkAsync(CancellationToken ending) => await Task.WhenAll(AskForEverAsync(ending), FollowForEverAsync(ending));

    private async Task AskForEverAsync(CancellationToken ending)
    {
        for (var (number, subtopic) = (1, "Hold"); !ending.IsCancellationRequested; number++)
        {
            var requestId = $"{agentId}-{number}";
            while (!ending.IsCancellationRequested)
            {
                var asked = clock.Elapsed;
                var status = await TryAskAsync(subtopic, requestId);
                // 200 is a repeat: it was taken the first time, though the answer was lost.
                if (status is HttpStatusCode.Accepted or HttpStatusCode.OK)
                {
                    Read(() =>
                    {
                        acknowledged.Add(requestId);
                        accepted.Add((asked, clock.Elapsed));
                        return true;
                    });
                    subtopic = subtopic == "Hold" ? "Resume" : "Hold";
                    break;
                }

                if (status == HttpStatusCode.Conflict)
                {
                    subtopic = await NextAsync() ?? subtopic;
                    break;
                }

                Unavailable++;
                await Task.Delay(50, CancellationToken.None);
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    private async Task<HttpStatusCode?> TryAskAsync(string subtopic, string requestId)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            using var answer = await site.Front.PostAsJsonAsync(
                $"v1/agents/{agentId}/messages", App.Envelope("InboundCall", subtopic, call, requestId), patience.Token);
            return answer.StatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>What can be asked next by the state, or null where it cannot be read.</summary>
    private async Task<string?> NextAsync()
    {
        try
        {
            var state = await site.Front.GetStringAsync($"v1/agents/{agentId}/state");
            return state.Contains("\"status\":\"hold\"", StringComparison.Ordinal) ? "Resume" : "Hold";
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task FollowForEverAsync(CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await using var app = await site.OpenAsync(agentId, $"?meta=true&after={Read(LastWhole)}");
                using var ended = ending.Register(() => _ = app.DisposeAsync().AsTask());
                await app.GoneAsync();
                Keep(app.Events);
            }
            catch (System.Net.WebSockets.WebSocketException)
            {
                // No node took it; the next attempt may find one.
            }

            Reconnections++;
            await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <summary>The last revision of which every part came: from there an app resumes.</summary>
    private long LastWhole() => told.GroupBy(each => each.Key.Revision)
        .Where(change => change.Count() == change.First().Value.Meta.GetProperty("parts").GetInt32()).Select(change => change.Key).DefaultIfEmpty().Max();

    private void Keep(IEnumerable<AppEvent> events) => Read(() =>
    {
        long last = 0;
        foreach (var each in events.Where(each => each.Meta.TryGetProperty("part", out _)))
        {
            each.Revision.ShouldBeGreaterThanOrEqualTo(last, $"{agentId} was told a revision after a later one.");
            last = each.Revision;
            var key = (each.Revision, each.Meta.GetProperty("part").GetInt32());
            if (!told.TryAdd(key, each))
            {
                told[key].Text.ShouldBe(each.Text, "A revision gives the same bytes whoever tells it.");
            }
        }

        return true;
    });

    private T Read<T>(Func<T> read)
    {
        lock (told)
        {
            return read();
        }
    }
}
