using System.Net;
using System.Text.Json.Nodes;
using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class AgentToAgentSpecs
{
    [Fact]
    public async Task A_consult_rings_in_the_other_agents_session_as_a_contact_of_its_own()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        var (one, two, contact, callee) = await CallColleagueAsync(stage);
        callee.Id.ShouldNotBe(contact.Id);
        callee.InitialContactId.ShouldBe(contact.Id);
        callee.First.PhoneNumber.ShouldBe("+15550100");
        one.Newest.Contact.Third.Endpoint!["endpointId"]!.GetValue<string>().ShouldBe("agent2");
        var raw = two.OfType("snapshot")[^1]["snapshot"]!["contacts"]![0]!;
        raw["queue"].ShouldBeNull();
        raw["queueTimestamp"].ShouldBeNull();
        raw["attributes"]!["ANI"]!["value"]!.GetValue<string>().ShouldBe("+15550100");

        await two.DoAsync("acceptContact", callee.Id);
        await two.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the answer");
        await one.ShowsAsync(shown => shown.Is("connected", "connected hold connected"), "the answer at the caller's side");
    }

    [Theory]
    [InlineData("rejectContact")]
    [InlineData(null)]
    public async Task Who_does_not_answer_is_gone_at_the_callers_side(string? operation)
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        if (operation is null)
        {
            await stage.SetAsync(new { ringTimeoutMilliseconds = 300 });
        }

        var (one, two, _, callee) = await CallColleagueAsync(stage);
        if (operation is not null)
        {
            await two.DoAsync(operation, callee.Id);
        }

        await two.ShowsAsync(shown => shown.Contact.State is "rejected" or "missed", "the call that was not taken");
        await one.ShowsAsync(shown => shown.Is("connected", "hold hold disconnected"), "the third party gone");
    }

    [Fact]
    public async Task The_caller_gives_up_and_the_other_agent_has_missed_it()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        var (one, two, contact, _) = await CallColleagueAsync(stage);
        await one.DoAsync("destroyConnection", contact.Id, one.Newest.Contact.Third.Id);

        await two.ShowsAsync(shown => shown.Is("missed", "disconnected disconnected"), "the miss");
    }

    [Fact]
    public async Task A_hold_shows_on_the_other_side_and_only_he_who_holds_takes_back()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        var (one, two, contact, callee) = await TalkToColleagueAsync(stage);
        await one.DoAsync("toggleActiveConnections", contact.Id);
        await two.ShowsAsync(shown => shown.Is("connected", "hold hold"), "being held");
        await two.RefusedAsync("resumeConnection", callee.Id, callee.Id);
        await one.DoAsync("toggleActiveConnections", contact.Id);
        await two.ShowsAsync(shown => shown.Is("connected", "connected connected"), "being taken back");

        await two.DoAsync("holdConnection", callee.Id, callee.Id);
        await one.ShowsAsync(shown => shown.Is("connected", "hold hold hold"), "being held by the colleague");
        await one.RefusedAsync("resumeConnection", contact.Id, contact.Third.Id);
        await one.RefusedAsync("conferenceConnections", contact.Id);
        await two.DoAsync("resumeConnection", callee.Id, callee.Id);
        await one.ShowsAsync(shown => shown.Is("connected", "connected hold connected"), "being taken back by the colleague");
    }

    [Fact]
    public async Task Whoever_hangs_up_is_gone_on_the_other_side()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        var (one, two, contact, callee) = await TalkToColleagueAsync(stage);
        await two.DoAsync("destroyConnection", callee.Id, callee.Agent.Id);
        await two.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "the end for the colleague");
        await one.ShowsAsync(shown => shown.Is("connected", "hold hold disconnected"), "the colleague gone");
        await two.DoAsync("clearContact", callee.Id);
        await two.ShowsAsync(shown => shown.Contacts.Count == 0, "the colleague free again");

        await one.DoAsync("createAdditionalConnection", contact.Id, arguments: Colleague("agent2"));
        var again = (await two.ShowsAsync(shown => shown.Is("connecting", "connecting connected"), "the second consult")).Contact;
        await two.DoAsync("acceptContact", again.Id);
        var both = await one.ShowsAsync(shown => shown.Is("connected", "connected hold disconnected connected"), "the second answer");
        await one.DoAsync("destroyConnection", contact.Id, both.Contact.Third.Id);
        await two.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "being hung up");
    }

    [Fact]
    public async Task After_a_transfer_customer_and_colleague_talk_and_the_customers_hangup_ends_it()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        var (one, two, contact, _) = await TalkToColleagueAsync(stage);
        await one.DoAsync("toggleActiveConnections", contact.Id);
        await two.ShowsAsync(shown => shown.Is("connected", "hold hold"), "being held");
        await one.DoAsync("destroyConnection", contact.Id, contact.Agent.Id);
        await one.ShowsAsync(shown => shown.Contact.State == "ended", "the transfer");
        await two.ShowsAsync(shown => shown.Is("connected", "connected connected"), "talking to the customer");

        await one.DoAsync("clearContact", contact.Id);
        await stage.PostAsync($"contacts/{contact.Id}/hangup");
        await two.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "the end");
    }

    [Fact]
    public async Task A_transfer_while_it_rings_lets_it_ring_on_for_the_customer()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        var (one, two, contact, callee) = await CallColleagueAsync(stage);
        await one.DoAsync("destroyConnection", contact.Id, contact.Agent.Id);
        await one.ShowsAsync(shown => shown.Contact.State == "ended", "the transfer");
        await two.DoAsync("acceptContact", callee.Id);

        await two.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the answer");
        one.Newest.Contact.State.ShouldBe("ended");
    }

    [Fact]
    public async Task An_agent_in_the_middle_leaves_and_the_other_two_are_tied()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 3);
        var (one, two, contact, callee) = await TalkToColleagueAsync(stage);
        await two.DoAsync("createAdditionalConnection", callee.Id, arguments: Colleague("agent3"));
        var three = await stage.BridgeAsync("agent3");
        var last = (await three.ShowsAsync(shown => shown.Is("connecting", "connecting connected"), "the third agent's phone")).Contact;
        last.InitialContactId.ShouldBe(contact.Id);
        await three.DoAsync("acceptContact", last.Id);
        await two.ShowsAsync(shown => shown.Is("connected", "connected hold connected"), "the third agent's answer");
        await one.ShowsAsync(shown => shown.Is("connected", "hold hold hold"), "being held meanwhile");

        await two.DoAsync("destroyConnection", callee.Id, callee.Agent.Id);
        await one.ShowsAsync(shown => shown.Is("connected", "connected hold connected"), "talking to the third agent");
        await one.DoAsync("destroyConnection", contact.Id, contact.Third.Id);
        await three.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "being hung up by the first");
    }

    [Fact]
    public async Task A_direct_call_rings_with_the_callers_name()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        var one = await stage.BridgeAsync();
        var two = await stage.BridgeAsync("agent2");
        await one.DoAsync("connectEndpoint", arguments: Colleague("agent2"));
        var caller = (await one.ShowsAsync(shown => shown.Is("connecting", "connected connecting"), "the dialling")).Contact;
        var callee = (await two.ShowsAsync(shown => shown.Is("connecting", "connecting connected"), "the ringing")).Contact;
        callee.InitialContactId.ShouldBe(caller.Id);
        callee.First.Endpoint!["endpointId"]!.GetValue<string>().ShouldBe("agent1");

        await stage.PostAsync($"connections/{caller.First.Id}/answer");
        await one.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the answer");
        await two.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the answer");
        await two.DoAsync("destroyConnection", callee.Id, callee.Id);
        await one.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "the end");
    }

    [Fact]
    public async Task An_agent_can_be_dialled_by_his_own_ARN_and_a_busy_one_refuses()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        await stage.RingAsync("agent2");
        var one = await stage.BridgeAsync();
        var arn = (await stage.GetAsync("agents/agent2"))["agentARN"]!.GetValue<string>();
        await one.DoAsync("connectEndpoint", arguments: new { endpoint = new { type = "agent", endpointARN = arn } });

        await one.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "the refusal");
        (await stage.BridgeAsync("agent2")).Newest.Contacts.Count.ShouldBe(1);
    }

    private static object Colleague(string endpointId) => new { endpoint = new { type = "agent", endpointId } };

    private static async Task<(EngineSide One, EngineSide Two, ShownContact Contact, ShownContact Callee)> CallColleagueAsync(SimulatorStage stage)
    {
        var (one, contact) = await stage.AnswerAsync();
        var two = await stage.BridgeAsync("agent2");
        await one.DoAsync("createAdditionalConnection", contact.Id, arguments: Colleague("agent2"));
        var callee = await two.ShowsAsync(shown => shown.Is("connecting", "connecting connected"), "the colleague's phone");
        var caller = await one.ShowsAsync(shown => shown.Is("connected", "connected hold connecting"), "the dialling");
        return (one, two, caller.Contact, callee.Contact);
    }

    private static async Task<(EngineSide One, EngineSide Two, ShownContact Contact, ShownContact Callee)> TalkToColleagueAsync(SimulatorStage stage)
    {
        var (one, two, contact, callee) = await CallColleagueAsync(stage);
        await two.DoAsync("acceptContact", callee.Id);
        await two.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the answer");
        await one.ShowsAsync(shown => shown.Is("connected", "connected hold connected"), "the answer at the caller's side");
        return (one, two, contact, callee);
    }
}
