using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using CallActors.Nodes.Tests.Running;
using Xunit.Abstractions;

namespace CallActors.Nodes.Tests;

/// <summary>A node whose journal is gone, and a node that is told to stop.</summary>
[Collection(PostgresCollection.Name)]
public sealed class TroubleSpecs(PostgresServer server, ITestOutputHelper output)
{
    private const string Agent = "agent1";

    [SkippableFact]
    public async Task Without_its_journal_a_node_refuses_is_not_ready_closes_its_sockets_and_goes_on_by_itself()
    {
        await using var site = await Site.StartAsync(server, nodes: 1);
        var node = site.Nodes[0];
        await using var app = await node.OpenAsync(Agent, "?meta=true");
        var call = await site.AnsweredAsync(Agent, app);
        var told = app.Events.Count;

        await server.StopAsync("immediate");
        var clock = Stopwatch.StartNew();
        try
        {
            using var refused = await node.Http.PostAsJsonAsync($"v1/agents/{Agent}/messages", App.Envelope("InboundCall", "Hold", call, "refused"));
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("errorType").GetString().ShouldBe("JOURNAL_UNAVAILABLE");
            await Eventually.TrueAsync(async () => await node.IsReadyAsync() == false, "the node is not ready");
            var notReady = clock.Elapsed;
            await app.GoneAsync().WaitAsync(TimeSpan.FromMinutes(1));
            var closed = clock.Elapsed;
            output.WriteLine($"not ready after {notReady.TotalSeconds:0.0} s, sockets closed after {closed.TotalSeconds:0.0} s");
            notReady.ShouldBeGreaterThan(TimeSpan.FromSeconds(1.5));
            closed.ShouldBeGreaterThan(TimeSpan.FromSeconds(9));
            app.CloseStatus.ShouldBe((WebSocketCloseStatus)1012);
            app.Events.Skip(told).ShouldAllBe(each => each.Topic == "Error");
        }
        finally
        {
            await server.StartAsync();
        }

        clock.Restart();
        await Eventually.TrueAsync(async () => await node.IsReadyAsync() == true, "the node is ready again");
        var ready = clock.Elapsed;
        await site.BridgeAsync(Agent);
        await using var again = await node.OpenAsync(Agent, "?meta=true");
        await Eventually.TrueAsync(async () =>
        {
            using var held = await node.AskAsync(Agent, "Hold", call);
            return held.StatusCode == HttpStatusCode.OK;
        }, "a command is confirmed");
        output.WriteLine($"ready {ready.TotalMilliseconds:0} ms after the journal was back, a command confirmed after {clock.ElapsedMilliseconds} ms");
    }

    [SkippableFact]
    public async Task A_node_that_is_told_to_stop_closes_its_sockets_with_going_away_and_nothing_is_dropped()
    {
        await using var site = await Site.StartAsync(server, nodes: 3, withBalancer: true, agents: 3);
        var stopping = site.Nodes[0];
        var apps = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => stopping.OpenAsync($"agent{(number % 3) + 1}", "?meta=true")));
        using var ended = new CancellationTokenSource();
        var refused = new List<string>();
        var reading = Task.Run(async () =>
        {
            // Through the balancer nobody notices.
            while (!ended.IsCancellationRequested)
            {
                using var answer = await site.Front.GetAsync("v1/agents/agent1/state");
                if (!answer.IsSuccessStatusCode)
                {
                    refused.Add($"{(int)answer.StatusCode}");
                }
            }
        });

        (await stopping.TerminateAsync()).ShouldBe(0, stopping.Output);

        await ended.CancelAsync();
        await reading;
        refused.ShouldBeEmpty();
        foreach (var app in apps)
        {
            await app.GoneAsync().WaitAsync(TimeSpan.FromSeconds(30));
            app.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
            await app.DisposeAsync();
        }

        for (var agent = 1; agent <= 3; agent++)
        {
            await site.BridgeAsync($"agent{agent}");
        }
    }

    [SkippableFact]
    public async Task A_node_that_cannot_have_its_journal_says_why_in_one_sentence()
    {
        var port = RunningProcess.FreePort();
        await using var process = RunningProcess.Start(
            Path.GetFileNameWithoutExtension(NodeProgram.File), "--urls", "http://127.0.0.1:0", "--journal", $"postgres:Host=127.0.0.1;Port={port};Username=postgres;Password=secret");

        (await process.ExitAsync(TimeSpan.FromMinutes(1))).ShouldBe(1);

        process.Output.Trim().ShouldStartWith($"The journal postgres:127.0.0.1:{port}/postgres can not be reached");
        process.Output.Trim().ShouldNotContain("\n");
        process.Output.ShouldNotContain("secret");
    }
}
