using System.Net;
using System.Text.Json.Nodes;
using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class RingingSpecs
{
    [Fact]
    public async Task A_ringing_call_has_the_shape_of_the_Streams_snapshot()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var bridge = await stage.BridgeAsync();
        var call = await stage.PostAsync(
            "agents/agent1/calls",
            new { from = "+15550100", to = "+15550199", queue = "InboundTest", attributes = new { tier = "gold" } },
            HttpStatusCode.Created);
        await bridge.ShowsAsync(shown => shown.Contacts.Count == 1, "the call");

        var snapshot = bridge.OfType("snapshot")[^1]["snapshot"]!;
        var contact = snapshot["contacts"]![0]!;
        var since = contact["state"]!["timestamp"]!.ToJsonString();
        var stateSince = snapshot["state"]!["startTimestamp"]!.ToJsonString();
        const string instance = "arn:aws:connect:us-east-1:111122223333:instance/22222222-bbbb-4bbb-8bbb-000000000002";
        var expected = $$"""
            {
              "snapshotTimestamp": {{snapshot["snapshotTimestamp"]!.ToJsonString()}},
              "state": {"agentStateARN": "{{instance}}/agent-state/s1", "type": "routable", "name": "Available", "startTimestamp": {{stateSince}} },
              "contacts": [{
                "contactId": {{call["contactId"]!.ToJsonString()}},
                "initialContactId": null,
                "type": "voice",
                "state": {"type": "connecting", "timestamp": {{since}} },
                "queue": {"queueARN": "{{instance}}/queue/inboundtest", "queueId": "inboundtest", "name": "InboundTest"},
                "queueTimestamp": {{since}},
                "connections": [
                  {"connectionId": {{call["agentConnectionId"]!.ToJsonString()}}, "endpoint": null,
                   "state": {"type": "connecting", "timestamp": {{since}} }, "type": "agent", "initial": false, "mute": false},
                  {"connectionId": {{call["customerConnectionId"]!.ToJsonString()}}, "endpoint": {"type": "phone_number", "phoneNumber": "+15550100"},
                   "state": {"type": "connected", "timestamp": {{since}} }, "type": "inbound", "initial": true, "mute": false}
                ],
                "attributes": {"ANI": {"name": "ANI", "value": "+15550100"}, "DNIS": {"name": "DNIS", "value": "+15550199"},
                               "tier": {"name": "tier", "value": "gold"} },
                "initiationMethod": "inbound",
                "contactFeatures": {"multiPartyConferenceEnabled": false}
              }]
            }
            """;
        snapshot.ToJsonString().ShouldBe(JsonNode.Parse(expected)!.ToJsonString());
        call["customerConnectionId"]!.GetValue<string>().ShouldBe(call["contactId"]!.GetValue<string>());
        snapshot["snapshotTimestamp"]!.GetValue<decimal>().ShouldBeInRange(
            DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 10, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
    }

    [Fact]
    public async Task Accept_connects_contact_and_agent()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.RingAsync();
        await bridge.DoAsync("acceptContact", contact.Id);

        var shown = await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the answered call");
        shown.Contact.Agent.Since.ShouldBeGreaterThan(contact.Agent.Since);
        shown.Contact.First.Since.ShouldBe(contact.First.Since);
        (await bridge.RefusedAsync("acceptContact", contact.Id))["type"]!.GetValue<string>().ShouldBe("InvalidStateException");
    }

    [Theory]
    [InlineData("rejected")]
    [InlineData("error")]
    public async Task Reject_is_reported_as_set_and_the_agent_is_in_error_until_he_clears(string report)
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { rejectedAs = report });
        var (bridge, contact) = await stage.RingAsync();
        await bridge.DoAsync("rejectContact", contact.Id);

        var shown = await bridge.ShowsAsync(shown => shown.Is(report, "disconnected disconnected"), "the rejected call");
        (shown.AgentState, shown.AgentStateType).ShouldBe(("MissedCallAgent", "error"));
        await bridge.DoAsync("clearContact", contact.Id);
        await bridge.ShowsAsync(shown => shown is { AgentState: "Available", Contacts.Count: 0 }, "the cleared call");
    }

    [Theory]
    [InlineData("missed")]
    [InlineData("error")]
    public async Task A_call_that_nobody_answers_is_missed_when_its_time_is_over(string report)
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { ringTimeoutMilliseconds = 60, missedAs = report });
        var (bridge, contact) = await stage.RingAsync();

        var shown = await bridge.ShowsAsync(shown => shown.Is(report, "disconnected disconnected"), "the missed call");
        shown.AgentState.ShouldBe("MissedCallAgent");
        shown.Contact.Agent.Since.ShouldBe(contact.Agent.Since + 0.060m);
        (await bridge.RefusedAsync("acceptContact", contact.Id))["message"]!.GetValue<string>().ShouldContain(report);
    }

    [Fact]
    public async Task A_call_can_say_itself_how_its_miss_is_reported()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { ringTimeoutMilliseconds = 30 });
        var bridge = await stage.BridgeAsync();
        await stage.PostAsync(
            "agents/agent1/calls", new { from = "+15550100", to = "+15550199", queue = "q", missedAs = "error" }, HttpStatusCode.Created);

        await bridge.ShowsAsync(shown => shown.Contacts.Count == 1 && shown.Contact.State == "error", "the missed call");
    }

    [Fact]
    public async Task A_caller_who_gives_up_while_it_rings_is_missed()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.RingAsync();
        await stage.PostAsync($"contacts/{contact.Id}/abandon");

        await bridge.ShowsAsync(shown => shown.Is("missed", "disconnected disconnected"), "the abandoned call");
        await stage.PostAsync($"contacts/{contact.Id}/abandon", expected: HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_same_contact_is_offered_again_to_the_same_agent_and_to_another()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        var (bridge, contact) = await stage.RingAsync();
        await stage.PostAsync($"contacts/{contact.Id}/offer", expected: HttpStatusCode.Conflict);
        await bridge.DoAsync("rejectContact", contact.Id);

        var second = await stage.PostAsync($"contacts/{contact.Id}/offer", new { }, HttpStatusCode.Created);
        var agentConnectionId = second["agentConnectionId"]!.GetValue<string>();
        agentConnectionId.ShouldNotBe(contact.Agent.Id);
        var again = await bridge.ShowsAsync(
            shown => shown.Is("connecting", "connecting connected") && shown.Contact.Agent.Id == agentConnectionId, "the second offer");
        again.Contact.Id.ShouldBe(contact.Id);
        again.AgentState.ShouldBe("Available");

        await bridge.DoAsync("rejectContact", contact.Id);
        var offer = await stage.PostAsync($"contacts/{contact.Id}/offer", new { agentId = "agent2" }, HttpStatusCode.Created);
        offer["customerConnectionId"]!.GetValue<string>().ShouldBe(contact.Id);
        var other = await stage.BridgeAsync("agent2");
        await other.ShowsAsync(shown => shown.Is("connecting", "connecting connected"), "the offer to the other agent");
        await other.DoAsync("acceptContact", contact.Id);
        await bridge.ShowsAsync(shown => shown.Contact.State == "rejected", "the share of the first agent");
    }

    [Fact]
    public async Task The_same_contact_is_offered_again_after_it_was_cleared()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await stage.PostAsync($"contacts/{contact.Id}/hangup");
        await stage.PostAsync($"contacts/{contact.Id}/offer", expected: HttpStatusCode.Conflict);
        await bridge.DoAsync("clearContact", contact.Id);
        await stage.PostAsync($"contacts/{contact.Id}/offer", expected: HttpStatusCode.Created);

        await bridge.ShowsAsync(shown => shown.Is("connecting", "connecting connected") && shown.Contact.Id == contact.Id, "the new offer");
    }

    [Fact]
    public async Task An_agent_who_is_not_routable_is_offered_nothing()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var bridge = await stage.BridgeAsync();
        await bridge.DoAsync("putAgentState", arguments: new { state = new { name = "Lunch", type = "not_routable" } });

        var error = await stage.PostAsync(
            "agents/agent1/calls", new { from = "+15550100", to = "+15550199", queue = "q" }, HttpStatusCode.Conflict);
        error["error"]!.GetValue<string>().ShouldContain("Lunch");
    }

    [Fact]
    public async Task Several_calls_ring_and_are_answered_side_by_side()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, first) = await stage.AnswerAsync();
        var (_, second) = await stage.RingAsync();
        await bridge.DoAsync("acceptContact", second.Id);
        await bridge.DoAsync("holdConnection", second.Id, second.Id);

        var shown = await bridge.ShowsAsync(shown => shown.Contacts.Count == 2 && shown.Contacts[1].States == "hold hold", "the second on hold");
        shown.Contacts[0].States.ShouldBe("connected connected");
        shown.Contacts[0].Id.ShouldBe(first.Id);
    }
}
