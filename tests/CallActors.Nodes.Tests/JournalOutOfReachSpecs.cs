using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using CallActors.Nodes.Tests.Running;
using Npgsql;
using Xunit.Abstractions;

namespace CallActors.Nodes.Tests;

/// <summary>A database that takes seconds for everything, or is gone: requests are answered all the same, and it goes on by itself.</summary>
[Collection(PostgresCollection.Name)]
public sealed class JournalOutOfReachSpecs(PostgresServer server, ITestOutputHelper output)
{
    private const string Agent = "agent1";

    [SkippableFact]
    public async Task Slow()
    {
        SlowWire? wire = null;
        await using var site = await Site.StartAsync(server, nodes: 2, bridgesAt: 1, journalOf: database =>
        {
            var direct = new NpgsqlConnectionStringBuilder(database);
            wire ??= new SlowWire(direct.Port);
            direct.Port = wire.Port;
            return direct.ConnectionString;
        });
        await using var ending = wire!;
        await using var app = await site.Nodes[0].OpenAsync(Agent, "?meta=true");
        var call = await site.AnsweredAsync(Agent, app);

        // A round trip takes as long as a whole deadline may, and a connection, which takes several, longer than is waited for it.
        wire!.Delay = TimeSpan.FromSeconds(2);
        for (var number = 1; number <= 2; number++)
        {
            var clock = Stopwatch.StartNew();
            using var answer = await site.Nodes[0].AskAsync(Agent, "Hold", call, "asked-1");
            ((int)answer.StatusCode).ShouldBeOneOf(200, 409, 503);
            output.WriteLine($"slow: answered {(int)answer.StatusCode} after {clock.Elapsed.TotalSeconds:0.0} s");
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        }

        wire.Delay = TimeSpan.Zero;
        var back = Stopwatch.StartNew();
        await site.Nodes[0].EndAsync(Agent, "Hold", call, "asked-1");
        output.WriteLine($"slow: the request has ended {back.Elapsed.TotalMilliseconds:0} ms after the journal was fast again");
        await Eventually.TrueAsync(async () =>
        {
            // Whether it was done or failed by its deadline: what can be asked now is.
            var isHeld = (await site.Nodes[0].Http.GetStringAsync($"v1/agents/{Agent}/state")).Contains("\"status\":\"hold\"", StringComparison.Ordinal);
            using var next = await site.Nodes[0].AskAsync(Agent, isHeld ? "Resume" : "Hold", call, $"next-{Guid.NewGuid():N}");
            return next.StatusCode == HttpStatusCode.OK;
        }, "the next command is done");
        (await site.AskedAsync(Agent)).Values.ShouldAllBe(times => times == 1);
        await using var all = await site.Nodes[1].OpenAsync(Agent, "?meta=true&after=0");
        await all.NextAsync(each => each.Meta.TryGetProperty("requestId", out var id) && id.GetString() == "asked-1", "how it ended");
        await Truth.ToldIsJournaledAsync(site, Agent, all);
        await Truth.ToldIsJournaledAsync(site, Agent, app);
    }

    [SkippableFact]
    public async Task Gone()
    {
        var seconds = double.TryParse(Environment.GetEnvironmentVariable("JOURNAL_GONE_SECONDS"), CultureInfo.InvariantCulture, out var given) ? given : 3;
        var (returns, ready) = (new List<double>(), TimeSpan.Zero);
        var desks = await SiteUnderLoad.WhileAsync(server, agents: 4, async (site, desks) =>
        {
            await AgainAsync();
            await server.StopAsync("immediate");
            try
            {
                // At first it may be refused because another request is outstanding, as far as the node knows.
                await Eventually.TrueAsync(async () =>
                {
                    using var refused = await site.Nodes[0].Http.PostAsJsonAsync(
                        $"v1/agents/{Agent}/messages", App.Envelope("Agent", "Mute", null, "refused"));
                    refused.StatusCode.ShouldBeOneOf(HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable);
                    return (await refused.Content.ReadAsStringAsync()).Contains("JOURNAL_UNAVAILABLE", StringComparison.Ordinal);
                }, "a request gets JOURNAL_UNAVAILABLE");
                await Task.Delay(TimeSpan.FromSeconds(seconds));
            }
            finally
            {
                await server.StartAsync();
            }

            var clock = Stopwatch.StartNew();
            await Task.WhenAll(AgainAsync(), Eventually.TrueAsync(async () => await site.Nodes[0].IsReadyAsync() == true, "the node is ready").ContinueWith(
                _ => ready = clock.Elapsed, TaskScheduler.Default));

            async Task AgainAsync()
            {
                returns.Clear();
                foreach (var (desk, moment) in desks.Select(desk => (desk, desk.Now)).ToArray())
                {
                    await Eventually.TrueAsync(() => Task.FromResult(desk.AcceptedAfter(moment) is not null), $"{desk.AgentId} can be commanded");
                    returns.Add(desk.AcceptedAfter(moment)!.Value.TotalMilliseconds);
                }
            }
        });

        desks.Sum(desk => desk.Unavailable).ShouldBeGreaterThan(0);
        returns.Sort();
        output.WriteLine($"gone for {seconds} s: a node ready {ready.TotalMilliseconds:0} ms and agents commanded through the balancer {string.Join(", ", returns.Select(each => $"{each:0}"))} ms after the journal was back; "
            + $"{desks.Sum(desk => desk.Acknowledged.Count)} commands acknowledged, {desks.Sum(desk => desk.Unavailable)} asked again, {desks.Sum(desk => desk.Reconnections)} sockets opened again");
    }
}
