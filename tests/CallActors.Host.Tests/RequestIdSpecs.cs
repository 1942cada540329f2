using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>The same requestId again asks nothing: not by another app, not by another way, not after the host was killed.</summary>
public sealed class RequestIdSpecs(PatientHostFixture fixture) : IClassFixture<PatientHostFixture>
{
    [Fact]
    public async Task A_repeat_of_what_succeeded_is_answered_with_the_state_to_the_asker_alone()
    {
        await using var desk = await fixture.DeskAsync("?meta=true");
        await using var other = await fixture.Host.OpenAsync(desk.AgentId, "?meta=true");
        var call = await desk.AnswerAsync();
        (await desk.AskAsync("Hold", call.Party, requestId: "hold-1", wait: true)).Status.ShouldBe(200);
        await other.NextCallAsync(call.Party, "hold");

        await other.AskAsync("Hold", call.Party, requestId: "hold-1");

        var answer = await other.NextAsync(1);
        answer[0].Subtopic.ShouldBe("StateSync");
        answer[0].Meta.GetProperty("requestId").GetString().ShouldBe("hold-1");
        answer[0].Meta.TryGetProperty("part", out _).ShouldBeFalse();
        var byHttp = await desk.AskAsync("Hold", call.Party, requestId: "hold-1");
        byHttp.Status.ShouldBe(200);
        byHttp.Json[0].GetProperty("subtopic").GetString().ShouldBe("StateSync");
        await HoldsAtTheBridgeAsync(desk, 1);
        desk.App.Events.Count(each => each.Subtopic == "StateSync" && each.Topic == "InboundCall").ShouldBe(0);
    }

    [Fact]
    public async Task A_repeat_of_what_failed_is_answered_with_the_same_error()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        await desk.FaultAsync("fail", "The voice service is away.", "holdConnection");
        await desk.App.AskAsync("Hold", call.Party, "hold-1");
        var first = await desk.App.NextErrorAsync();
        await fixture.Host.Http.DeleteAsync("v1/simulator/faults");

        await desk.App.AskAsync("Hold", call.Party, "hold-1");

        (await desk.App.NextErrorAsync()).Text.ShouldBe(first.Text);
        await HoldsAtTheBridgeAsync(desk, 1);
    }

    [Fact]
    public async Task A_repeat_while_the_first_is_outstanding_asks_nothing()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        await desk.FaultAsync("silent", null, "holdConnection");
        (await desk.AskAsync("Hold", call.Party, requestId: "hold-1")).Status.ShouldBe(202);

        var repeat = await desk.AskAsync("Hold", call.Party, requestId: "hold-1");

        repeat.Status.ShouldBe(200);
        repeat.Json[0].GetProperty("subtopic").GetString().ShouldBe("StateSync");
        await HoldsAtTheBridgeAsync(desk, 1);
        await fixture.Host.Http.DeleteAsync("v1/simulator/faults");
    }

    [Fact]
    public async Task The_same_id_for_something_else_is_INVALID_MESSAGE()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        (await desk.AskAsync("Hold", call.Party, requestId: "one", wait: true)).Status.ShouldBe(200);

        foreach (var (subtopic, data) in new[] { ("Resume", call.Party), ("Hold", call.Agent) })
        {
            var reply = await desk.AskAsync(subtopic, data, requestId: "one");
            (reply.Status, reply.ErrorType).ShouldBe((400, "INVALID_MESSAGE"));
            reply.ErrorMessage.ShouldBe("The requestId one was used before for another request.");
        }
    }

    [Fact]
    public async Task A_refused_request_leaves_no_trace_and_its_id_may_be_used_again()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        (await desk.AskAsync("Resume", call.Party, requestId: "one")).Status.ShouldBe(409);

        (await desk.AskAsync("Hold", call.Party, requestId: "one", wait: true)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task After_kill_9_a_repeat_is_known_whether_it_had_succeeded_failed_or_was_outstanding()
    {
        await using var host = await RunningHost.StartAsync("--deadline-seconds", "120");
        await host.WithPatienceAsync();
        await using var desk = new Desk(host, "killed", await host.AddAgentAsync("killed"));
        var call = await desk.AnswerAsync();
        (await desk.AskAsync("Hold", call.Party, requestId: "succeeded", wait: true)).Status.ShouldBe(200);
        await desk.FaultAsync("fail", "The voice service is away.", "conferenceConnections", "resumeConnection");
        var failed = await desk.AskAsync("Resume", call.Party, requestId: "failed", wait: true);
        failed.Status.ShouldBe(409);
        await desk.FaultAsync("silent", null, "destroyConnection");
        (await desk.AskAsync("Disconnect", call.Party, requestId: "outstanding")).Status.ShouldBe(202);
        await Eventually.TrueAsync(async () => (await host.BridgeRequestsAsync("killed")).Length == 4, "the bridge was asked");

        await host.RestartAsync();
        await host.BridgeAsync("killed");

        (await desk.AskAsync("Hold", call.Party, requestId: "succeeded")).Json[0].GetProperty("subtopic").GetString().ShouldBe("StateSync");
        (await desk.AskAsync("Resume", call.Party, requestId: "failed")).Json.GetRawText().ShouldBe(failed.Json.GetRawText());
        // The next bridge's first report settles it: the bridge that had it is gone, and it did not happen.
        await Eventually.TrueAsync(async () =>
        {
            var repeat = await desk.AskAsync("Disconnect", call.Party, requestId: "outstanding");
            return repeat.Status == 409 && repeat.ErrorMessage == "The bridge was lost before Amazon Connect confirmed.";
        }, "the request that was outstanding has ended");
        var requests = await host.BridgeRequestsAsync("killed");
        requests.Select(each => each.GetProperty("operation").GetString()).ShouldBe(["acceptContact", "holdConnection", "resumeConnection", "destroyConnection"]);
        requests.ShouldAllBe(each => each.GetProperty("times").GetInt32() == 1);
    }

    private static async Task HoldsAtTheBridgeAsync(Desk desk, int times)
    {
        await Eventually.TrueAsync(async () => (await HoldsAsync(desk)).Length > 0, "the bridge was asked");
        (await HoldsAsync(desk)).Length.ShouldBe(times);
    }

    private static async Task<string[]> HoldsAsync(Desk desk) =>
        [.. (await desk.Host.BridgeRequestsAsync(desk.AgentId)).Select(each => each.GetProperty("operation").GetString()!).Where(each => each == "holdConnection")];
}
