using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using CallActors.Engine;
using CallActors.Engine.Journal.Postgres;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using CallActors.Nodes.Tests.Running;
using Xunit.Abstractions;

namespace CallActors.Nodes.Tests;

/// <summary>One node cut off from the database, which the others reach.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CutOffSpecs(PostgresServer server, ITestOutputHelper output)
{
    private const string Agent = "agent1";

    [SkippableFact]
    public async Task A_node_cut_off_refuses_while_the_others_serve_and_afterwards_there_is_one_history()
    {
        await using var network = await NetworkNamespace.CreateAsync();
        await using var site = await Site.StartAsync(server, nodes: 1, bridgesAt: 1, network: network);
        var (serving, cut) = (site.Nodes[0], site.Nodes[1]);
        await using var app = await serving.OpenAsync(Agent, "?meta=true");
        await using var beside = await cut.OpenAsync(Agent, "?meta=true");
        var call = await site.AnsweredAsync(Agent, app);

        await network.CutAsync();
        var clock = Stopwatch.StartNew();
        var refusing = cut.Http.PostAsJsonAsync($"v1/agents/{Agent}/messages", App.Envelope("InboundCall", "Hold", call, "refused"));
        var refusedAfter = refusing.ContinueWith(_ => clock.Elapsed, TaskScheduler.Default);
        await Eventually.TrueAsync(async () => await cut.IsReadyAsync() == false, "the node that is cut off is not ready");
        var notReady = clock.Elapsed;
        await Eventually.TrueAsync(
            async () => (await serving.Http.GetStringAsync("v1/agents")).Contains("\"lost\"", StringComparison.Ordinal), "the others count its bridge as lost");
        var lost = clock.Elapsed;
        using (var refused = await refusing)
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("JOURNAL_UNAVAILABLE");
        }

        await beside.GoneAsync().WaitAsync(TimeSpan.FromMinutes(1));
        var closed = clock.Elapsed;
        beside.CloseStatus.ShouldBe((WebSocketCloseStatus)1012);
        (await serving.IsReadyAsync()).ShouldBe(true);

        await network.HealAsync();
        clock.Restart();
        await Eventually.TrueAsync(async () => await cut.IsReadyAsync() == true, "the node is ready again");
        var measured = $"a request refused after {(await refusedAfter).TotalSeconds:0.0} s, not ready after {notReady.TotalSeconds:0.0} s, its bridge lost after {lost.TotalSeconds:0.0} s, "
            + $"its sockets closed after {closed.TotalSeconds:0.0} s; ready {clock.Elapsed.TotalSeconds:0.0} s after healing";
        output.WriteLine(measured);
        await site.BridgeAsync(Agent);
        await Eventually.TrueAsync(async () =>
        {
            using var held = await serving.AskAsync(Agent, "Hold", call);
            return held.StatusCode == HttpStatusCode.OK;
        }, "a command is confirmed through the node that was cut off");
        (await site.AskedAsync(Agent)).Keys.ShouldNotContain("refused");
        await OneHistoryAsync(site, serving, cut);
    }

    /// <summary>Both nodes stand at the journal's last revision and show the same, and the journal folds from its beginning.</summary>
    private static async Task OneHistoryAsync(Site site, Node serving, Node cut)
    {
        await using var journal = await PostgresJournalReader.OpenAsync(site.Database, default);
        long revision = 0;
        await foreach (var past in History.ReadAsync(journal, Agent, gap => Assert.Fail(gap.Reason), default))
        {
            past.View.Revision.ShouldBe(++revision);
        }

        await Eventually.TrueAsync(
            async () => await serving.Http.GetStringAsync($"v1/agents/{Agent}/state") == await cut.Http.GetStringAsync($"v1/agents/{Agent}/state"),
            "both nodes show the same");
    }
}
