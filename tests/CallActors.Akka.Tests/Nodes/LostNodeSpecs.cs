using System.Diagnostics;
using System.Net;
using CallActors.Engine;
using CallActors.Engine.Journal.Postgres;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using CallActors.Nodes.Tests.Running;
using Xunit.Abstractions;

namespace CallActors.Akka.Tests.Nodes;

/// <summary>Who goes on when nodes lose sight of each other: those that are left of two, and the greater part of three.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LostNodeSpecs(PostgresServer server, ITestOutputHelper output)
{
    private static readonly string[] Agents = [.. Enumerable.Range(1, 6).Select(number => $"agent{number}")];

    [SkippableFact]
    public async Task Of_two_nodes_the_one_that_is_left_goes_on_whichever_was_killed()
    {
        await using var site = await Site.StartAsync(server, nodes: 2, bridgesAt: 1, agents: Agents.Length);
        // By number alone the one with the lower address would be kept, and the other would end itself.
        for (var killed = 0; killed < 2; killed++)
        {
            var left = site.Nodes[1 - killed];
            var clock = Stopwatch.StartNew();
            await site.Nodes[killed].KillAsync();
            foreach (var agent in Agents)
            {
                await ShownAsync(left, agent);
            }

            output.WriteLine($"node {killed + 1} of two killed: every agent is shown by the other after {clock.Elapsed.TotalSeconds:0.0} s");
            left.Output.ShouldContain("is taken out of the cluster");
            site.Nodes[killed].StartAgain();
            await site.Nodes[killed].ReadyAsync();
            (await left.IsReadyAsync()).ShouldBe(true, left.Output);
        }
    }

    [SkippableFact]
    public async Task A_node_that_stands_still_for_a_while_is_suspected_and_not_taken_out()
    {
        await using var site = await Site.StartAsync(server, nodes: 2);
        var (watching, still) = (site.Nodes[0], site.Nodes[1]);

        await still.SignalAsync("STOP");
        try
        {
            await Eventually.TrueAsync(() => Task.FromResult(watching.Output.Contains("as UNREACHABLE", StringComparison.Ordinal)), "it is suspected");
            // Long enough for the journal to be asked several times whether it still has the node's lock.
            await Task.Delay(TimeSpan.FromSeconds(2));
        }
        finally
        {
            await still.SignalAsync("CONT");
        }

        await ShownAsync(still, Agents[0]);
        await Eventually.TrueAsync(async () => await still.IsReadyAsync() == true, "it is ready");
        (watching.Output + still.Output).ShouldNotContain("is taken out of the cluster");
        (watching.Output + still.Output).ShouldNotContain("SBR took decision");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_lesser_part_of_three_ends_itself_and_the_greater_serves_with_one_history_after_it(bool isDatabaseLostToo)
    {
        Skip.If(isDatabaseLostToo && !NodeProgram.IsAllRun, NodeProgram.TakesLong);
        await using var network = await NetworkNamespace.CreateAsync(isDatabaseLostToo);
        await using var site = await Site.StartAsync(server, nodes: 2, network: network, agents: Agents.Length);
        var (serving, cut) = (site.Nodes[0], site.Nodes[2]);
        var calls = new Dictionary<string, string>();
        foreach (var agent in Agents)
        {
            await using var app = await serving.OpenAsync(agent, "?meta=true");
            calls[agent] = await site.AnsweredAsync(agent, app);
        }

        await network.CutAsync();
        var clock = Stopwatch.StartNew();
        (await cut.EndedAsync()).ShouldBe(1);
        var ended = clock.Elapsed;
        cut.Output.ShouldContain("The other nodes of the cluster went on without this one");
        foreach (var (agent, call) in calls)
        {
            await HeldAsync(site.Nodes[1], agent, call);
        }

        output.WriteLine($"{(isDatabaseLostToo ? "cut off from the nodes and the database" : "cut off from the nodes")}: it ended itself after {ended.TotalSeconds:0.0} s, "
            + $"every agent was commanded at the others after {clock.Elapsed.TotalSeconds:0.0} s");
        await network.HealAsync();
        cut.StartAgain();
        await cut.ReadyAsync();
        foreach (var agent in Agents)
        {
            await OneHistoryAsync(site, agent, serving, cut);
        }
    }

    private static Task ShownAsync(Node node, string agent) => Eventually.TrueAsync(async () =>
    {
        using var shown = await node.Http.GetAsync($"v1/agents/{agent}/state");
        return shown.StatusCode == HttpStatusCode.OK;
    }, $"{agent} is shown");

    /// <summary>Asked with one id until it is known to be done, as an app would.</summary>
    private static Task HeldAsync(Node node, string agent, string call) => Eventually.TrueAsync(async () =>
    {
        using var held = await node.AskAsync(agent, "Hold", call, $"held-{agent}");
        return held.StatusCode == HttpStatusCode.OK;
    }, $"{agent} is commanded");

    private static async Task OneHistoryAsync(Site site, string agent, Node serving, Node back)
    {
        await using var journal = await PostgresJournalReader.OpenAsync(site.Database, default);
        long revision = 0;
        await foreach (var past in History.ReadAsync(journal, agent, gap => Assert.Fail(gap.Reason), default))
        {
            past.View.Revision.ShouldBe(++revision);
        }

        (await site.AskedAsync(agent))[$"held-{agent}"].ShouldBe(1);
        await Eventually.TrueAsync(
            async () => await serving.Http.GetStringAsync($"v1/agents/{agent}/state") == await back.Http.GetStringAsync($"v1/agents/{agent}/state"),
            "both nodes show the same");
    }
}
