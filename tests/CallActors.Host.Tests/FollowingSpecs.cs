using System.Diagnostics;
using System.Net.WebSockets;
using CallActors.Host.Tests.Running;
using Xunit.Abstractions;

namespace CallActors.Host.Tests;

/// <summary>Everyone who follows an agent is told the same in the same order, through reconnects, a kill and a slow neighbour.</summary>
public sealed class FollowingSpecs(ITestOutputHelper output)
{
    private const int Changes = 10_000;
    private const string Agent = "followed";

    [Fact]
    public async Task Two_apps_and_one_SSE_reader_see_the_same_10000_changes_through_a_kill_in_the_middle()
    {
        await using var host = await RunningHost.StartAsync("--deadline-seconds", "120");
        await host.WithPatienceAsync();
        await using var desk = new Desk(host, Agent, await host.AddAgentAsync(Agent));
        await using var steady = new SocketFollower(host, Agent);
        await using var restless = new SocketFollower(host, Agent, reconnectEvery: 400);
        await using var reader = new StreamFollower(host, Agent, reconnectEvery: 900);
        var calls = new[] { await desk.AnswerAsync(), await desk.AnswerAsync(), await desk.AnswerAsync() };
        await desk.App.DisposeAsync();
        var clock = Stopwatch.StartNew();

        await ChangeUntilAsync(Changes / 2);
        await host.KillAsync();
        host.StartAgain();
        await host.ReadyAsync();
        await host.BridgeAsync(Agent);
        await ChangeUntilAsync(Changes);
        output.WriteLine($"{Changes} changes told to three followers in {clock.Elapsed.TotalSeconds:0} s, with one kill");

        var isMuted = (await desk.AskAsync("Mute", topic: "Agent", requestId: "last", wait: true)).Status == 200;
        isMuted.ShouldBeTrue();
        Follower[] followers = [steady, restless, reader];
        await Eventually.TrueAsync(() => Task.FromResult(followers.All(each => each.IsTold("last"))), "all three are told the last change");
        followers.ShouldAllBe(each => each.Strange.Count == 0);
        var told = steady.ToldUpTo("last");
        restless.ToldUpTo("last").ShouldBe(told, "the app that reconnects was told the same");
        reader.ToldUpTo("last").ShouldBe(told, "the reader of server-sent events was told the same");
        restless.Connections.ShouldBeGreaterThan(20);
        reader.Connections.ShouldBeGreaterThan(8);
        ShouldBeWhole(told, 0);
        told.Count(each => each.Part == each.Parts).ShouldBeGreaterThanOrEqualTo(Changes);
        await IsTooFarBackAsync(host);

        // Three sources at once: an app that asks, and two calls that the agent works with in Amazon's own panel.
        async Task ChangeUntilAsync(int changes)
        {
            bool IsEnough() => steady.Told.Count(each => each.Part == each.Parts) >= changes;
            using var enough = new CancellationTokenSource();
            var sources = new[]
            {
                RepeatAsync(async () =>
                {
                    await desk.DoAsync("Hold", calls[0].Contact);
                    await desk.DoAsync("Mute", topic: "Agent");
                    await desk.DoAsync("Resume", calls[0].Contact);
                    await desk.DoAsync("Unmute", topic: "Agent");
                }, enough.Token),
                RepeatAsync(() => HoldAndResumeAsync(desk, calls[1]), enough.Token),
                RepeatAsync(() => HoldAndResumeAsync(desk, calls[2]), enough.Token),
            };
            while (!IsEnough())
            {
                if (await Task.WhenAny(Task.Delay(250), Task.WhenAny(sources)) is Task<Task> ended)
                {
                    await await ended;
                }
            }

            await enough.CancelAsync();
            await Task.WhenAll(sources);
        }
    }

    [Fact]
    public async Task A_slow_app_is_cut_off_with_a_reason_resumes_by_revision_and_the_others_notice_nothing()
    {
        await using var host = await RunningHost.StartAsync("--deadline-seconds", "120");
        await host.WithPatienceAsync();
        await using var desk = new Desk(host, Agent, await host.AddAgentAsync(Agent));
        await using var quick = new SocketFollower(host, Agent);
        // Large events fill what the operating system holds for a socket sooner.
        var call = await desk.AnswerAsync(new { from = "+15550100", to = "+15550199", queue = "Support", attributes = new { note = new string('x', 30_000) } });
        await using var slow = await host.OpenAsync(Agent, "?meta=true", isReading: false);

        for (var change = 0; !host.Output.Contains($"An app of agent {Agent} reads too slowly", StringComparison.Ordinal); change++)
        {
            change.ShouldBeLessThan(5_000);
            await desk.OperateAsync(change % 2 == 0 ? "holdConnection" : "resumeConnection", call.Contact, call.Party);
        }

        slow.Read();
        await slow.ClosedAsync();
        slow.CloseStatus.ShouldBe((WebSocketCloseStatus)4008);
        slow.CloseReason.ShouldBe("Too slow: messages were dropped; connect again with ?meta=true&after= the last revision seen.");
        (await desk.AskAsync("Mute", topic: "Agent", requestId: "last", wait: true)).Status.ShouldBe(200);
        await Eventually.TrueAsync(() => Task.FromResult(quick.IsTold("last")), "the other app is told the last change");
        quick.Connections.ShouldBe(1);
        var told = quick.ToldUpTo("last");
        ShouldBeWhole(told, 0);

        var whole = slow.Events.Last(each => each.Meta.GetProperty("part").GetInt32() == each.Meta.GetProperty("parts").GetInt32()).Revision;
        await using var again = await host.OpenAsync(Agent, $"?meta=true&after={whole}");
        await again.NextAsync(each => each.Meta.TryGetProperty("requestId", out var id) && id.GetString() == "last", "the last change");
        var both = slow.Events.Where(each => each.Revision <= whole).Concat(again.Events).Where(each => each.Revision <= told[^1].Revision)
            .Select(each => (each.Revision, each.Meta.GetProperty("part").GetInt32())).ToArray();
        var first = both[0].Revision;
        both.ShouldBe(told.Where(each => each.Revision >= first).Select(each => (each.Revision, each.Part)));
    }

    private static void ShouldBeWhole(IReadOnlyList<Followed> told, long before)
    {
        var part = 0;
        var revision = before;
        foreach (var each in told)
        {
            part = each.Revision == revision ? part + 1 : 1;
            each.Part.ShouldBe(part);
            if (part == 1)
            {
                each.Previous.ShouldBe(revision);
                each.Revision.ShouldBeGreaterThan(revision);
            }

            revision = each.Revision;
        }

        part.ShouldBe(told[^1].Parts);
    }

    /// <summary>Whoever was away for more than 10,000 revisions gets the state.</summary>
    private static async Task IsTooFarBackAsync(RunningHost host)
    {
        await using var late = await host.OpenAsync(Agent, "?meta=true&after=1");
        var first = (await late.NextAsync(1))[0];
        first.Subtopic.ShouldBe("StateSync");
        first.Meta.TryGetProperty("part", out _).ShouldBeFalse();
    }

    private static async Task HoldAndResumeAsync(Desk desk, HeldCall call)
    {
        await desk.OperateAsync("holdConnection", call.Contact, call.Party);
        await desk.OperateAsync("resumeConnection", call.Contact, call.Party);
    }

    private static async Task RepeatAsync(Func<Task> change, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await change();
        }
    }
}
