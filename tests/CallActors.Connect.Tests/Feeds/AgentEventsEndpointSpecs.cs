using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CallActors.Connect.Tests.Belief;
using CallActors.Connect.Tests.Loopback;

namespace CallActors.Connect.Tests.Feeds;

/// <summary>Agent events as Firehose delivers them, and what the apps of the agent are told.</summary>
public sealed class AgentEventsEndpointSpecs
{
    private static readonly string[] walk =
    [
        "agent connecting", "inbound connecting",
        "agent connected after connecting", "inbound connected after connecting",
        "agent hold after connected", "inbound hold after connected",
        "agent connected after hold", "inbound connected after hold",
        "agent ACW after connected", "inbound ACW after connected",
        "agent Dropped after connected", "inbound Dropped after connected",
    ];

    [Fact]
    public async Task Without_a_bridge_the_events_alone_walk_a_call_from_ringing_to_cleared()
    {
        await using var feeds = await RunningFeeds.StartAsync();
        var told = await feeds.ListenAsync(Fixture.AgentId);

        foreach (var name in Fixture.Sequence)
        {
            (await feeds.DeliverAsync(Fixture.AgentEvent(name))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        told.ShouldBe(walk);
    }

    [Fact]
    public async Task One_delivery_packed_with_everything_in_one_record_walks_the_same_way()
    {
        await using var feeds = await RunningFeeds.StartAsync();
        var told = await feeds.ListenAsync(Fixture.AgentId);
        byte[] record = [.. Fixture.Sequence.Reverse().SelectMany(Fixture.AgentEvent)];

        (await feeds.PostAgentEventsAsync(Deliveries.Of("request-1", record), isGzip: true)).StatusCode.ShouldBe(HttpStatusCode.OK);

        told.ShouldBe(walk);
    }

    [Fact]
    public async Task In_any_order_and_twice_over_the_events_end_in_the_same_state()
    {
        await using var feeds = await RunningFeeds.StartAsync();
        var names = Fixture.Sequence.Take(5).ToArray();
        for (var seed = 0; seed < 40; seed++)
        {
            var agentId = $"agent-{seed}";
            string[] shuffled = [.. names, .. names];
            new Random(seed).Shuffle(shuffled);
            foreach (var name in shuffled)
            {
                (await feeds.DeliverAsync(Of(agentId, name))).StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            var view = await feeds.Engine.ViewAsync(agentId, default);
            view.Picture.AtContactLevel().ShouldBe([$"{Fixture.ContactId} connected"], $"seed {seed}");
            view.Picture.Session.State!.Name.ShouldBe("Available");
        }
    }

    [Fact]
    public async Task What_was_answered_200_is_there_after_a_restart()
    {
        await using var feeds = await RunningFeeds.StartAsync();
        await feeds.DeliverAsync([.. Fixture.Sequence.Take(4).Select(Fixture.AgentEvent)]);

        await feeds.RestartAsync();

        (await feeds.Engine.ViewAsync(Fixture.AgentId, default)).Picture.AtContactLevel().ShouldBe([$"{Fixture.ContactId} held"]);
    }

    [Fact]
    public async Task A_heartbeat_or_a_repeat_writes_nothing()
    {
        await using var feeds = await RunningFeeds.StartAsync();
        await feeds.DeliverAsync([.. Fixture.Sequence.Take(5).Select(Fixture.AgentEvent)]);
        var before = (await feeds.Engine.ViewAsync(Fixture.AgentId, default)).Revision;

        await feeds.DeliverAsync(Fixture.AgentEvent("06_heart_beat"), Fixture.AgentEvent("05_resume"), Fixture.AgentEvent("02_connecting"));

        (await feeds.Engine.ViewAsync(Fixture.AgentId, default)).Revision.ShouldBe(before);
    }

    [Fact]
    public async Task The_answer_is_Firehoses_form()
    {
        await using var feeds = await RunningFeeds.StartAsync();

        var answer = JsonNode.Parse(await (await feeds.DeliverAsync(Fixture.AgentEvent("01_login"))).Content.ReadAsStringAsync())!.AsObject();

        answer.Select(each => each.Key).ShouldBe(["requestId", "timestamp"]);
        answer["requestId"]!.GetValue<string>().ShouldBe("request-1");
        answer["timestamp"]!.GetValue<long>().ShouldBeGreaterThan(1_700_000_000_000);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another key")]
    public async Task Without_the_key_nothing_is_let_in(string? key)
    {
        await using var feeds = await RunningFeeds.StartAsync();

        await RefusedAsync(await feeds.PostAgentEventsAsync(Deliveries.Of("request-1", Fixture.AgentEvent("01_login")), key), HttpStatusCode.Unauthorized, "X-Amz-Firehose-Access-Key");

        (await feeds.Engine.AgentsAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_no_key_is_set_no_key_is_right()
    {
        await using var feeds = await RunningFeeds.StartAsync(options => options with { AgentEventsKey = null });

        await RefusedAsync(await feeds.DeliverAsync(Fixture.AgentEvent("01_login")), HttpStatusCode.Unauthorized, "CALLACTORS_AGENT_EVENTS_KEY");
    }

    [Fact]
    public async Task A_body_that_is_no_delivery_or_too_long_is_refused_in_Firehoses_form()
    {
        await using var feeds = await RunningFeeds.StartAsync(options => options with { MaximumBodyBytes = 10_000 });

        await RefusedAsync(await feeds.PostAgentEventsAsync("{"u8.ToArray()), HttpStatusCode.BadRequest, "broken JSON");
        await RefusedAsync(await feeds.PostAgentEventsAsync(new byte[10_001]), HttpStatusCode.RequestEntityTooLarge, "10000 bytes");
        await RefusedAsync(await feeds.PostAgentEventsAsync(new byte[10_001], isGzip: true), HttpStatusCode.BadRequest, "10000 bytes");
    }

    [Fact]
    public async Task A_poison_record_is_set_aside_once_and_the_rest_goes_in()
    {
        await using var feeds = await RunningFeeds.StartAsync();
        byte[][] records = [Fixture.AgentEvent("02_connecting"), "{\"AgentARN\":"u8.ToArray(), Fixture.AgentEvent("04_hold")];

        (await feeds.DeliverAsync(records)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await feeds.DeliverAsync(records)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await feeds.Engine.ViewAsync(Fixture.AgentId, default)).Picture.AtContactLevel().ShouldBe([$"{Fixture.ContactId} held"]);
        var kept = (await feeds.SetAsideAsync()).ShouldHaveSingleItem()!;
        (kept["feed"]!.GetValue<string>(), kept["delivery"]!.GetValue<string>(), kept["record"]!.GetValue<int>()).ShouldBe(("agent-events", "request-1", 2));
        kept["fault"]!.GetValue<string>().ShouldStartWith("Value 1 of the record is broken JSON");
        kept["personal"].ShouldBeNull();
    }

    [Fact]
    public async Task An_operator_looks_at_a_record_that_was_set_aside_retries_and_deletes_it_also_after_a_restart()
    {
        await using var feeds = await RunningFeeds.StartAsync();
        await feeds.DeliverAsync("poison"u8.ToArray());
        await feeds.RestartAsync();
        var number = (await feeds.SetAsideAsync()).ShouldHaveSingleItem()!["number"]!.GetValue<long>();
        var address = $"/v1/connect/set-aside/{number}";

        var data = JsonNode.Parse(await feeds.Http.GetStringAsync(address))!["personal"]!.GetValue<string>();
        Encoding.UTF8.GetString(Convert.FromBase64String(data)).ShouldBe("poison");
        (await feeds.Http.PostAsync($"{address}/retry", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await feeds.SetAsideAsync()).Count.ShouldBe(1);
        (await feeds.Http.DeleteAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await feeds.Http.DeleteAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await feeds.SetAsideAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_nothing_can_be_set_aside_the_delivery_is_refused_with_the_records_number()
    {
        await using var none = await RunningFeeds.StartAsync(keepsNone: true);
        await RefusedAsync(await none.DeliverAsync(Fixture.AgentEvent("01_login"), "{}"u8.ToArray()), HttpStatusCode.BadRequest, "Record 2 cannot be read: AgentARN is missing.");

        await using var full = await RunningFeeds.StartAsync(options => options with { MaximumSetAside = 1 });
        (await full.DeliverAsync("one"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.OK);
        await RefusedAsync(await full.DeliverAsync("two"u8.ToArray()), HttpStatusCode.BadRequest, "1 records are the most");
    }

    private static byte[] Of(string agentId, string name) => Fixture.AgentEvent(name, told => told["AgentARN"] = $"arn:aws:connect:r:1:instance/i/agent/{agentId}");

    private static async Task RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string words)
    {
        answer.StatusCode.ShouldBe(status);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        body["requestId"]!.GetValue<string>().ShouldBe("request-1");
        body["timestamp"]!.GetValue<long>().ShouldBePositive();
        body["errorMessage"]!.GetValue<string>().ShouldContain(words);
    }
}
