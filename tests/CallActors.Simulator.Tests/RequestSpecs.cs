using System.Net;
using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class RequestSpecs
{
    [Fact]
    public async Task An_acknowledgement_comes_before_the_snapshot_that_shows_it()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        foreach (var delayMilliseconds in new[] { 0, 20 })
        {
            await stage.SetAsync(new { snapshotDelayMilliseconds = delayMilliseconds });
            var (bridge, contact) = await stage.AnswerAsync();
            for (var round = 0; round < 10; round++)
            {
                await bridge.DoAsync("holdConnection", contact.Id, contact.Id);
                await bridge.ShowsAsync(shown => shown.Is("connected", "hold hold"), "the hold");
                await bridge.DoAsync("resumeConnection", contact.Id, contact.Id);
                await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the resume");
            }

            // The twenty frames of each kind alternate: no state is ever told before its acknowledgement.
            bridge.Frames.TakeLast(40).Select(frame => frame["type"]!.GetValue<string>())
                .ShouldBe(Enumerable.Range(0, 40).Select(number => number % 2 == 0 ? "result" : "snapshot"));
            await bridge.DoAsync("destroyConnection", contact.Id, contact.Id);
            await bridge.DoAsync("clearContact", contact.Id);
            await bridge.ShowsAsync(shown => shown.Contacts.Count == 0, "the cleared contact");
        }
    }

    [Fact]
    public async Task A_later_acknowledgement_does_not_wait_for_an_earlier_snapshot()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await stage.SetAsync(new { snapshotDelayMilliseconds = 500 });
        var before = bridge.OfType("snapshot").Count;
        await bridge.DoAsync("holdConnection", contact.Id, contact.Id);
        await bridge.DoAsync("resumeConnection", contact.Id, contact.Id);
        bridge.OfType("snapshot").Count.ShouldBe(before);

        await bridge.ShowsAsync(shown => shown.Contact.States == "hold hold", "the hold");
        await bridge.ShowsAsync(shown => shown.Contact.States == "connected connected", "the resume");
    }

    [Fact]
    public async Task The_world_has_changed_already_when_the_acknowledgement_comes()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { snapshotDelayMilliseconds = 60_000 });
        var bridge = await stage.BridgeAsync();
        var call = await stage.PostAsync("agents/agent1/calls", new { from = "+15550100", to = "+15550199", queue = "q" }, HttpStatusCode.Created);
        await bridge.DoAsync("acceptContact", call["contactId"]!.GetValue<string>());

        var agent = await stage.GetAsync("agents/agent1");
        agent["snapshot"]!["contacts"]![0]!["state"]!["type"]!.GetValue<string>().ShouldBe("connected");
    }

    [Fact]
    public async Task A_request_is_never_performed_twice_and_its_receipts_are_counted()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await bridge.AskAsync("holdConnection", contact.Id, contact.Id, requestId: "once");
        await bridge.ResultOfAsync("once");
        await bridge.DoAsync("resumeConnection", contact.Id, contact.Id);
        await bridge.AskAsync("holdConnection", contact.Id, contact.Id, requestId: "once");
        await bridge.DoAsync("mute");

        bridge.OfType("result").Count(result => result["requestId"]!.GetValue<string>() == "once").ShouldBe(1);
        var record = await stage.RequestAsync("once");
        record["times"]!.GetValue<int>().ShouldBe(2);
        record["performed"]!.GetValue<bool>().ShouldBeTrue();
        record["outcome"]!.GetValue<string>().ShouldBe("ok");
        record["operation"]!.GetValue<string>().ShouldBe("holdConnection");
        record["contactId"]!.GetValue<string>().ShouldBe(contact.Id);
        await bridge.ShowsAsync(shown => shown.Contact.States == "hold hold", "the hold");
        await bridge.ShowsAsync(shown => shown.Contact.States == "connected connected", "the resume");
        bridge.Newest.Contact.States.ShouldBe("connected connected");
    }

    [Fact]
    public async Task A_request_is_not_performed_again_after_a_restart()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await bridge.AskAsync("holdConnection", contact.Id, contact.Id, requestId: "once");
        await bridge.ResultOfAsync("once");
        await bridge.DoAsync("resumeConnection", contact.Id, contact.Id);
        await stage.StopAsync();
        await stage.StartAsync();

        await Patience.UntilAsync(() => !bridge.IsOpen, "the loss of the bridge");
        var again = await stage.BridgeAsync();
        await again.AskAsync("holdConnection", contact.Id, contact.Id, requestId: "once");
        await again.DoAsync("mute");
        again.Newest.Contact.States.ShouldBe("connected connected");
        (await stage.RequestAsync("once"))["times"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task What_is_later_than_its_deadline_is_dropped_unanswered()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        var late = await bridge.AskAsync("holdConnection", contact.Id, contact.Id, deadlineMilliseconds: 0);
        await bridge.DoAsync("mute");

        bridge.FindResult(late).ShouldBeNull();
        bridge.Newest.Contact.States.ShouldBe("connected connected");
        var record = await stage.RequestAsync(late);
        (record["performed"]!.GetValue<bool>(), record["outcome"]!.GetValue<string>()).ShouldBe((false, "late"));
    }

    [Fact]
    public async Task A_refused_request_is_recorded_with_its_reason()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        var requestId = await bridge.AskAsync("resumeConnection", contact.Id, contact.Id);
        await bridge.ResultOfAsync(requestId);

        var record = await stage.RequestAsync(requestId);
        (record["performed"]!.GetValue<bool>(), record["outcome"]!.GetValue<string>()).ShouldBe((false, "failed: Error received from Voice Service"));
    }

    [Fact]
    public async Task The_last_thousand_requests_are_kept()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var bridge = await stage.BridgeAsync();
        for (var number = 0; number < 1_010; number++)
        {
            await bridge.AskAsync("mute", requestId: $"n{number}");
        }

        await bridge.ResultOfAsync("n1009");
        await stage.StopAsync();
        await stage.StartAsync();
        var requests = (await stage.GetAsync("agents/agent1"))["requests"]!.AsArray();
        requests.Select(request => request!["requestId"]!.GetValue<string>())
            .ShouldBe(Enumerable.Range(10, 1_000).Select(number => $"n{number}"));
    }
}
