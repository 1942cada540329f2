using System.Collections.Immutable;
using System.Text;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Engine.Tests.Engine;
using CallActors.Engine.Wire;

namespace CallActors.Engine.Tests.Wire;

/// <summary>What apps are told of the agent, and what answers them, byte for byte (docs/messages.md, sections 2, 4 and 5).</summary>
public sealed class EventWriterSpecs
{
    private const string MuteOff = "\"mute\":\"Enable\",\"unmute\":\"Hide\"";
    private const string MuteOn = "\"mute\":\"Hide\",\"unmute\":\"Enable\"";
    private const string Routable = "\"NotReady\":\"Enable\",\"Ready\":\"Hide\",\"make_call\":\"Enable\",";
    private const string NotRoutable = "\"NotReady\":\"Hide\",\"Ready\":\"Enable\",\"make_call\":\"Enable\",";

    private static readonly AgentSession Session = AgentSession.Initial with
    {
        Profile = new AgentProfile("zoe", "Zoë", "arn:agent"),
        Attachments = [new Attachment("a")],
        State = State("Available", "routable"),
    };

    public static TheoryData<string, string, bool, string, int, string> States => new()
    {
        { "Available", "routable", false, Routable + MuteOff, 5, "\"state\":\"Ready\"," },
        { "Available", "routable", true, Routable + MuteOn, 5, "\"state\":\"Ready\"," },
        { "Lunch", "not_routable", false, NotRoutable + MuteOff, 5, "\"state\":\"Not_Ready\",\"reasonCode\":{\"id\":\"Lunch\"}," },
        { "Lunch", "not_routable", true, NotRoutable + MuteOn, 5, "\"state\":\"Not_Ready\",\"reasonCode\":{\"id\":\"Lunch\"}," },
        { "Offline", "offline", false, NotRoutable + MuteOff, 5, "\"state\":\"Not_Ready\",\"reasonCode\":{\"id\":\"Offline\"}," },
        { "Busy", "system", false, MuteOff, 2, "\"state\":\"Not_Ready\",\"reasonCode\":{\"id\":\"Busy\"}," },
        { "Busy", "system", true, MuteOn, 2, "\"state\":\"Not_Ready\",\"reasonCode\":{\"id\":\"Busy\"}," },
        { "AfterCallWork", "after_call_work", false, MuteOff, 2, "\"state\":\"Not_Ready\",\"reasonCode\":{\"id\":\"AfterCallWork\"}," },
        { "MissedCallAgent", "error", false, MuteOff, 2, "\"state\":\"Not_Ready\",\"reasonCode\":{\"id\":\"MissedCallAgent\"}," },
        { "PendingBusy", "routable", false, MuteOff, 2, "\"state\":\"Ready\"," },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void A_change_of_state_is_told_with_its_buttons(string name, string type, bool muted, string buttons, int count, string ready)
    {
        var after = Session with { State = State(name, type), Muted = muted };

        var parts = Broadcast(Session with { State = null, Muted = muted }, after);

        var state = $$"""{"agentStateARN":"arn:state/{{name}}","type":"{{type}}","name":"{{name}}","startTimestamp":"2020-04-09T12:51:05.816Z"}""";
        parts[0].ShouldBe(
            """{"channel":"Amazon","topic":"Agent","subtopic":"SetAgentState","message":{"rules":{"ButtonStates":{"items":{"""
            + buttons + "},\"count\":" + count + "},\"ResponseActual\":" + state + "},"
            + "\"data\":{\"muted\":" + (muted ? "true" : "false")
            + ",\"name\":\"Zoë\",\"extension\":null,\"loginName\":\"zoe\",\"softphoneEnabled\":true," + ready
            + $$$"""
              "stateChangeTime":"2020-04-09T12:51:05.816Z","type":"{{{type}}}"},"event":"{{{name}}}","source":"event"}}
              """);
        parts[1].ShouldBe($$$"""{"channel":"Amazon","topic":"Agent","subtopic":"CcpAgentState","message":{"name":"{{{name}}}","type":"{{{type}}}"}}""");
        parts.Count.ShouldBe(type == "offline" ? 3 : 2);
    }

    [Fact]
    public void A_change_of_muting_alone_is_told_as_the_agents_state() =>
        Broadcast(Session, Session with { Muted = true }).ShouldHaveSingleItem().ShouldContain("\"muted\":true");

    [Fact]
    public void A_next_state_and_bridges_show_nothing() =>
        Broadcast(Session, Session with { NextState = State("Lunch", "not_routable"), Attachments = [] }).ShouldBeEmpty();

    [Fact]
    public void An_offline_state_logs_out_once()
    {
        var offline = Session with { State = State("Offline", "offline") };

        Broadcast(Session, offline)[2].ShouldBe(
            """{"channel":"Amazon","topic":"Agent","subtopic":"LogoutSuccess","message":{"loginState":"LoggedOut","agentInfo":null,"agentState":null,"rules":""}}""");
        Broadcast(offline, offline with { State = offline.State! with { Since = Scene.At(1) } }).Count.ShouldBe(2);
    }

    [Fact]
    public void A_login_names_the_agent_his_state_and_his_buttons()
    {
        const string message = """
            {"loginState":"LoggedIn","agentInfo":{"name":"Zoë","id":"agent","extension":null,"loginName":"zoe","muted":true,"softphoneEnabled":true},"agentState":{"agentStateARN":"arn:state/Available","type":"routable","name":"Available","startTimestamp":"2020-04-09T12:51:05.816Z"},"rules":{"ButtonStates":{"items":{"NotReady":"Enable","Ready":"Hide","make_call":"Enable","mute":"Hide","unmute":"Enable"},"count":5},"ResponseActual":{"agentStateARN":"arn:state/Available","type":"routable","name":"Available","startTimestamp":"2020-04-09T12:51:05.816Z"}}}
            """;
        var view = View(Session with { Muted = true });

        Text(EventWriter.LoginSuccess(view)).ShouldBe($$"""{"channel":"Amazon","topic":"Agent","subtopic":"LoginSuccess","message":{{message}}}""");
        Text(EventWriter.AgentStateSync(view)).ShouldBe($$"""{"channel":"Amazon","topic":"Agent","subtopic":"StateSync","message":{{message}}}""");
    }

    [Fact]
    public void Nobody_is_logged_in_before_a_bridge_or_a_state_was_seen() =>
        Text(EventWriter.AgentStateSync(View(AgentSession.Initial))).ShouldBe(
            """{"channel":"Amazon","topic":"Agent","subtopic":"StateSync","message":{"loginState":"LoggedOut","agentInfo":null,"agentState":null,"rules":""}}""");

    [Fact]
    public void States_to_choose_from_have_no_time()
    {
        var states = Text(EventWriter.AgentStates(View(Session with { States = [Scene.Available with { Since = null }, Scene.Lunch] })));

        states.ShouldStartWith("""{"channel":"Amazon","topic":"Agent","subtopic":"SetAgentState","message":{"rules":""");
        states.ShouldContain(
            """},"states":[{"agentStateARN":"arn:state/s1","type":"routable","name":"Available"},{"agentStateARN":"arn:state/s2","type":"not_routable","name":"Lunch"}],"event":"Available",""");
    }

    [Fact]
    public void Direct_connects_are_given_as_the_bridge_told_them() =>
        Text(EventWriter.DirectConnects(View(Session with { Endpoints = [new("arn:q", "q", "queue", "Ægir", null), Endpoint.OfNumber("+15550123")] }))).ShouldBe(
            """{"channel":"Amazon","topic":"InboundCall","subtopic":"GetDirectConnects","message":{"endpoints":[{"endpointARN":"arn:q","endpointId":"q","type":"queue","name":"Ægir","phoneNumber":null},{"endpointARN":null,"endpointId":null,"type":"phone_number","name":null,"phoneNumber":"+15550123"}]}}""");

    [Theory]
    [InlineData("Answer", "ANSWER_CALL_FAILED", "Answering call failed.")]
    [InlineData("Reject", "REJECT_CALL_FAILED", "Rejecting call failed.")]
    [InlineData("Hold", "HOLD_CALL_FAILED", "Call hold failed.")]
    [InlineData("Resume", "RESUME_CALL_FAILED", "Resuming call failed.")]
    [InlineData("Disconnect", "DISCONNECT_CALL_FAILED", "Disconnecting call failed.")]
    [InlineData("ClearContact", "CLEAR_CONTACT_FAILED", "Clearing contact failed.")]
    [InlineData("Consult", "CONSULT_CALL_FAILED", "Consult call failed.")]
    [InlineData("Swap", "SWAP_CALL_FAILED", "Swapping call failed.")]
    [InlineData("Conference", "CONFERENCE_CALL_FAILED", "Conference call failed.")]
    [InlineData("Transfer", "TRANSFER_CALL_FAILED", "Transfer call failed.")]
    [InlineData("SendDTMF", "SEND_DTMF_FAILED", "Failed to send DTMF.")]
    [InlineData("SetMakeCall", "MAKE_CALL_FAILED", "Make call failed.")]
    [InlineData("UpdateState", "UPDATE_AGENT_STATE_FAILED", "Agent state change failed.")]
    [InlineData("SetReady", "UPDATE_AGENT_STATE_FAILED", "Agent state change failed.")]
    [InlineData("Mute", "UPDATE_AGENT_STATE_FAILED", "Agent state change failed.")]
    public void Every_subtopic_fails_in_its_own_words(string subtopic, string type, string message) =>
        Text(EventWriter.Error(WireError.Of(subtopic, "The \"party\" left."))).ShouldBe(
            $$$"""{"channel":"Amazon","topic":"Error","subtopic":"ApiError","data":{"errorType":"{{{type}}}","errorMessage":"The \"party\" left.","msg":"{{{message}}}"}}""");

    [Fact]
    public void Errors_of_ours_have_fixed_words() =>
        new[]
        {
            WireError.Malformed("d"), WireError.NotAllowed("d"), WireError.TooMany("d"), WireError.NoSuchAgent("x"),
            WireError.JournalUnavailable("d"), WireError.StateNotFound("d"),
        }.Select(error => $"{error.Type} {error.Detail} {error.Message}").ShouldBe(
        [
            "INVALID_MESSAGE d The message was not understood.",
            "NOT_AUTHORIZED d Not allowed.",
            "RATE_LIMITED d Too many requests.",
            "AGENT_NOT_FOUND No agent with the id x was ever seen. No such agent.",
            "JOURNAL_UNAVAILABLE d Not possible at the moment, try again.",
            "AGENT_STATE_NOT_FOUND d Specified Agent State not found.",
        ]);

    private static AgentState State(string name, string type) => new($"arn:state/{name}", name, type, Scene.Documented);

    private static AgentView View(AgentSession session) => new("agent", 3, Scene.Documented, new Picture(session, [], []));

    private static IReadOnlyList<string> Broadcast(AgentSession before, AgentSession after) =>
        [.. EventWriter.Broadcast(new Picture(before, [], []), new Picture(after, [], []), []).Select(Text)];

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
