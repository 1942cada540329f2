using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class AgentStateSpecs
{
    [Fact]
    public async Task An_agent_chooses_a_state_by_ARN_or_by_name()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var bridge = await stage.BridgeAsync();
        var lunch = bridge.OfType("states")[0]["states"]!.AsArray().Single(state => state!["name"]!.GetValue<string>() == "Lunch")!;
        await bridge.DoAsync("putAgentState", arguments: new { state = lunch });
        var shown = await bridge.ShowsAsync(shown => shown.AgentState == "Lunch", "lunch");
        shown.AgentStateType.ShouldBe("not_routable");

        await bridge.DoAsync("putAgentState", arguments: new { state = new { name = "Available", type = "routable" } });
        await bridge.ShowsAsync(shown => shown.AgentState == "Available", "available");
    }

    [Fact]
    public async Task A_state_chosen_during_a_call_comes_after_the_call_is_cleared()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        bridge.OfType("snapshot")[^1]["snapshot"]!.AsObject().ContainsKey("nextState").ShouldBeFalse();
        await bridge.DoAsync("putAgentState", arguments: new { state = new { name = "Break" } });
        await bridge.ShowsAsync(shown => shown is { AgentState: "Available", NextState: "Break" }, "the next state");
        await stage.PostAsync($"contacts/{contact.Id}/hangup");
        await bridge.ShowsAsync(shown => shown is { AgentState: "AfterCallWork", NextState: "Break" }, "after-call work");
        await bridge.DoAsync("clearContact", contact.Id);

        await bridge.ShowsAsync(shown => shown is { AgentState: "Break", NextState: null, Contacts.Count: 0 }, "the break");
    }

    [Fact]
    public async Task States_of_the_system_and_unknown_ones_cannot_be_chosen()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var bridge = await stage.BridgeAsync();
        foreach (var name in new[] { "AfterCallWork", "MissedCallAgent", "Busy", "Dancing" })
        {
            var error = await bridge.RefusedAsync("putAgentState", arguments: new { state = new { name, type = "system" } });
            error["message"]!.GetValue<string>().ShouldContain(name);
        }

        await bridge.RefusedAsync("putAgentState");
        bridge.OfType("snapshot").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_agent_who_is_offline_makes_no_call()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var bridge = await stage.BridgeAsync();
        await bridge.DoAsync("putAgentState", arguments: new { state = new { name = "Offline" } });
        await bridge.ShowsAsync(shown => shown is { AgentState: "Offline", AgentStateType: "offline" }, "offline");

        await bridge.RefusedAsync("connectEndpoint", arguments: new { endpoint = new { type = "phone_number", phoneNumber = "+15550111" } });
    }

    [Fact]
    public async Task Mute_is_done_and_shown_in_no_snapshot()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, _) = await stage.AnswerAsync();
        await bridge.DoAsync("mute");
        (await stage.GetAsync("agents/agent1"))["muted"]!.GetValue<bool>().ShouldBeTrue();
        await bridge.DoAsync("unmute");
        (await stage.GetAsync("agents/agent1"))["muted"]!.GetValue<bool>().ShouldBeFalse();

        bridge.OfType("snapshot").SelectMany(frame => frame["snapshot"]!["contacts"]!.AsArray())
            .SelectMany(contact => contact!["connections"]!.AsArray())
            .ShouldAllBe(connection => !connection!["mute"]!.GetValue<bool>());
    }
}
