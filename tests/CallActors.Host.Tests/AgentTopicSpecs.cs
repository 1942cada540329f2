using System.Text.RegularExpressions;
using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>The topic Agent: what is asked of the agent's own state, and what apps are told of it.</summary>
public sealed partial class AgentTopicSpecs(PatientHostFixture fixture) : IClassFixture<PatientHostFixture>
{
    private const string Available = """{"agentStateARN":"ARN/s1","type":"routable","name":"Available","startTimestamp":"TIME"}""";
    private const string ReadyButtons = """{"items":{"NotReady":"Enable","Ready":"Hide","make_call":"Enable","mute":"Enable","unmute":"Hide"},"count":5}""";
    private const string NotReadyButtons = """{"items":{"NotReady":"Hide","Ready":"Enable","make_call":"Enable","mute":"Enable","unmute":"Hide"},"count":5}""";

    [Theory]
    [InlineData("Login", "LoginSuccess")]
    [InlineData("StateSync", "StateSync")]
    public async Task Login_and_StateSync_say_who_the_agent_is_and_how(string subtopic, string answer)
    {
        await using var desk = await fixture.DeskAsync();
        await using var other = await fixture.Host.OpenAsync(desk.AgentId);

        await desk.App.AskAsync(subtopic, topic: "Agent");

        var told = await desk.App.NextAsync(each => each.Topic == "Agent", "the answer");
        told.Subtopic.ShouldBe(answer);
        Shape(told).ShouldBe(
            $$$"""{"loginState":"LoggedIn","agentInfo":{"name":"Agent {{{desk.AgentId}}}","id":"{{{desk.AgentId}}}","extension":null,"loginName":"{{{desk.AgentId}}}","muted":false,"softphoneEnabled":true},"""
            + $$$"""
            "agentState":{{{Available}}},"rules":{"ButtonStates":{{{ReadyButtons}}},"ResponseActual":{{{Available}}} }}
            """.Replace(" ", ""));
        other.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Logout_asks_for_an_offline_state_and_is_told_when_it_is_seen()
    {
        await using var desk = await fixture.DeskAsync();
        await using var other = await fixture.Host.OpenAsync(desk.AgentId);

        await desk.App.AskAsync("Logout", topic: "Agent");

        foreach (var app in new[] { desk.App, other })
        {
            var told = await app.NextAsync(each => each.Subtopic == "LogoutSuccess", "LogoutSuccess");
            Shape(told).ShouldBe("""{"loginState":"LoggedOut","agentInfo":null,"agentState":null,"rules":""}""");
        }

        await desk.App.AskAsync("StateSync", topic: "Agent");
        Shape(await desk.App.NextAsync(each => each.Subtopic == "StateSync", "its state")).ShouldBe("""{"loginState":"LoggedOut","agentInfo":null,"agentState":null,"rules":""}""");
    }

    [Fact]
    public async Task Without_a_bridge_nobody_can_log_in()
    {
        await using var desk = await fixture.DeskAsync();
        await fixture.Host.SimulateAsync($"agents/{desk.AgentId}/bridge", new { connected = false });
        await fixture.Host.BridgeAsync(desk.AgentId, isAttached: false);

        await desk.App.AskAsync("Login", topic: "Agent");

        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe("No bridge of this agent is connected.");
    }

    [Fact]
    public async Task An_agent_that_was_never_seen_is_logged_out()
    {
        await using var app = await fixture.Host.OpenAsync("never-seen");

        await app.AskAsync("StateSync", topic: "Agent");

        Shape((await app.NextAsync(1))[0]).ShouldBe("""{"loginState":"LoggedOut","agentInfo":null,"agentState":null,"rules":""}""");
    }

    [Fact]
    public async Task GetStates_answers_the_asker_with_the_states_to_choose_from()
    {
        await using var desk = await fixture.DeskAsync();
        await using var other = await fixture.Host.OpenAsync(desk.AgentId);

        await desk.App.AskAsync("GetStates", topic: "Agent");

        var told = await desk.App.NextAsync(each => each.Subtopic == "SetAgentState", "the states");
        told.Message.GetProperty("states").EnumerateArray().Select(each => (each.GetProperty("name").GetString(), each.GetProperty("type").GetString())).ShouldBe(
            [("Available", "routable"), ("Break", "not_routable"), ("Lunch", "not_routable"), ("Training", "not_routable"), ("Offline", "offline")]);
        other.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task SetNotReady_and_SetReady_are_told_to_every_app_once_Connect_shows_them()
    {
        await using var desk = await fixture.DeskAsync();
        await using var other = await fixture.Host.OpenAsync(desk.AgentId);
        const string lunch = """{"agentStateARN":"ARN/s4","type":"not_routable","name":"Lunch","startTimestamp":"TIME"}""";

        await desk.App.AskAsync("SetNotReady", new { ReasonCodeId = "Lunch" }, topic: "Agent");

        foreach (var app in new[] { desk.App, other })
        {
            var told = await app.NextAsync(2);
            told.Select(each => each.Subtopic).ShouldBe(["SetAgentState", "CcpAgentState"]);
            Shape(told[0]).ShouldBe(
                $$$"""{"rules":{"ButtonStates":{{{NotReadyButtons}}},"ResponseActual":{{{lunch}}}},"data":{"muted":false,"name":"Agent {{{desk.AgentId}}}","extension":null,"loginName":"{{{desk.AgentId}}}","""
                + """
                "softphoneEnabled":true,"state":"Not_Ready","reasonCode":{"id":"Lunch"},"stateChangeTime":"TIME","type":"not_routable"},"event":"Lunch","source":"event"}
                """);
            Shape(told[1]).ShouldBe("""{"name":"Lunch","type":"not_routable"}""");
        }

        await desk.App.AskAsync("SetReady", topic: "Agent");
        var ready = await desk.App.NextAsync(2);
        Shape(ready[0]).ShouldBe(
            $$$"""{"rules":{"ButtonStates":{{{ReadyButtons}}},"ResponseActual":{{{Available}}}},"data":{"muted":false,"name":"Agent {{{desk.AgentId}}}","extension":null,"loginName":"{{{desk.AgentId}}}","""
            + """
            "softphoneEnabled":true,"state":"Ready","stateChangeTime":"TIME","type":"routable"},"event":"Available","source":"event"}
            """);
    }

    [Theory]
    [InlineData("SetNotReady", null, "Break")]
    [InlineData("SetNotReady", """{"ReasonCodeId":"s5"}""", "Training")]
    [InlineData("UpdateState", """{"label":"Lunch"}""", "Lunch")]
    [InlineData("UpdateState", """{"label":"Anything","code":"s5","type":"not_routable"}""", "Training")]
    public async Task A_state_is_meant_by_name_or_id_and_without_either_the_first_that_fits(string subtopic, string? data, string state)
    {
        await using var desk = await fixture.DeskAsync();

        await desk.DoAsync(subtopic, data is null ? null : System.Text.Json.JsonSerializer.Deserialize<object>(data), "Agent");

        var told = await desk.App.NextAsync(each => each.Subtopic == "CcpAgentState", "the new state");
        told.Message.GetProperty("name").GetString().ShouldBe(state);
    }

    [Fact]
    public async Task The_state_that_the_agent_has_is_refused()
    {
        await using var desk = await fixture.DeskAsync();
        await desk.App.AskAsync("SetReady", topic: "Agent");
        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe("The agent's state is Available already.");
    }

    [Theory]
    [InlineData("hangup", "AfterCallWork")]
    [InlineData("abandon", "MissedCallAgent")]
    public async Task In_a_state_of_the_system_there_are_mute_and_unmute_only_and_clearing_leaves_it(string action, string state)
    {
        await using var desk = await fixture.DeskAsync();
        var call = action == "hangup" ? await desk.AnswerAsync() : await desk.RingAsync();

        await fixture.Host.SimulateAsync($"contacts/{call.Contact}/{action}");

        var told = await desk.App.NextAsync(each => each.Subtopic == "SetAgentState", "the state of the system");
        told.Message.GetProperty("event").GetString().ShouldBe(state);
        told.Message.GetProperty("rules").GetProperty("ButtonStates").GetRawText().ShouldBe("""{"items":{"mute":"Enable","unmute":"Hide"},"count":2}""");
        var data = told.Message.GetProperty("data");
        data.GetProperty("state").GetString().ShouldBe("Not_Ready");
        data.GetProperty("reasonCode").GetProperty("id").GetString().ShouldBe(state);
        await desk.DoAsync("ClearContact", call.Contact);
        await desk.App.NextAsync(each => each.Subtopic == "CcpAgentState" && each.Message.GetProperty("name").GetString() == "Available", "the way back");
    }

    [Fact]
    public async Task During_a_call_the_state_is_the_next_one_which_confirms_the_request()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();

        await desk.DoAsync("SetNotReady", new { ReasonCodeId = "Lunch" }, "Agent");
        await desk.App.AskAsync("SetNotReady", new { ReasonCodeId = "Lunch" }, topic: "Agent");
        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe("The agent's state is Lunch already.");

        await desk.DoAsync("Disconnect", call.Party);
        await desk.DoAsync("ClearContact", call.Contact);
        await desk.App.NextAsync(each => each.Subtopic == "CcpAgentState" && each.Message.GetProperty("name").GetString() == "Lunch", "Lunch, after the call");
    }

    [Fact]
    public async Task What_the_agent_does_in_Amazons_own_panel_is_told_as_well()
    {
        await using var desk = await fixture.DeskAsync();

        await desk.OperateAsync("putAgentState", arguments: new { state = new { name = "Training" } });

        var told = await desk.App.NextAsync(each => each.Subtopic == "CcpAgentState", "the new state");
        Shape(told).ShouldBe("""{"name":"Training","type":"not_routable"}""");
    }

    /// <summary>The message but for times and the instance in ARNs.</summary>
    private static string Shape(AppEvent told) => Instances().Replace(Times().Replace(told.Message.GetRawText(), "TIME"), "ARN/");

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex Times();

    [GeneratedRegex("arn:[^\"]*/agent-state/")]
    private static partial Regex Instances();
}
