using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>Calls that the agent makes.</summary>
public sealed class OutboundSpecs(PatientHostFixture fixture) : IClassFixture<PatientHostFixture>
{
    [Fact]
    public async Task A_number_is_dialled_answers_is_held_resumed_and_hung_up()
    {
        await using var desk = await fixture.DeskAsync();

        await desk.App.AskAsync("SetMakeCall", Desk.Number);
        var told = await desk.App.NextAsync(2);

        told.Select(each => each.Call.GetProperty("CallType").GetString()).ShouldBe(["agent", "outbound"]);
        told.Select(each => each.Call.GetProperty("event").GetString()).ShouldBe(["connected", "connecting"]);
        told[1].Call.GetProperty("ResponseActual").GetProperty("phoneNumber").GetString().ShouldBe(Desk.Number);
        var party = told[1].Call.GetProperty("id").GetString()!;

        await fixture.Host.SimulateAsync($"connections/{party}/answer");
        await desk.App.NextCallAsync(party, "connected");
        await desk.App.AskAsync("Hold", party);
        await desk.App.NextCallAsync(party, "hold");
        await desk.App.AskAsync("Resume", party);
        await desk.App.NextCallAsync(party, "connected");
        await desk.App.AskAsync("Disconnect", party);
        await desk.App.NextCallAsync(party, "ACW");
        await desk.App.AskAsync("ClearContact");
        await desk.App.NextCallAsync(party, "Dropped");
        (await desk.CallsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("hangup")]
    [InlineData("refuse")]
    public async Task Who_does_not_answer_ends_the_call(string how)
    {
        await using var desk = await fixture.DeskAsync();
        await desk.DoAsync("SetMakeCall", Desk.Number);
        var party = (await desk.CallsAsync()).Single(each => each.Type == "outbound");

        await fixture.Host.SimulateAsync($"connections/{party.Id}/{how}");

        await desk.App.NextCallAsync(party.Id, "ACW");
        (await desk.CallsAsync()).ShouldAllBe(each => each.Status == "disconnected");
        await desk.DoAsync("ClearContact", party.ContactId);
    }

    [Fact]
    public async Task The_agent_gives_up_while_it_dials()
    {
        await using var desk = await fixture.DeskAsync();
        await desk.DoAsync("SetMakeCall", Desk.Number);
        var party = (await desk.CallsAsync()).Single(each => each.Type == "outbound");

        await desk.DoAsync("Disconnect", party.Id);

        await desk.App.NextCallAsync(party.Id, "ACW");
    }

    [Fact]
    public async Task Every_direct_connect_to_a_number_can_be_called_as_it_was_told()
    {
        await using var desk = await fixture.DeskAsync();
        await desk.App.AskAsync("GetDirectConnects");
        var told = await desk.App.NextAsync(each => each.Subtopic == "GetDirectConnects", "the direct connects");
        foreach (var endpoint in told.Message.GetProperty("endpoints").EnumerateArray().Where(each => each.GetProperty("type").GetString() == "phone_number"))
        {
            await desk.DoAsync("SetMakeCall", endpoint);
            var party = (await desk.CallsAsync()).Single(each => each.Type == "outbound");
            party.PhoneNumber.ShouldBe(endpoint.GetProperty("phoneNumber").GetString());
            await desk.DoAsync("Disconnect", party.Id);
            await desk.DoAsync("ClearContact");
        }
    }

    [Fact]
    public async Task A_consult_is_made_from_an_outbound_call()
    {
        await using var desk = await fixture.DeskAsync();
        await desk.DoAsync("SetMakeCall", Desk.Number);
        var own = (await desk.CallsAsync()).Single(each => each.Type == "agent");
        var call = new HeldCall(own.ContactId, own.Id, own.ContactId);
        await desk.ActAsync(call.Party, "answer", "connected");

        var third = await desk.ConsultAnsweredAsync(call);
        await desk.DoAsync("Conference");

        (await desk.CallsAsync()).Select(each => (each.Id, each.Status)).ShouldBe([(call.Agent, "connected"), (call.Party, "connected"), (third, "connected")]);
    }

    [Fact]
    public async Task A_second_call_and_one_to_nobody_are_refused_or_fail_with_a_reason()
    {
        await using var desk = await fixture.DeskAsync();
        await desk.App.AskAsync("SetMakeCall", new { endpointARN = "arn:aws:connect:nobody", endpointId = "nobody" });
        var nobody = await desk.App.NextErrorAsync();
        nobody.ErrorType.ShouldBe("MAKE_CALL_FAILED");
        nobody.ErrorMessage.ShouldBe("The endpoint is no quick connect of this agent and no phone number in E.164.");

        await desk.DoAsync("SetMakeCall", Desk.Number);
        await desk.App.AskAsync("SetMakeCall", Desk.Number);
        var open = (await desk.CallsAsync())[0].ContactId;
        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe($"The agent is on a call: {open}.");

        await desk.App.AskAsync("SetMakeCall", "5550100");
        (await desk.App.NextErrorAsync()).ErrorType.ShouldBe("INVALID_MESSAGE");
    }
}
