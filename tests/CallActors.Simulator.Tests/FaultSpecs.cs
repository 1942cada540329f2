using System.Net;
using System.Text.Json.Nodes;
using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class FaultSpecs
{
    [Fact]
    public async Task Fail_reports_the_given_text_and_does_nothing()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await stage.FaultAsync(new { operation = "holdConnection", behaviour = "fail", message = "The voice service is away." });
        var error = await bridge.RefusedAsync("holdConnection", contact.Id, contact.Id);

        error["message"]!.GetValue<string>().ShouldBe("The voice service is away.");
        error["type"]!.GetValue<string>().ShouldNotBeEmpty();
        error["statusCode"]!.GetValue<int>().ShouldBe(400);
        await Task.Delay(60);
        bridge.Newest.Contact.States.ShouldBe("connected connected");
    }

    [Theory]
    [InlineData("jsonString")]
    [InlineData("text")]
    public async Task An_error_comes_in_the_form_that_was_asked_for(string form)
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await stage.FaultAsync(new { operation = "holdConnection", behaviour = "fail", message = "Away.", form });
        var error = (await bridge.RefusedAsync("holdConnection", contact.Id, contact.Id)).GetValue<string>();

        (form == "text" ? error : JsonNode.Parse(error)!["message"]!.GetValue<string>()).ShouldBe("Away.");
    }

    [Fact]
    public async Task Silent_neither_does_nor_answers()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await stage.FaultAsync(new { operation = "holdConnection", behaviour = "silent" });
        var requestId = await bridge.AskAsync("holdConnection", contact.Id, contact.Id);
        await bridge.DoAsync("mute");
        await Task.Delay(60);

        bridge.FindResult(requestId).ShouldBeNull();
        bridge.Newest.Contact.States.ShouldBe("connected connected");
        var record = await stage.RequestAsync(requestId);
        (record["performed"]!.GetValue<bool>(), record["outcome"]!.GetValue<string>()).ShouldBe((false, "silent"));
    }

    [Fact]
    public async Task Lie_reports_a_failure_of_what_it_has_done()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await stage.FaultAsync(new { operation = "holdConnection", behaviour = "lie" });
        var requestId = await bridge.AskAsync("holdConnection", contact.Id, contact.Id);
        var result = await bridge.ResultOfAsync(requestId);

        result["ok"]!.GetValue<bool>().ShouldBeFalse();
        await bridge.ShowsAsync(shown => shown.Contact.States == "hold hold", "the hold");
        (await stage.RequestAsync(requestId))["performed"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Already_resumed_is_said_of_a_call_that_is_still_held()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await stage.FaultAsync(new { operation = "holdConnection", behaviour = "alreadyResumed", times = 1 });
        await stage.FaultAsync(new { operation = "resumeConnection", behaviour = "alreadyResumed", times = 1 });
        (await bridge.RefusedAsync("holdConnection", contact.Id, contact.Id))["type"]!.GetValue<string>().ShouldBe("CallAlreadyHeldException");
        await bridge.DoAsync("holdConnection", contact.Id, contact.Id);
        (await bridge.RefusedAsync("resumeConnection", contact.Id, contact.Id))["type"]!.GetValue<string>().ShouldBe("CallAlreadyResumedException");

        await bridge.ShowsAsync(shown => shown.Contact.States == "hold hold", "the hold");
        await bridge.DoAsync("resumeConnection", contact.Id, contact.Id);
    }

    [Fact]
    public async Task Slow_does_and_answers_later_while_other_requests_go_on()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await stage.FaultAsync(new { operation = "holdConnection", behaviour = "slow", delayMilliseconds = 300 });
        var slow = await bridge.AskAsync("holdConnection", contact.Id, contact.Id, deadlineMilliseconds: 100);
        await bridge.DoAsync("mute");
        bridge.FindResult(slow).ShouldBeNull();
        (await stage.RequestAsync(slow))["outcome"]!.GetValue<string>().ShouldBe("pending");

        (await bridge.ResultOfAsync(slow))["ok"]!.GetValue<bool>().ShouldBeTrue();
        await bridge.ShowsAsync(shown => shown.Contact.States == "hold hold", "the hold");
        (await stage.RequestAsync(slow))["performed"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task A_fault_strikes_as_often_as_it_says_then_the_next_one_and_then_none()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var bridge = await stage.BridgeAsync();
        await stage.FaultAsync(new { operation = "mute", behaviour = "fail", message = "first", times = 2 });
        await stage.FaultAsync(new { operation = "mute", behaviour = "fail", message = "second", times = 1 });
        foreach (var message in new[] { "first", "first", "second" })
        {
            (await bridge.RefusedAsync("mute"))["message"]!.GetValue<string>().ShouldBe(message);
        }

        await bridge.DoAsync("mute");
        (await stage.GetAsync())["faults"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fault_can_be_of_one_agent_only_and_survives_a_restart_until_it_is_cleared()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        await stage.FaultAsync(new { operation = "mute", behaviour = "fail", agentId = "agent2" });
        var one = await stage.BridgeAsync();
        await one.DoAsync("mute");
        await stage.StopAsync();
        await Patience.UntilAsync(() => !one.IsOpen, "the loss of the bridge");
        await stage.StartAsync();
        var two = await stage.BridgeAsync("agent2");
        await two.RefusedAsync("mute");
        await two.RefusedAsync("mute");

        using var response = await stage.Control.DeleteAsync("v1/simulator/faults");
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await two.DoAsync("mute");
    }
}
