using CallActors.Domain.Agents;
using CallActors.Domain.Connections;

namespace CallActors.Engine.Tests.Engine;

/// <content>Accepted or refused, in the exact words, and repeats.</content>
public abstract partial class EngineContract
{
    [SkippableFact]
    public async Task An_agent_never_seen_is_not_found_and_not_created()
    {
        await RefusedAsync($"AGENT_NOT_FOUND: No agent with the id {AgentId} was ever seen.: No such agent.", "Resume", Scene.ContactId);

        (await ViewAsync()).IsKnown.ShouldBeFalse();
        (await StateSyncAsync()).ShouldBe(
            """{"channel":"Amazon","topic":"InboundCall","subtopic":"StateSync","message":{"attributes":[],"queueName":null,"queueTimestamp":null,"calls":[]}}""");
        (await Engine.AgentsAsync(default)).ShouldBeEmpty();
        (await JournalPromises.ReadAllAsync(Journal)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task What_is_not_possible_is_refused_in_words_and_journals_nothing()
    {
        await BridgeWithCallAsync();
        var revision = (await ViewAsync()).Revision;

        await RefusedAsync("RESUME_CALL_FAILED: The connection is not on hold: it is connected.: Resuming call failed.", "Resume", Scene.ContactId);
        await RefusedAsync("CLEAR_CONTACT_FAILED: The contact has not ended: it is connected.: Clearing contact failed.", "ClearContact");
        await RefusedAsync(
            $"HOLD_CALL_FAILED: No open contact or connection has the id x; there are {Scene.ContactId}, {Scene.OwnId}.: Call hold failed.",
            "Hold", "x");
        await RefusedAsync(
            "AGENT_STATE_NOT_FOUND: Busy is a system state: only Amazon Connect puts an agent into it.: Specified Agent State not found.",
            "UpdateState", "Busy");

        (await ViewAsync()).Revision.ShouldBe(revision);
    }

    [SkippableFact]
    public async Task Of_two_at_once_one_is_asked_and_the_other_refused()
    {
        var bridge = await BridgeWithHeldCallAsync();

        var answers = await Task.WhenAll(AskAsync("Resume", Scene.ContactId), AskAsync("Resume", Scene.ContactId));

        answers.OfType<AskAnswer.Accepted>().ShouldHaveSingleItem();
        answers.OfType<AskAnswer.Refused>().ShouldHaveSingleItem().Error.Detail.ShouldBe("Another request of this agent is outstanding: Resume.");
        bridge.Requests.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task Without_a_bridge_a_request_is_refused()
    {
        var bridge = await BridgeWithHeldCallAsync();
        await bridge.DetachAsync();

        await RefusedAsync("RESUME_CALL_FAILED: No bridge of this agent is connected.: Resuming call failed.", "Resume", Scene.ContactId);
    }

    [SkippableFact]
    public async Task A_repeat_asks_nothing_and_gives_the_state_or_the_first_error()
    {
        var bridge = await BridgeWithHeldCallAsync();
        await AcceptedAsync("Resume", Scene.ContactId, "r-1");
        (await AskAsync("Resume", Scene.ContactId, "r-1")).ShouldBeOfType<AskAnswer.Repeated>().Error.ShouldBeNull();

        await bridge.AnswerAsync(new ConnectError("BadEndpointException", "No such connection."));
        await RestartAsync(Patient);

        var repeated = (await AskAsync("Resume", Scene.ContactId, "r-1")).ShouldBeOfType<AskAnswer.Repeated>();
        repeated.Error!.Type.ShouldBe("RESUME_CALL_FAILED");
        repeated.Error.Detail.ShouldBe("No such connection.");
        repeated.View.Revision.ShouldBe((await ViewAsync()).Revision);
        bridge.Requests.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task A_confirmed_request_repeated_after_a_restart_gives_the_state()
    {
        var bridge = await BridgeWithHeldCallAsync();
        await AcceptedAsync("Resume", Scene.ContactId, "r-1");
        await bridge.ReportAsync(0, Scene.Connected(0));
        await RestartAsync(Patient);

        (await AskAsync("Resume", Scene.ContactId, "r-1")).ShouldBeOfType<AskAnswer.Repeated>().Error.ShouldBeNull();
    }

    [SkippableFact]
    public async Task A_request_id_used_for_something_else_is_not_understood()
    {
        await BridgeWithHeldCallAsync();
        await AcceptedAsync("Resume", Scene.ContactId, "r-1");
        const string error = "INVALID_MESSAGE: The requestId r-1 was used before for another request.: The message was not understood.";

        await RefusedAsync(error, "Resume", Scene.OwnId, "r-1");
        await RefusedAsync(error, "Disconnect", Scene.ContactId, "r-1");
        await RestartAsync(Patient);
        await RefusedAsync(error, "Disconnect", Scene.ContactId, "r-1");
    }

    [SkippableFact]
    public async Task Each_agent_and_each_state_change_is_asked_for_on_its_own()
    {
        var bridge = await BridgeAsync();
        await Engine.TellStatesAsync(AgentId, [Scene.Available with { Since = null }, Scene.Lunch], default);
        await Engine.TellEndpointsAsync(
            AgentId, [new Endpoint("arn:q", "q", "queue", Scene.QuickConnectName, null), Endpoint.OfNumber(Scene.ThirdNumber)], default);
        await bridge.ReportAsync(-60);
        var app = await AppAsync();

        await AcceptedAsync("UpdateState", "Lunch");
        bridge.Last.State.ShouldBe(Scene.Lunch);
        await bridge.ReportAsync(Scene.Report(0) with { State = Scene.Lunch with { Since = Scene.At(0) } });
        FakeApp.TextOf(await app.NextAsync()).ShouldContain("\"subtopic\":\"CcpAgentState\",\"message\":{\"name\":\"Lunch\",\"type\":\"not_routable\"}");

        await AcceptedAsync("Mute");
        await bridge.AnswerAsync(null);
        FakeApp.TextOf(await app.NextAsync()).ShouldContain("\"mute\":\"Hide\",\"unmute\":\"Enable\"");

        await AcceptedAsync("SetMakeCall", Scene.ThirdNumber);
        bridge.Last.Endpoint.ShouldBe(Endpoint.OfNumber(Scene.ThirdNumber));
        await bridge.ReportAsync(20, Scene.Contact(
            ReportedContactState.Ringing, 20, Scene.Own(ConnectionStatus.Connected, 20),
            Scene.Caller(ConnectionStatus.Connecting, 20) with { Type = ConnectionType.Outbound, PhoneNumber = Scene.ThirdNumber }) with
        { Outbound = true });
        (await FactsAsync()).OfType<AgentFact.RequestConfirmed>().Count().ShouldBe(3);
    }
}
