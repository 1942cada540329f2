using System.Net.Sockets;
using System.Text;
using CallActors.Host.Tests.Buttons;
using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>Every error type of docs/messages.md, with its own text, to whom it is to go.</summary>
public sealed class ErrorTypeSpecs(PatientHostFixture fixture) : IClassFixture<PatientHostFixture>, IAsyncLifetime
{
    /// <summary>Topic, subtopic, data; error type and its text. The agent has no call and no bridge.</summary>
    public static TheoryData<string, string, object?, string, string> Refusals => new()
    {
        { "InboundCall", "Answer", null, "ANSWER_CALL_FAILED", "Answering call failed." },
        { "InboundCall", "Reject", null, "REJECT_CALL_FAILED", "Rejecting call failed." },
        { "InboundCall", "Hold", "c-1", "HOLD_CALL_FAILED", "Call hold failed." },
        { "InboundCall", "Resume", "c-1", "RESUME_CALL_FAILED", "Resuming call failed." },
        { "InboundCall", "Disconnect", "c-1", "DISCONNECT_CALL_FAILED", "Disconnecting call failed." },
        { "InboundCall", "ClearContact", null, "CLEAR_CONTACT_FAILED", "Clearing contact failed." },
        { "InboundCall", "Consult", Desk.Number, "CONSULT_CALL_FAILED", "Consult call failed." },
        { "InboundCall", "Swap", null, "SWAP_CALL_FAILED", "Swapping call failed." },
        { "InboundCall", "Conference", null, "CONFERENCE_CALL_FAILED", "Conference call failed." },
        { "InboundCall", "Transfer", null, "TRANSFER_CALL_FAILED", "Transfer call failed." },
        { "InboundCall", "SendDTMF", "1", "SEND_DTMF_FAILED", "Failed to send DTMF." },
        { "InboundCall", "SetMakeCall", Desk.Number, "MAKE_CALL_FAILED", "Make call failed." },
        { "Agent", "Login", null, "UPDATE_AGENT_STATE_FAILED", "Agent state change failed." },
        { "Agent", "Logout", null, "UPDATE_AGENT_STATE_FAILED", "Agent state change failed." },
        { "Agent", "SetReady", null, "UPDATE_AGENT_STATE_FAILED", "Agent state change failed." },
        { "Agent", "SetNotReady", null, "UPDATE_AGENT_STATE_FAILED", "Agent state change failed." },
        { "Agent", "Mute", null, "UPDATE_AGENT_STATE_FAILED", "Agent state change failed." },
        { "Agent", "Unmute", null, "UPDATE_AGENT_STATE_FAILED", "Agent state change failed." },
        { "InboundCall", "Sing", null, "INVALID_MESSAGE", "The message was not understood." },
    };

    /// <summary>Topic, subtopic, the scene, whose id is the data, what the bridge is asked; error type and its text.</summary>
    public static TheoryData<string, string, string?, string, string, string, string> Failures => new()
    {
        { "InboundCall", "Answer", "ringing in", "contact", "acceptContact", "ANSWER_CALL_FAILED", "Answering call failed." },
        { "InboundCall", "Reject", "ringing in", "contact", "rejectContact", "REJECT_CALL_FAILED", "Rejecting call failed." },
        { "InboundCall", "Hold", "one party connected", "contact", "holdConnection", "HOLD_CALL_FAILED", "Call hold failed." },
        { "InboundCall", "Resume", "one party on hold", "contact", "resumeConnection", "RESUME_CALL_FAILED", "Resuming call failed." },
        { "InboundCall", "Disconnect", "one party connected", "contact", "destroyConnection", "DISCONNECT_CALL_FAILED", "Disconnecting call failed." },
        { "InboundCall", "ClearContact", "ended (ACW)", "contact", "clearContact", "CLEAR_CONTACT_FAILED", "Clearing contact failed." },
        { "InboundCall", "Consult", "one party connected", "number", "createAdditionalConnection", "CONSULT_CALL_FAILED", "Consult call failed." },
        { "InboundCall", "Swap", "one connected, one on hold: consult", "contact", "toggleActiveConnections", "SWAP_CALL_FAILED", "Swapping call failed." },
        { "InboundCall", "Conference", "one connected, one on hold: consult", "contact", "conferenceConnections", "CONFERENCE_CALL_FAILED", "Conference call failed." },
        { "InboundCall", "Transfer", "one connected, one on hold: consult", "contact", "destroyConnection", "TRANSFER_CALL_FAILED", "Transfer call failed." },
        { "InboundCall", "SendDTMF", "one party connected", "digits", "sendDigits", "SEND_DTMF_FAILED", "Failed to send DTMF." },
        { "InboundCall", "SetMakeCall", null, "number", "connectEndpoint", "MAKE_CALL_FAILED", "Make call failed." },
        { "Agent", "SetNotReady", null, "", "putAgentState", "UPDATE_AGENT_STATE_FAILED", "Agent state change failed." },
        { "Agent", "Mute", null, "", "mute", "UPDATE_AGENT_STATE_FAILED", "Agent state change failed." },
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => (await fixture.Host.Http.DeleteAsync("v1/simulator/faults")).EnsureSuccessStatusCode();

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_goes_to_the_asker_alone(string topic, string subtopic, object? data, string type, string msg)
    {
        await using var desk = await fixture.DeskAsync();
        await using var other = await fixture.Host.OpenAsync(desk.AgentId);
        await fixture.Host.SimulateAsync($"agents/{desk.AgentId}/bridge", new { connected = false });
        await fixture.Host.BridgeAsync(desk.AgentId, isAttached: false);

        await desk.App.AskAsync(subtopic, data, topic: topic);

        ShouldBe(await desk.App.NextErrorAsync(), type, msg);
        await desk.App.AskAsync("StateSync");
        await desk.App.NextAsync(each => each.Subtopic == "StateSync", "that the socket goes on");
        other.Events.ShouldNotContain(each => each.Topic == "Error");
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task The_failure_of_an_accepted_request_goes_to_all_apps(
        string topic, string subtopic, string? scene, string data, string operation, string type, string msg)
    {
        await using var desk = await fixture.DeskAsync();
        await using var other = await fixture.Host.OpenAsync(desk.AgentId);
        var begun = scene is null ? null : await Scene.All[scene](desk);
        await desk.FaultAsync("fail", "The voice service is away.", operation);

        await desk.App.AskAsync(subtopic, data switch { "contact" => begun!.Call.Contact, "number" => Desk.Number, "digits" => "1", _ => null }, topic: topic);

        foreach (var app in new[] { desk.App, other })
        {
            var error = await app.NextErrorAsync();
            ShouldBe(error, type, msg);
            error.ErrorMessage.ShouldBe("The voice service is away.");
        }

        (await fixture.Host.BridgeRequestsAsync(desk.AgentId))[^1].GetProperty("operation").GetString().ShouldBe(operation);
    }

    [Theory]
    [InlineData("Busy", "Busy is a system state: only Amazon Connect puts an agent into it.")]
    [InlineData("PendingBusy", "PendingBusy is a system state: only Amazon Connect puts an agent into it.")]
    [InlineData("FailedConnectAgent", "FailedConnectAgent is a system state: only Amazon Connect puts an agent into it.")]
    [InlineData("FailedConnectCustomer", "FailedConnectCustomer is a system state: only Amazon Connect puts an agent into it.")]
    [InlineData("AfterCallWork", "AfterCallWork is a system state: only Amazon Connect puts an agent into it.")]
    [InlineData("MissedCallAgent", "MissedCallAgent is a system state: only Amazon Connect puts an agent into it.")]
    [InlineData("Fishing", "The agent has no state Fishing; there are Available, Break, Lunch, Training, Offline.")]
    public async Task A_state_that_nobody_can_choose_is_AGENT_STATE_NOT_FOUND(string state, string sentence)
    {
        await using var desk = await fixture.DeskAsync();

        await desk.App.AskAsync("UpdateState", new { label = state }, topic: "Agent");

        var error = await desk.App.NextErrorAsync();
        ShouldBe(error, "AGENT_STATE_NOT_FOUND", "Specified Agent State not found.");
        error.ErrorMessage.ShouldBe(sentence);
    }

    [Fact]
    public async Task An_agent_that_was_never_seen_is_AGENT_NOT_FOUND_and_is_not_made_by_asking()
    {
        await using var app = await fixture.Host.OpenAsync("never-seen");

        await app.AskAsync("Answer");

        ShouldBe(await app.NextErrorAsync(), "AGENT_NOT_FOUND", "No such agent.");
        (await fixture.Host.Http.GetStringAsync("v1/agents")).ShouldNotContain("never-seen");
    }

    [Fact]
    public async Task The_socket_of_another_sites_page_is_NOT_AUTHORIZED()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", fixture.Host.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /v1/agents/agent1/bus HTTP/1.1\r\nHost: 127.0.0.1:{fixture.Host.Port}\r\nOrigin: https://evil.example\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade, close\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var answer = await new StreamReader(client.GetStream()).ReadToEndAsync();

        answer.ShouldStartWith("HTTP/1.1 403 ");
        ShouldBe(new AppEvent(answer[answer.IndexOf('{')..]), "NOT_AUTHORIZED", "Not allowed.");
    }

    [Fact]
    public async Task While_the_journal_cannot_be_written_it_is_JOURNAL_UNAVAILABLE_and_goes_on_by_itself()
    {
        await using var desk = await fixture.DeskAsync();
        await using var other = await fixture.Host.OpenAsync(desk.AgentId);
        var call = await desk.AnswerAsync();
        using (new LockedJournal(fixture.Host))
        {
            await desk.App.AskAsync("Hold", call.Party, requestId: "hold-1");
            var error = await desk.App.NextErrorAsync();
            ShouldBe(error, "JOURNAL_UNAVAILABLE", "Not possible at the moment, try again.");
            error.ErrorMessage.ShouldBe("The journal cannot be written or read at the moment; ask again with the same requestId.", "files are named in the log alone");
            await Eventually.TrueAsync(() => Task.FromResult(fixture.Host.Output.Contains($"JOURNAL_UNAVAILABLE: The journal {fixture.Host.Journal}", StringComparison.Ordinal)), "the log says why");
            (await desk.AskAsync("Hold", call.Party)).Status.ShouldBe(503);
            await fixture.Host.SimulateAsync($"contacts/{call.Contact}/monitor", new { barge = false });
        }

        // The same request again does no harm, and is done now.
        await Eventually.TrueAsync(
            async () => (await desk.AskAsync("Hold", call.Party, requestId: "hold-1", wait: true)).Status == 200, "the journal is back");
        await desk.StatusAsync(call.Party, "hold");
        other.Events.ShouldNotContain(each => each.Topic == "Error");
        (await fixture.Host.BridgeRequestsAsync(desk.AgentId)).Count(each => each.GetProperty("operation").GetString() == "holdConnection").ShouldBe(1);
    }

    [Fact]
    public async Task What_happened_while_the_journal_could_not_be_written_is_told_once_it_can()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        using (new LockedJournal(fixture.Host))
        {
            await fixture.Host.SimulateAsync($"contacts/{call.Contact}/hangup");
            await desk.App.AskAsync("Hold", call.Party);
            (await desk.App.NextErrorAsync()).ErrorType.ShouldBe("JOURNAL_UNAVAILABLE");
            (await desk.CallsAsync()).ShouldAllBe(each => each.Status == "connected", "nothing is told that is not durable");
        }

        await desk.App.NextCallAsync(call.Party, "ACW");
    }

    [Fact]
    public async Task More_requests_than_the_engine_holds_are_RATE_LIMITED()
    {
        await using var desk = await fixture.DeskAsync();
        List<Task<HttpReply>> waiting = [];
        using (new LockedJournal(fixture.Host))
        {
            // One waits for the journal and the others for it, until there is no more room.
            await Eventually.TrueAsync(async () =>
            {
                waiting.AddRange(Enumerable.Range(0, 300).Select(_ => desk.AskAsync("Mute", topic: "Agent")));
                await Task.WhenAny(waiting);
                await desk.App.AskAsync("Mute", topic: "Agent");
                return (await desk.App.NextErrorAsync()).ErrorType == "RATE_LIMITED";
            }, "an app is told RATE_LIMITED", 120);
        }

        ShouldBe(desk.App.Events[^1], "RATE_LIMITED", "Too many requests.");
        var replies = await Task.WhenAll(waiting);
        var limited = replies.Where(each => each.Status == 409 && each.ErrorType == "RATE_LIMITED").ToArray();
        limited.ShouldNotBeEmpty();
        replies.Length.ShouldBeGreaterThan(limited.Length, "those that found room were answered");
        await Eventually.TrueAsync(async () => (await desk.AskAsync("Unmute", topic: "Agent", wait: true)).Status == 200, "the agent is served again");
    }

    private static void ShouldBe(AppEvent error, string type, string msg)
    {
        error.Topic.ShouldBe("Error");
        error.Subtopic.ShouldBe("ApiError");
        error.Json.GetProperty("channel").GetString().ShouldBe("Amazon");
        error.Data.EnumerateObject().Select(each => each.Name).ShouldBe(["errorType", "errorMessage", "msg"]);
        error.ErrorType.ShouldBe(type);
        error.Data.GetProperty("msg").GetString().ShouldBe(msg);
        error.ErrorMessage.ShouldNotBeNullOrWhiteSpace();
    }
}
