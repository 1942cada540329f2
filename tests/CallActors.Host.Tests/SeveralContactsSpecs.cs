using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>Several contacts of one agent at once: which one is meant, and that each is told by itself.</summary>
public sealed class SeveralContactsSpecs(PatientHostFixture fixture) : IClassFixture<PatientHostFixture>
{
    [Fact]
    public async Task Data_may_be_absent_only_where_one_contact_can_be_meant()
    {
        await using var desk = await fixture.DeskAsync();
        var one = await desk.RingAsync();
        var two = await desk.RingAsync(new { from = "+15550101", to = "+15550199", queue = "Sales" });

        await desk.App.AskAsync("Answer");
        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe($"More than one contact can be meant: {one.Contact}, {two.Contact}.");
        await desk.App.AskAsync("ClearContact");
        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe($"This is not possible on any of the open contacts: {one.Contact}, {two.Contact}.");

        await desk.DoAsync("Answer", two.Agent);
        await desk.DoAsync("Reject");
        await desk.App.NextCallAsync(one.Agent, "Rejected");
        await desk.DoAsync("SendDTMF", "12");
        await desk.DoAsync("ClearContact");
        await desk.App.NextCallAsync(one.Agent, "Dropped");
        (await desk.CallsAsync()).Select(each => each.ContactId).Distinct().ShouldBe([two.Contact]);
    }

    [Fact]
    public async Task An_unknown_id_is_refused_with_the_ids_that_there_are()
    {
        await using var desk = await fixture.DeskAsync();
        var one = await desk.AnswerAsync();
        var two = await desk.RingAsync();

        await desk.App.AskAsync("Hold", "no-such-id");

        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe(
            $"No open contact or connection has the id no-such-id; there are {one.Contact}, {one.Agent}, {two.Contact}, {two.Agent}.");
    }

    [Fact]
    public async Task Two_calls_are_held_and_resumed_each_by_itself()
    {
        await using var desk = await fixture.DeskAsync();
        var one = await desk.AnswerAsync();
        var two = await desk.AnswerAsync(new { from = "+15550101", to = "+15550199", queue = "Sales" });
        desk.App.Skip();

        await desk.DoAsync("Hold", one.Contact);
        await desk.App.NextCallAsync(one.Party, "hold");
        await desk.DoAsync("Hold", two.Agent);
        await desk.App.NextCallAsync(two.Party, "hold");
        await desk.DoAsync("Resume", one.Agent);
        await desk.App.NextCallAsync(one.Party, "connected");

        (await desk.CallsAsync()).Select(each => (each.Id, each.ContactId, each.Status)).ShouldBe(
        [
            (one.Agent, one.Contact, "connected"), (one.Party, one.Contact, "connected"), (two.Agent, two.Contact, "hold"), (two.Party, two.Contact, "hold"),
        ]);
        // What concerns the call as a whole names it in no way: with two calls it must.
        await desk.App.AskAsync("Consult", Desk.Number);
        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe($"More than one contact can be meant: {one.Contact}, {two.Contact}.");
        await desk.App.AskAsync("SendDTMF", "1");
        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe($"More than one contact can be meant: {one.Contact}, {two.Contact}.");
        await desk.DoAsync("SendDTMF", new { connectionId = one.Party, digits = "1" });
    }

    [Fact]
    public async Task StateSync_has_every_call_and_the_attributes_of_the_newest_connected_one()
    {
        await using var desk = await fixture.DeskAsync();
        var one = await desk.AnswerAsync(new { from = "+15550101", to = "+15550199", queue = "Sales", attributes = new { name = "Ada" } });
        var two = await desk.RingAsync(new { from = "+15550102", to = "+15550199", queue = "Support", attributes = new { name = "Bo" } });

        (await StateAsync(desk)).ShouldBe(("Sales", "ANI=+15550101, DNIS=+15550199, name=Ada"));
        await desk.DoAsync("Answer", two.Contact);
        (await StateAsync(desk)).ShouldBe(("Support", "ANI=+15550102, DNIS=+15550199, name=Bo"));
        (await desk.CallsAsync()).Select(each => each.Id).ShouldBe([one.Agent, one.Party, two.Agent, two.Party]);
        (await desk.CallsAsync()).ShouldAllBe(each => !each.Json.GetRawText().Contains("previousStatus"));
    }

    [Fact]
    public async Task A_call_that_was_missed_is_offered_again_under_the_same_id_and_told_anew()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.RingAsync();
        await fixture.Host.SimulateAsync($"contacts/{call.Contact}/abandon");
        await desk.App.NextCallAsync(call.Party, "missed");
        await desk.DoAsync("ClearContact");
        await desk.App.NextCallAsync(call.Party, "Dropped");

        await fixture.Host.SimulateAsync($"contacts/{call.Contact}/offer");

        await desk.App.NextCallAsync(call.Party, "connecting");
        await desk.DoAsync("Answer");
        await desk.App.NextCallAsync(call.Party, "connected");
    }

    [Fact]
    public async Task A_call_that_one_agent_missed_rings_at_the_next_as_his_own()
    {
        await using var desk = await fixture.DeskAsync();
        await using var next = await fixture.DeskAsync();
        var call = await desk.RingAsync();
        await fixture.Host.SimulateAsync($"contacts/{call.Contact}/abandon");
        await desk.App.NextCallAsync(call.Party, "missed");

        await fixture.Host.SimulateAsync($"contacts/{call.Contact}/offer", new { agentId = next.AgentId });

        await next.App.NextCallAsync(call.Party, "connecting");
        await next.DoAsync("Answer", call.Contact);
        (await desk.CallsAsync()).ShouldAllBe(each => each.Status == "disconnected");
        (await next.CallsAsync()).ShouldAllBe(each => each.Status == "connected");
    }

    private static async Task<(string? Queue, string Attributes)> StateAsync(Desk desk)
    {
        var state = await desk.Host.StateAsync(desk.AgentId);
        var attributes = state.GetProperty("attributes").EnumerateArray().Select(each => $"{each.GetProperty("name").GetString()}={each.GetProperty("value").GetString()}");
        return (state.GetProperty("queueName").GetString(), string.Join(", ", attributes));
    }
}
