using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>Calls with a third party, as the agent's apps are told of them.</summary>
public sealed class ThirdPartySpecs(PatientHostFixture fixture) : IClassFixture<PatientHostFixture>
{
    [Fact]
    public async Task A_consult_is_told_as_one_change_the_agents_connection_first_then_the_parties_as_they_joined()
    {
        await using var desk = await fixture.DeskAsync("?meta=true");
        var call = await desk.AnswerAsync();
        await desk.App.NextCallAsync(call.Party, "connected");

        await desk.App.AskAsync("Consult", Desk.Number, requestId: "consult-1");
        var told = await desk.App.NextAsync(3);

        told.Select(each => each.Call.GetProperty("event").GetString()).ShouldBe(["connected", "hold", "connecting"]);
        told.Select(each => each.Call.GetProperty("CallType").GetString()).ShouldBe(["agent", "inbound", "outbound"]);
        told.Select(each => each.Call.GetProperty("ResponseActual").GetProperty("phoneNumber").GetString()).ShouldBe([null, "+15550100", Desk.Number]);
        told.Select(each => each.Revision).Distinct().ShouldHaveSingleItem();
        told.Select(each => each.Meta.GetProperty("part").GetInt32()).ShouldBe([1, 2, 3]);
        told.ShouldAllBe(each => each.Meta.GetProperty("requestId").GetString() == "consult-1");
        told[2].Call.GetProperty("ResponseActual").TryGetProperty("contactId", out _).ShouldBeFalse();
        told[2].Call.GetProperty("ResponseActual").TryGetProperty("previousStatus", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_consult_is_answered_swapped_joined_and_transferred()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        var third = await desk.ConsultAsync(call);
        await StandsAsync(desk, "connected", (call.Party, "hold"), (third, "connecting"));

        await desk.ActAsync(third, "answer", "connected");
        await StandsAsync(desk, "connected", (call.Party, "hold"), (third, "connected"));

        await desk.DoAsync("Swap");
        await StandsAsync(desk, "connected", (call.Party, "connected"), (third, "hold"));

        await desk.DoAsync("Conference");
        await StandsAsync(desk, "connected", (call.Party, "connected"), (third, "connected"));

        await desk.DoAsync("Transfer");
        await StandsAsync(desk, "disconnected", (call.Party, "disconnected"), (third, "disconnected"));
        foreach (var id in new[] { call.Agent, call.Party, third })
        {
            await desk.App.NextCallAsync(id, "ACW");
        }

        await desk.DoAsync("ClearContact");
        (await desk.CallsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_both_are_on_hold_the_agents_own_connection_reads_hold_and_one_is_taken_back()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        var third = await desk.ConsultAnsweredAsync(call);

        await desk.DoAsync("Hold", third);
        await StandsAsync(desk, "hold", (call.Party, "hold"), (third, "hold"));

        await desk.DoAsync("Resume", third);
        await StandsAsync(desk, "connected", (call.Party, "hold"), (third, "connected"));

        await desk.DoAsync("Hold", third);
        await desk.DoAsync("Conference", call.Agent);
        await StandsAsync(desk, "connected", (call.Party, "connected"), (third, "connected"));
    }

    [Fact]
    public async Task The_third_party_hangs_up_and_the_first_is_still_on_hold()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        var third = await desk.ConsultAnsweredAsync(call);

        await desk.ActAsync(third, "hangup", "disconnected");

        await desk.App.NextCallAsync(third, "disconnected");
        await StandsAsync(desk, "hold", (call.Party, "hold"), (third, "disconnected"));
        await desk.DoAsync("Resume", call.Agent);
        await StandsAsync(desk, "connected", (call.Party, "connected"), (third, "disconnected"));
        var next = await desk.ConsultAgainAsync(call, third);
        await StandsAsync(desk, "connected", (call.Party, "hold"), (third, "disconnected"), (next, "connecting"));
    }

    [Theory]
    [InlineData("hangup")]
    [InlineData("refuse")]
    public async Task A_third_party_who_does_not_answer_is_gone(string how)
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        var third = await desk.ConsultAsync(call);

        await desk.ActAsync(third, how, "disconnected");

        await StandsAsync(desk, "hold", (call.Party, "hold"), (third, "disconnected"));
    }

    [Fact]
    public async Task The_first_party_hangs_up_and_the_agent_goes_on_with_the_third()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        var third = await desk.ConsultAnsweredAsync(call);

        await desk.ActAsync(call.Party, "hangup", "disconnected");
        await StandsAsync(desk, "connected", (call.Party, "disconnected"), (third, "connected"));

        // The contact id now means the only one who is left.
        await desk.DoAsync("Hold", call.Contact);
        await StandsAsync(desk, "hold", (call.Party, "disconnected"), (third, "hold"));
        await desk.DoAsync("Resume", call.Agent);
        await desk.DoAsync("Disconnect", call.Contact);
        await desk.App.NextCallAsync(third, "ACW");
    }

    [Fact]
    public async Task The_agent_hangs_up_on_either_party_and_the_other_stays()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        var third = await desk.ConsultAnsweredAsync(call);

        await desk.DoAsync("Disconnect", third);
        await StandsAsync(desk, "hold", (call.Party, "hold"), (third, "disconnected"));

        var next = await desk.ConsultAgainAsync(call, third);
        await desk.ActAsync(next, "answer", "connected");
        await desk.DoAsync("Disconnect", call.Contact);
        await StandsAsync(desk, "connected", (call.Party, "disconnected"), (third, "disconnected"), (next, "connected"));
    }

    [Fact]
    public async Task With_two_parties_the_agents_own_id_is_ambiguous_and_the_contacts_means_the_first()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        var third = await desk.ConsultAnsweredAsync(call);

        foreach (var subtopic in new[] { "Hold", "Resume", "Disconnect" })
        {
            await desk.App.AskAsync(subtopic, call.Agent);
            (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe($"More than one party can be meant: {call.Party}, {third}.");
        }

        await desk.App.AskAsync("Hold", call.Contact);
        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe("The connection is not connected: it is on hold.");
        await desk.App.AskAsync("Swap", third);
        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe("This is asked of the contact, not of one party.");
        await desk.App.AskAsync("Consult", "+15550188");
        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe("There is a third party on the call already.");
    }

    [Fact]
    public async Task A_direct_connect_is_consulted_by_its_ids_alone()
    {
        await using var desk = await fixture.DeskAsync();
        await desk.App.AskAsync("GetDirectConnects");
        var told = await desk.App.NextAsync(each => each.Subtopic == "GetDirectConnects", "the direct connects");
        var billing = told.Message.GetProperty("endpoints").EnumerateArray().Single(each => each.GetProperty("endpointId").GetString() == "billing");
        billing.EnumerateObject().Select(each => each.Name).ShouldBe(["endpointARN", "endpointId", "type", "name", "phoneNumber"]);
        billing.GetProperty("phoneNumber").GetString().ShouldBe("+15550110");
        var call = await desk.AnswerAsync();

        var third = await desk.ConsultAsync(
            call, new { endpointARN = billing.GetProperty("endpointARN").GetString(), endpointId = billing.GetProperty("endpointId").GetString() });

        (await desk.CallsAsync()).Single(each => each.Id == third).PhoneNumber.ShouldBe("+15550110");
    }

    [Fact]
    public async Task A_party_who_leaves_while_a_swap_is_asked_makes_it_impossible()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        var third = await desk.ConsultAnsweredAsync(call);
        await desk.FaultAsync("silent", null, "toggleActiveConnections");

        await desk.App.AskAsync("Swap");
        await Eventually.TrueAsync(
            async () => (await fixture.Host.BridgeRequestsAsync(desk.AgentId)).Any(each => each.GetProperty("operation").GetString() == "toggleActiveConnections"),
            "the bridge was asked");
        await desk.ActAsync(third, "hangup", "disconnected");

        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe("The party left.");
        await fixture.Host.Http.DeleteAsync("v1/simulator/faults");
    }

    private static async Task StandsAsync(Desk desk, string own, params (string Id, string Status)[] parties)
    {
        var shown = await desk.CallsAsync();
        shown.Select(each => each.Status).ShouldBe([own, .. parties.Select(each => each.Status)]);
        shown.Skip(1).Select(each => each.Id).ShouldBe(parties.Select(each => each.Id));
    }
}
