using System.Net;
using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class OnePartySpecs
{
    [Fact]
    public async Task Hold_puts_both_connections_on_hold_and_resume_takes_both_back()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await bridge.DoAsync("holdConnection", contact.Id, contact.Id);
        var held = await bridge.ShowsAsync(shown => shown.Is("connected", "hold hold"), "the held call");
        held.Contact.Agent.Since.ShouldBe(held.Contact.First.Since);

        await bridge.DoAsync("resumeConnection", contact.Id, contact.Id);
        var resumed = await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the resumed call");
        resumed.Contact.First.Since.ShouldBeGreaterThan(held.Contact.First.Since);
        resumed.AgentState.ShouldBe("Available");
    }

    [Fact]
    public async Task Resume_on_the_agents_own_connection_reports_success_and_does_nothing()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await bridge.DoAsync("holdConnection", contact.Id, contact.Id);
        await bridge.DoAsync("resumeConnection", contact.Id, contact.Agent.Id);
        await Task.Delay(100);

        bridge.Newest.Is("connected", "hold hold").ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_held_or_resumed_already_is_refused_in_Amazons_words()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        var resumed = await bridge.RefusedAsync("resumeConnection", contact.Id, contact.Id);
        resumed.ToJsonString().ShouldBe(
            """{"type":"CallAlreadyResumedException","message":"Error received from Voice Service","stack":["CallAlreadyResumedException: Error received from Voice Service"],"retryStatus":"none","statusCode":400}""");

        await bridge.DoAsync("holdConnection", contact.Id, contact.Id);
        (await bridge.RefusedAsync("holdConnection", contact.Id, contact.Id))["type"]!.GetValue<string>().ShouldBe("CallAlreadyHeldException");
    }

    [Fact]
    public async Task The_customer_hangs_up_and_after_call_work_lasts_until_the_contact_is_cleared()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await stage.PostAsync($"contacts/{contact.Id}/hangup");
        var ended = await bridge.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "the end");
        (ended.AgentState, ended.AgentStateType).ShouldBe(("AfterCallWork", "system"));

        await bridge.DoAsync("clearContact", contact.Id);
        await bridge.ShowsAsync(shown => shown is { AgentState: "Available", Contacts.Count: 0 }, "the cleared contact");
        (await bridge.RefusedAsync("clearContact", contact.Id))["statusCode"]!.GetValue<int>().ShouldBe(404);
    }

    [Fact]
    public async Task The_agent_hangs_up_by_either_connection()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        foreach (var byOwn in new[] { true, false })
        {
            var (bridge, contact) = await stage.AnswerAsync();
            await bridge.DoAsync("destroyConnection", contact.Id, byOwn ? contact.Agent.Id : contact.Id);
            await bridge.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "the end");
            await bridge.DoAsync("clearContact", contact.Id);
            await bridge.ShowsAsync(shown => shown.Contacts.Count == 0, "the cleared contact");
        }
    }

    [Fact]
    public async Task A_customer_on_hold_can_hang_up()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await bridge.DoAsync("holdConnection", contact.Id, contact.Id);
        await stage.PostAsync($"contacts/{contact.Id}/hangup");

        await bridge.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "the end");
        await stage.PostAsync($"contacts/{contact.Id}/hangup", expected: HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_with_a_reason_and_changes_nothing()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.RingAsync();
        var unknown = Guid.NewGuid().ToString();
        (string Operation, string? ContactId, string? ConnectionId, object? Arguments, string Type)[] refusals =
        [
            ("holdConnection", contact.Id, contact.Id, null, "InvalidStateException"),
            ("destroyConnection", contact.Id, contact.Agent.Id, null, "InvalidStateException"),
            ("clearContact", contact.Id, null, null, "InvalidStateException"),
            ("toggleActiveConnections", contact.Id, null, null, "InvalidStateException"),
            ("acceptContact", unknown, null, null, "ContactNotFoundException"),
            ("acceptContact", null, null, null, "InvalidParameterException"),
            ("holdConnection", contact.Id, null, null, "InvalidParameterException"),
            ("sendDigits", contact.Id, null, null, "InvalidParameterException"),
            ("createAdditionalConnection", contact.Id, null, new { }, "InvalidParameterException"),
            ("connectEndpoint", null, null, new { endpoint = new { type = "phone_number", phoneNumber = "12" } }, "BadEndpointException"),
            ("connectEndpoint", null, null, new { endpoint = new { type = "agent", endpointId = "nobody" } }, "BadEndpointException"),
            ("connectEndpoint", null, null, new { endpoint = new { type = "phone_number", phoneNumber = "+15550111" } }, "InvalidStateException"),
            ("dance", null, null, null, "InvalidParameterException"),
        ];
        foreach (var (operation, contactId, connectionId, arguments, type) in refusals)
        {
            var error = await bridge.RefusedAsync(operation, contactId, connectionId, arguments);
            error["type"]!.GetValue<string>().ShouldBe(type, $"{operation}: {error.ToJsonString()}");
            error["message"]!.GetValue<string>().ShouldNotBeEmpty();
        }

        await bridge.DoAsync("acceptContact", contact.Id);
        (await bridge.RefusedAsync("holdConnection", contact.Id, unknown))["type"]!.GetValue<string>().ShouldBe("InvalidParameterException");
        (await bridge.RefusedAsync("conferenceConnections", contact.Id))["type"]!.GetValue<string>().ShouldBe("InvalidStateException");
        (await bridge.RefusedAsync("clearContact", contact.Id))["type"]!.GetValue<string>().ShouldBe("InvalidStateException");
        var shown = await bridge.ShowsAsync(shown => shown.Contact.State == "connected", "the answered call");
        shown.Contact.States.ShouldBe("connected connected");
        bridge.OfType("snapshot").Count.ShouldBe(3);
    }

    [Fact]
    public async Task Digits_are_counted_and_kept_nowhere()
    {
        const string digits = "4711#0815*DCBA";
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await bridge.DoAsync("sendDigits", contact.Id, contact.Id, new { digits });
        await bridge.DoAsync("sendDigits", contact.Id, contact.Agent.Id, new { digits });
        foreach (var bad in new[] { "", "12x", new string('1', 51) })
        {
            var error = await bridge.RefusedAsync("sendDigits", contact.Id, contact.Id, new { digits = bad });
            if (bad.Length > 0)
            {
                error.ToJsonString().ShouldNotContain(bad);
            }
        }

        (await stage.GetAsync("agents/agent1")).ToJsonString().ShouldNotContain(digits);
        await stage.StopAsync();
        var stored = string.Concat(Directory.GetFiles(stage.Folder).Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        stored.ShouldNotContain(digits);
        stored.ShouldContain("\"digitsReceived\":28");
    }

    [Fact]
    public async Task The_agent_can_also_act_at_his_own_desk_without_any_request()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.RingAsync();
        await stage.PostAsync("agents/agent1/operations", new { operation = "acceptContact", contactId = contact.Id });
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the answered call");
        await stage.PostAsync("agents/agent1/operations", new { operation = "holdConnection", contactId = contact.Id, connectionId = contact.Id });
        await bridge.ShowsAsync(shown => shown.Is("connected", "hold hold"), "the held call");

        await stage.PostAsync(
            "agents/agent1/operations", new { operation = "acceptContact", contactId = contact.Id }, HttpStatusCode.Conflict);
        bridge.OfType("result").ShouldBeEmpty();
    }
}
