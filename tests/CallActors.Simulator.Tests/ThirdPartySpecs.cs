using System.Net;
using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class ThirdPartySpecs
{
    [Fact]
    public async Task Consult_holds_the_first_party_while_the_third_rings_and_answers_by_itself()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { answerAfterMilliseconds = 150 });
        var (bridge, contact) = await stage.AnswerAsync();
        await bridge.DoAsync("createAdditionalConnection", contact.Id, arguments: Phone("+15550111"));

        var ringing = await bridge.ShowsAsync(shown => shown.Is("connected", "connected hold connecting"), "the ringing third party");
        ringing.Contact.Third.ShouldSatisfyAllConditions(
            third => third.Type.ShouldBe("outbound"),
            third => third.PhoneNumber.ShouldBe("+15550111"),
            third => third.Id.ShouldNotBe(contact.Id));
        var answered = await bridge.ShowsAsync(shown => shown.Is("connected", "connected hold connected"), "the answer");
        answered.Contact.Third.Since.ShouldBe(ringing.Contact.Third.Since + 0.150m);
    }

    [Fact]
    public async Task A_quick_connect_is_dialled_with_all_that_is_known_of_it()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        var quickConnect = bridge.OfType("endpoints")[0]["endpoints"]![0]!;
        await bridge.DoAsync("createAdditionalConnection", contact.Id, arguments: new { endpoint = quickConnect });

        var shown = await bridge.ShowsAsync(shown => shown.Is("connected", "connected hold connected"), "the third party");
        shown.Contact.Third.Endpoint!.ToJsonString().ShouldBe(quickConnect.ToJsonString());
    }

    [Fact]
    public async Task A_queue_can_be_consulted()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        var queue = bridge.OfType("endpoints")[0]["endpoints"]!.AsArray().Single(endpoint => endpoint!["type"]!.GetValue<string>() == "queue")!;
        await bridge.DoAsync(
            "createAdditionalConnection", contact.Id, arguments: new { endpoint = new { endpointARN = queue["endpointARN"]!.GetValue<string>() } });

        await bridge.ShowsAsync(shown => shown.Is("connected", "connected hold connected"), "the queue");
    }

    [Fact]
    public async Task A_number_that_is_busy_refuses_and_the_first_party_stays_on_hold()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await bridge.DoAsync("createAdditionalConnection", contact.Id, arguments: Phone("+15550991"));

        await bridge.ShowsAsync(shown => shown.Is("connected", "hold hold disconnected"), "the refusal");
        await bridge.DoAsync("resumeConnection", contact.Id, contact.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected disconnected"), "the first party back");
    }

    [Fact]
    public async Task A_number_that_never_answers_is_given_up_in_the_end()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { dialTimeoutMilliseconds = 200 });
        var (bridge, contact) = await stage.AnswerAsync();
        await bridge.DoAsync("createAdditionalConnection", contact.Id, arguments: Phone("+15550990"));
        await Task.Delay(120);

        bridge.Newest.Contact.Third.State.ShouldBe("connecting");
        await bridge.ShowsAsync(shown => shown.Is("connected", "hold hold disconnected"), "the giving up");
    }

    [Theory]
    [InlineData("answer", "connected hold connected")]
    [InlineData("refuse", "hold hold disconnected")]
    [InlineData("hangup", "hold hold disconnected")]
    public async Task A_dialled_party_can_be_told_what_to_do(string action, string states)
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { autoAnswer = false });
        var (bridge, contact) = await stage.AnswerAsync();
        await bridge.DoAsync("createAdditionalConnection", contact.Id, arguments: Phone("+15550111"));
        var shown = await bridge.ShowsAsync(shown => shown.Is("connected", "connected hold connecting"), "the ringing");
        await Task.Delay(100);
        bridge.Newest.Contact.Third.State.ShouldBe("connecting");

        await stage.PostAsync($"connections/{shown.Contact.Third.Id}/{action}");
        await bridge.ShowsAsync(shown => shown.Is("connected", states), action);
        await stage.PostAsync($"connections/{shown.Contact.Third.Id}/refuse", expected: HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task There_is_only_one_third_party_at_a_time_but_another_after_it_is_gone()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.ConsultAsync();
        (await bridge.RefusedAsync("createAdditionalConnection", contact.Id, arguments: Phone("+15550112")))["type"]!
            .GetValue<string>().ShouldBe("InvalidStateException");
        await bridge.DoAsync("destroyConnection", contact.Id, contact.Third.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", "hold hold disconnected"), "the third party gone");

        await bridge.DoAsync("createAdditionalConnection", contact.Id, arguments: Phone("+15550112"));
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected hold disconnected connected"), "another third party");
    }

    [Fact]
    public async Task Swap_exchanges_the_two()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.ConsultAsync();
        await bridge.DoAsync("toggleActiveConnections", contact.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected hold"), "the swap");
        await bridge.DoAsync("toggleActiveConnections", contact.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected hold connected"), "the swap back");
    }

    [Fact]
    public async Task Conference_joins_all_and_cannot_be_asked_twice()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.ConsultAsync();
        await bridge.DoAsync("conferenceConnections", contact.Id);

        await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected connected"), "the conference");
        await bridge.RefusedAsync("conferenceConnections", contact.Id);
        await bridge.RefusedAsync("toggleActiveConnections", contact.Id);
    }

    [Fact]
    public async Task Both_on_hold_can_be_resumed_one_by_one_only_to_fail_and_joined_instead()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.ConsultAsync();
        await bridge.DoAsync("holdConnection", contact.Id, contact.Third.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", "hold hold hold"), "all on hold");
        await bridge.RefusedAsync("toggleActiveConnections", contact.Id);
        await bridge.DoAsync("resumeConnection", contact.Id, contact.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected hold"), "the first party back");

        (await bridge.RefusedAsync("resumeConnection", contact.Id, contact.Third.Id))["type"]!.GetValue<string>().ShouldBe("InvalidStateException");
        await bridge.DoAsync("holdConnection", contact.Id, contact.Id);
        await bridge.DoAsync("conferenceConnections", contact.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected connected"), "the conference");
    }

    [Fact]
    public async Task The_agent_can_hold_himself_beside_two_parties()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.ConsultAsync();
        await bridge.DoAsync("conferenceConnections", contact.Id);
        await bridge.DoAsync("holdConnection", contact.Id, contact.Agent.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", "hold connected connected"), "the agent on hold");
        await bridge.DoAsync("resumeConnection", contact.Id, contact.Agent.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected connected"), "the agent back");
        await bridge.DoAsync("holdConnection", contact.Id, contact.Agent.Id);
        await stage.PostAsync($"connections/{contact.Third.Id}/hangup");
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected disconnected"), "the agent beside one party");
    }

    [Fact]
    public async Task A_transfer_ends_the_contact_for_the_agent_while_the_others_go_on()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.ConsultAsync();
        await bridge.DoAsync("destroyConnection", contact.Id, contact.Agent.Id);

        var shown = await bridge.ShowsAsync(shown => shown.Contact.State == "ended", "the transfer");
        shown.Contact.States.ShouldBe("disconnected connected connected");
        shown.AgentState.ShouldBe("AfterCallWork");
        await stage.PostAsync($"connections/{contact.Third.Id}/hangup");
        await bridge.ShowsAsync(shown => shown.Is("ended", "disconnected connected disconnected"), "the hangup after the transfer");
        await bridge.DoAsync("clearContact", contact.Id);
    }

    [Fact]
    public async Task The_customer_leaves_and_the_third_party_stays_until_it_leaves_too()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.ConsultAsync();
        await stage.PostAsync($"contacts/{contact.Id}/hangup");
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected disconnected connected"), "the customer gone");
        await stage.PostAsync($"contacts/{contact.Id}/hangup", expected: HttpStatusCode.Conflict);
        await bridge.RefusedAsync("createAdditionalConnection", contact.Id, arguments: Phone("+15550112"));
        await bridge.DoAsync("holdConnection", contact.Id, contact.Third.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", "hold disconnected hold"), "the third party alone on hold");

        await stage.PostAsync($"connections/{contact.Third.Id}/hangup");
        await bridge.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected disconnected"), "the end");
    }

    [Fact]
    public async Task The_customer_leaves_while_the_third_party_still_rings()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { autoAnswer = false });
        var (bridge, contact) = await stage.AnswerAsync();
        await bridge.DoAsync("createAdditionalConnection", contact.Id, arguments: Phone("+15550111"));
        await stage.PostAsync($"contacts/{contact.Id}/hangup");

        var shown = await bridge.ShowsAsync(shown => shown.Is("connected", "connected disconnected connecting"), "only the ringing left");
        await stage.PostAsync($"connections/{shown.Contact.Third.Id}/answer");
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected disconnected connected"), "the answer");
    }

    private static object Phone(string phoneNumber) => new { endpoint = new { type = "phone_number", phoneNumber } };
}
