using System.Net;
using System.Text.Json.Nodes;
using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class BridgeSpecs
{
    [Fact]
    public async Task After_the_welcome_come_states_endpoints_and_a_snapshot()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        var bridge = await stage.BridgeAsync();

        bridge.Frames.Take(4).Select(frame => frame["type"]!.GetValue<string>()).ShouldBe(["hello", "states", "endpoints", "snapshot"]);
        var hello = bridge.Frames[0];
        hello["agentARN"]!.GetValue<string>().ShouldBe(
            "arn:aws:connect:us-east-1:111122223333:instance/22222222-bbbb-4bbb-8bbb-000000000002/agent/agent1");
        hello["username"]!.GetValue<string>().ShouldBe("agent1");
        hello["name"]!.GetValue<string>().ShouldNotBeEmpty();
        hello["bridgeVersion"]!.GetValue<string>().ShouldNotBeEmpty();

        var states = bridge.Frames[1]["states"]!.AsArray();
        states.Select(state => state!["name"]!.GetValue<string>()).ShouldContain("Available");
        states.ShouldAllBe(state => state!["agentStateARN"]!.GetValue<string>().Contains("/agent-state/"));

        var endpoints = bridge.Frames[2]["endpoints"]!.AsArray();
        endpoints.Select(endpoint => endpoint!["type"]!.GetValue<string>()).ShouldBe(["agent", "phone_number", "phone_number", "queue"]);
        endpoints[0]!["endpointId"]!.GetValue<string>().ShouldBe("agent2");
        endpoints.ShouldAllBe(endpoint => endpoint!.AsObject().Count == 5);
    }

    [Fact]
    public async Task Nothing_but_hello_is_said_before_the_welcome()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        stage.Engine.Welcomes = false;
        var before = await stage.BridgeAsync();
        before.Drop();
        await Patience.UntilAsync(() => stage.Engine.Hellos == 2, "the second hello");
        var bridge = await stage.Engine.BridgeAsync("agent1");
        await stage.PostAsync("agents/agent1/calls", new { from = "+15550100", to = "+15550199", queue = "q" }, HttpStatusCode.Created);
        await Task.Delay(100);

        bridge.Frames.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_bridge_connects_again_after_the_engine_was_down_and_shows_what_happened_meanwhile()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (_, contact) = await stage.AnswerAsync();
        await stage.RestartEngineAsync();
        await stage.PostAsync($"contacts/{contact.Id}/hangup");

        var bridge = await stage.BridgeAsync();
        Shown.Of(bridge.OfType("snapshot")[0]).Contact.State.ShouldBeOneOf("ended", "connected");
        await bridge.ShowsAsync(shown => shown.Contact.State == "ended", "the end of the call");
    }

    [Fact]
    public async Task A_cut_bridge_stays_away_until_it_is_brought_back()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var bridge = await stage.BridgeAsync();
        var answer = await stage.PostAsync("agents/agent1/bridge", new { connected = false });
        answer["bridge"]!.GetValue<string>().ShouldBe("cut");
        await Patience.UntilAsync(() => !bridge.IsOpen, "the loss of the bridge");
        await Task.Delay(250);
        stage.Engine.Hellos.ShouldBe(1);
        var (_, call) = (0, await stage.PostAsync("agents/agent1/calls", new { from = "+15550100", to = "+15550199", queue = "q" }, HttpStatusCode.Created));

        await stage.PostAsync("agents/agent1/bridge", new { connected = true });
        var back = await stage.BridgeAsync();
        Shown.Of(back.OfType("snapshot")[0]).Contact.Id.ShouldBe(call["contactId"]!.GetValue<string>());
        (await StatusAsync(stage)).ShouldBe("connected");
    }

    [Fact]
    public async Task A_cut_bridge_is_still_cut_after_a_restart_of_the_simulator()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.PostAsync("agents/agent1/bridge", new { connected = false });
        await stage.StopAsync();
        await stage.StartAsync();
        await Task.Delay(200);

        (await StatusAsync(stage)).ShouldBe("cut");
        stage.Engine.Hellos.ShouldBe(1);
    }

    [Fact]
    public async Task A_standby_says_so_and_a_later_welcome_brings_a_whole_new_snapshot()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var bridge = await stage.BridgeAsync();
        await bridge.SendAsync(new { type = "standby" });
        await Patience.UntilAsync(() => StatusAsync(stage).Result == "standby", "standby");

        await bridge.SendAsync(new { type = "welcome", agentId = "agent1", attachment = "b" });
        await Patience.UntilAsync(() => bridge.OfType("snapshot").Count == 2, "the snapshot for the new attachment");
        (await StatusAsync(stage)).ShouldBe("connected");
    }

    [Fact]
    public async Task A_standby_still_sends_snapshots()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await (await stage.BridgeAsync()).SendAsync(new { type = "standby" });
        var (_, contact) = await stage.RingAsync();

        contact.State.ShouldBe("connecting");
    }

    [Fact]
    public async Task What_nobody_understands_is_passed_over()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.RingAsync();
        foreach (var text in new[] { "{", "[]", "7", "{}", """{"type":7}""", """{"type":"news"}""", """{"type":"request"}""" })
        {
            await bridge.SendTextAsync(text);
        }

        await bridge.DoAsync("acceptContact", contact.Id);
    }

    [Fact]
    public async Task Snapshot_times_grow_strictly_even_when_changes_come_within_a_millisecond()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { snapshotDelayMilliseconds = 0 });
        var (bridge, _) = await stage.AnswerAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => bridge.AskAsync("mute")));
        await Patience.UntilAsync(() => bridge.OfType("result").Count >= 41, "all results");
        await Task.Delay(50);

        var times = bridge.OfType("snapshot").Select(frame => Shown.Of(frame).Time).ToList();
        times.Count.ShouldBeGreaterThan(20);
        times.Zip(times.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
    }

    [Fact]
    public async Task A_new_agent_connects_and_becomes_a_quick_connect_of_the_others()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var old = await stage.BridgeAsync();
        await stage.PostAsync("agents", new { agentId = "bo", username = "bo", name = "Bo" }, HttpStatusCode.Created);

        (await stage.BridgeAsync("bo")).Newest.AgentState.ShouldBe("Available");
        await Patience.UntilAsync(() => old.OfType("endpoints").Count == 2, "the new quick connects");
        old.OfType("endpoints")[1]["endpoints"]![0]!["name"]!.GetValue<string>().ShouldBe("Bo");
    }

    private static async Task<string> StatusAsync(SimulatorStage stage)
    {
        JsonNode site = await stage.GetAsync();
        return site["agents"]![0]!["bridge"]!.GetValue<string>();
    }
}
