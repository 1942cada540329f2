using System.Net;
using System.Text.Json.Nodes;
using CallActors.Connect.Tests.Belief;
using CallActors.Connect.Tests.Loopback;

namespace CallActors.Connect.Tests.Feeds;

/// <summary>Contact events as EventBridge delivers them.</summary>
public sealed class ContactEventsEndpointSpecs
{
    [Fact]
    public async Task A_contact_that_is_open_goes_one_step_further_and_others_are_counted_only()
    {
        await using var feeds = await RunningFeeds.StartAsync();
        await feeds.DeliverAsync(Fixture.AgentEvent("02_connecting"));

        var answer = await feeds.PostContactEventsAsync($"[{Event("QUEUED")},{Event("CONNECTED_TO_AGENT")},{Event("CONNECTED_TO_AGENT", "unknown")}]");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"taken":2,"passedOver":1,"setAside":0}""");
        (await feeds.Engine.ViewAsync(Fixture.AgentId, default)).Picture.AtContactLevel().ShouldBe([$"{Fixture.ContactId} connected"]);
    }

    [Fact]
    public async Task An_event_of_an_agent_never_seen_creates_nothing()
    {
        await using var feeds = await RunningFeeds.StartAsync();

        (await feeds.PostContactEventsAsync(Event("DISCONNECTED"))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await feeds.Engine.AgentsAsync(default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another key")]
    public async Task Without_the_key_nothing_is_let_in(string? key)
    {
        await using var feeds = await RunningFeeds.StartAsync();

        (await feeds.PostContactEventsAsync(Event("DISCONNECTED"), key)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_poison_event_is_set_aside_and_the_rest_goes_in()
    {
        await using var feeds = await RunningFeeds.StartAsync();
        await feeds.DeliverAsync(Fixture.AgentEvent("02_connecting"));

        (await feeds.PostContactEventsAsync($$"""[{"id":"poison"},{{Event("CONNECTED_TO_AGENT")}}]""")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await feeds.Engine.ViewAsync(Fixture.AgentId, default)).Picture.AtContactLevel().ShouldBe([$"{Fixture.ContactId} connected"]);
        (await feeds.SetAsideAsync()).ShouldHaveSingleItem()!["fault"]!.GetValue<string>().ShouldBe("detail is missing.");
        (await feeds.PostContactEventsAsync("{")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static string Event(string type, string contactId = Fixture.ContactId)
    {
        var told = JsonNode.Parse(Fixture.Text("contact-events/connected_to_agent.json"))!;
        told["time"] = "2026-11-20T09:10:06Z";
        var detail = told["detail"]!;
        (detail["eventType"], detail["contactId"]) = (type, contactId);
        detail["agentInfo"]!["connectedToAgentTimestamp"] = "2026-11-20T09:10:05.000Z";
        return told.ToJsonString();
    }
}
