using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using CallActors.Nodes.Tests.Running;

namespace CallActors.Nodes.Tests;

/// <summary>Any node will do: apps, bridge and what they say at different nodes of one site.</summary>
[Collection(PostgresCollection.Name)]
public sealed class AcrossNodesSpecs(PostgresServer server)
{
    private const string Agent = "agent1";
    private const string Digits = "918273645091827364";

    [SkippableFact]
    public async Task An_app_on_one_node_works_with_the_bridge_on_another_and_every_node_tells_the_same_bytes()
    {
        await using var site = await Site.StartAsync(server, nodes: 3, bridgesAt: 1);
        await using var asking = await site.Nodes[0].OpenAsync(Agent, "?meta=true");
        await using var withBridge = await site.Nodes[1].OpenAsync(Agent, "?meta=true");
        await using var third = await site.Nodes[2].OpenAsync(Agent, "?meta=true");

        var call = await site.AnsweredAsync(Agent, asking);
        foreach (var (subtopic, becomes) in new[] { ("Hold", "hold"), ("Resume", "connected"), ("Hold", "hold"), ("Resume", "connected") })
        {
            await asking.AskAsync(subtopic, call, $"{subtopic}-{asking.Events.Count}");
            await asking.NextCallAsync(call, becomes);
        }

        using var waited = await site.Nodes[2].AskAsync(Agent, "Hold", call, "waited");
        waited.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, await waited.Content.ReadAsStringAsync());

        var told = await ToldAsync(asking, "waited");
        (await ToldAsync(withBridge, "waited")).ShouldBe(told);
        (await ToldAsync(third, "waited")).ShouldBe(told);
        told.Length.ShouldBeGreaterThan(12);
        var asked = await site.AskedAsync(Agent);
        asked.Count.ShouldBe(6);
        asked.Values.ShouldAllBe(times => times == 1);
    }

    /// <summary>
    /// A feed comes seconds late and knows neither connections nor mute; while a bridge is there the agent's page has said
    /// what is true, and what the feed says besides would be a step back as often as news.
    /// </summary>
    [SkippableFact]
    public async Task A_feed_at_a_third_node_only_confirms_while_a_bridge_is_attached_and_drives_when_it_is_lost()
    {
        await using var site = await Site.StartAsync(server, nodes: 3, bridgesAt: 1);
        await using var app = await site.Nodes[0].OpenAsync(Agent, "?meta=true");
        var call = await site.AnsweredAsync(Agent, app);

        // Newer than any snapshot, of another state and without the call: nothing of it counts.
        await FeedAsync(site.Nodes[2], "Lunch", "CUSTOM");
        await app.AskAsync("StateSync", topic: "Agent", requestId: "sync-1");
        (await app.NextAsync(each => each.Subtopic == "StateSync", "its state")).Message.GetProperty("agentState").GetProperty("name").GetString().ShouldNotBe("Lunch");
        app.Events.ShouldNotContain(each => each.Text.Contains("Lunch", StringComparison.Ordinal));
        (await CallsAsync(site.Nodes[2])).ShouldContain("\"status\":\"connected\"");
        // And the bridge goes on to be asked, and believed.
        await app.AskAsync("Hold", call, "hold-1");
        await app.NextCallAsync(call, "hold");

        await site.Centre.PostedAsync($"agents/{Agent}/bridge", new { connected = false });
        await Eventually.TrueAsync(async () => await BridgeOfAsync(site.Nodes[2]) == "lost", "the bridge is lost");
        await FeedAsync(site.Nodes[2], "Lunch", "CUSTOM");

        (await app.NextAsync(each => each.Subtopic == "CcpAgentState", "what the feed told")).Message.GetProperty("name").GetString().ShouldBe("Lunch");
        await app.NextCallAsync(call, "Dropped");
        await Eventually.TrueAsync(
            async () => (await CallsAsync(site.Nodes[1])).Contains("\"calls\":[]", StringComparison.Ordinal), "every node knows that the call is gone");
        (await site.AskedAsync(Agent))["hold-1"].ShouldBe(1);
    }

    [SkippableFact]
    public async Task Digits_reach_a_bridge_on_another_node_and_stand_nowhere_in_the_database_or_its_log()
    {
        await using var site = await Site.StartAsync(server, nodes: 2, bridgesAt: 1);
        await PostgresServer.QueryAsync(site.Database, "ALTER DATABASE " + site.Database.Split("Database=")[1] + " SET log_statement = 'all'");
        site.Nodes[0].StartAgain(await site.Nodes[0].TerminateAsync());
        await site.Nodes[0].ReadyAsync();
        await using var app = await site.Nodes[0].OpenAsync(Agent, "?meta=true");
        var call = await site.AnsweredAsync(Agent, app);

        for (var time = 1; time <= 5; time++)
        {
            using var sent = await site.Nodes[0].AskAsync(Agent, "SendDTMF", Digits, $"digits-{time}");
            sent.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, await sent.Content.ReadAsStringAsync());
        }

        var asked = await site.AskedAsync(Agent);
        Enumerable.Range(1, 5).ShouldAllBe(time => asked[$"digits-{time}"] == 1);
        var log = await server.LogAsync();
        log.ShouldContain(NodeProgram.Append);
        log.ShouldNotContain(Digits);
        log.ShouldNotContain(Convert.ToHexString(Encoding.ASCII.GetBytes(Digits)), Case.Insensitive);
        (await PostgresServer.QueryAsync(
            site.Database, $"SELECT count(*) FROM journal WHERE position('{Digits}'::bytea IN message) > 0")).ShouldBe(["0"]);
    }

    [SkippableFact]
    public async Task A_bridge_that_comes_back_on_another_node_settles_what_was_outstanding_with_its_first_snapshot()
    {
        await using var site = await Site.StartAsync(server, nodes: 3, withBalancer: true, arguments: ["--deadline-seconds", "120"]);
        var holder = site.Nodes.Single(node => node.HasBridgeOf(Agent));
        var other = site.Nodes.First(node => node != holder);
        await using var app = await other.OpenAsync(Agent, "?meta=true");
        var call = await site.AnsweredAsync(Agent, app);
        await site.Centre.PostedAsync("faults", new { operation = "holdConnection", behaviour = "silent", agentId = Agent });

        await app.AskAsync("Hold", call, "never-answered");
        await Eventually.TrueAsync(async () => (await site.AskedAsync(Agent)).ContainsKey("never-answered"), "the bridge was asked");
        await holder.KillAsync();

        var failed = await app.NextErrorAsync();
        failed.ErrorType.ShouldBe("HOLD_CALL_FAILED");
        failed.ErrorMessage.ShouldBe("The bridge was lost before Amazon Connect confirmed.");
        await site.Centre.DeleteAsync("faults");
        await app.AskAsync("Hold", call, "asked-again");
        await app.NextCallAsync(call, "hold");
        (await site.AskedAsync(Agent)).Values.ShouldAllBe(times => times == 1);
    }

    [SkippableFact]
    public async Task The_bridge_of_a_dead_node_counts_as_lost_where_its_agent_has_an_app_and_that_of_a_living_one_does_not()
    {
        await using var site = await Site.StartAsync(server, nodes: 2, bridgesAt: 1, arguments: ["--deadline-seconds", "3"]);
        await using var app = await site.Nodes[0].OpenAsync(Agent, "?meta=true");
        var call = await site.AnsweredAsync(Agent, app);
        // A node that starts beside living ones leaves their bridges alone.
        site.Nodes[0].StartAgain(await site.Nodes[0].TerminateAsync());
        await site.Nodes[0].ReadyAsync();
        await using var again = await site.Nodes[0].OpenAsync(Agent, "?meta=true");
        await again.AskAsync("Hold", call);
        await again.NextCallAsync(call, "hold");

        await site.Nodes[1].KillAsync();

        await Eventually.TrueAsync(async () => (await BridgeOfAsync(site.Nodes[0])) == "lost", "the bridge counts as lost");
        await again.AskAsync("Resume", call);
        (await again.NextErrorAsync()).ErrorMessage.ShouldBe("No bridge of this agent is connected.");
    }

    [SkippableFact]
    public async Task A_request_that_nobody_confirms_ends_once_though_every_node_counts()
    {
        await using var site = await Site.StartAsync(server, nodes: 2, bridgesAt: 1, arguments: ["--deadline-seconds", "1.5"]);
        await using var app = await site.Nodes[0].OpenAsync(Agent, "?meta=true");
        await using var beside = await site.Nodes[1].OpenAsync(Agent, "?meta=true");
        var call = await site.AnsweredAsync(Agent, app);
        await site.Centre.PostedAsync("faults", new { operation = "holdConnection", behaviour = "silent", agentId = Agent, times = 1 });

        await app.AskAsync("Hold", call, "unconfirmed");

        (await app.NextErrorAsync()).ErrorMessage.ShouldBe("Amazon Connect did not confirm within 1.5 s.");
        await Task.Delay(TimeSpan.FromSeconds(2));
        app.Events.Concat(beside.Events).Where(each => each.Topic == "Error").Select(each => each.Text).Distinct().ShouldHaveSingleItem();
        app.Events.Count(each => each.Topic == "Error").ShouldBe(1);
    }

    /// <summary>Delivers as Firehose does that the agent is in a state now and has no contact.</summary>
    private static async Task FeedAsync(Node node, string state, string type)
    {
        var now = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var told = JsonSerializer.SerializeToUtf8Bytes(new
        {
            AgentARN = $"arn:aws:connect:us-east-1:111122223333:instance/i-1/agent/{Agent}",
            CurrentAgentSnapshot = new
            {
                AgentStatus = new { ARN = $"arn:aws:connect:us-east-1:111122223333:instance/i-1/agent-state/{state}", Name = state, StartTimestamp = now, Type = type },
                Contacts = Array.Empty<object>(),
            },
            EventId = Guid.NewGuid().ToString(),
            EventTimestamp = now,
            EventType = "STATE_CHANGE",
            Version = "2017-10-01",
        });
        using var delivery = new HttpRequestMessage(HttpMethod.Post, "v1/connect/agent-events")
        {
            Content = JsonContent.Create(
                new { requestId = "delivery-1", timestamp = 1_795_338_000_000, records = new[] { new { data = Convert.ToBase64String(told) } } },
                options: JsonSerializerOptions.Default),
        };
        delivery.Headers.Add("X-Amz-Firehose-Request-Id", "delivery-1");
        delivery.Headers.Add("X-Amz-Firehose-Access-Key", Node.FeedKey);
        using var answer = await node.Http.SendAsync(delivery);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private static Task<string> CallsAsync(Node node) => node.Http.GetStringAsync($"v1/agents/{Agent}/state");

    private static async Task<string> BridgeOfAsync(Node node) =>
        (await node.Http.GetFromJsonAsync<JsonElement>("v1/agents")).EnumerateArray()
            .Single(agent => agent.GetProperty("agentId").GetString() == Agent).GetProperty("bridge").GetString()!;

    /// <summary>Every broadcast until a request's end is told whole.</summary>
    private static async Task<string[]> ToldAsync(App app, string requestId)
    {
        await Eventually.TrueAsync(() => Task.FromResult(app.Events.Any(each =>
            each.Meta.TryGetProperty("requestId", out var id) && id.GetString() == requestId
            && each.Meta.TryGetProperty("part", out var part) && part.GetInt32() == each.Meta.GetProperty("parts").GetInt32())), $"{requestId} is told");
        return [.. app.Events.Where(each => each.Meta.TryGetProperty("part", out _))
            .Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Revision} {each.Text}"))];
    }
}
