using System.Text.Json;
using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>A consult to another agent of the site rings in that agent's own session.</summary>
public sealed class AgentToAgentSpecs(PatientHostFixture fixture) : IClassFixture<PatientHostFixture>
{
    [Fact]
    public async Task It_rings_there_as_a_contact_of_its_own_tied_by_the_initial_contact()
    {
        await using var desk = await fixture.DeskAsync();
        await using var colleague = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();

        var third = await ConsultAsync(desk, colleague, call);

        var rings = await colleague.App.NextAsync(each => each.Subtopic == "InboundCallStateChange" && each.Call.GetProperty("CallType").GetString() == "agent", "that it rings");
        var contact = rings.Call.GetProperty("ResponseActual").GetProperty("contactId").GetString()!;
        contact.ShouldNotBe(call.Contact);
        third.ShouldNotBe(contact);
        rings.Call.GetProperty("event").GetString().ShouldBe("connecting");
        rings.Call.GetProperty("CallVariables").GetProperty("ANI").GetString().ShouldBe("+15550100", "the attributes of the call go with it");

        // What ties the two stands in the journal, for whoever follows a call from agent to agent.
        var offered = await fixture.Host.JournaledAsync($"contact-{colleague.AgentId}-{contact}", "contact.offered/1");
        offered.ShouldHaveSingleItem().ShouldContain($"\"initialContactId\":\"{call.Contact}\"");
    }

    [Fact]
    public async Task He_answers_and_both_see_it_then_the_first_agent_leaves()
    {
        await using var desk = await fixture.DeskAsync();
        await using var colleague = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        var third = await ConsultAsync(desk, colleague, call);

        await colleague.DoAsync("Answer");
        await desk.StatusAsync(third, "connected");
        (await desk.CallsAsync()).Select(each => each.Status).ShouldBe(["connected", "hold", "connected"]);

        // Held by the one, he reads on hold at the other, and only the one takes him back.
        await desk.DoAsync("Swap");
        var his = (await colleague.CallsAsync()).Single(each => each.Type != "agent").Id;
        await colleague.StatusAsync(his, "hold");
        await desk.DoAsync("Conference");
        await colleague.StatusAsync(his, "connected");

        await desk.DoAsync("Transfer");
        (await desk.CallsAsync()).ShouldAllBe(each => each.Status == "disconnected");
        (await colleague.CallsAsync()).ShouldAllBe(each => each.Status == "connected");
        await fixture.Host.SimulateAsync($"contacts/{call.Contact}/hangup");
        await colleague.App.NextCallAsync(his, "ACW");
    }

    [Theory]
    [InlineData("Reject", "Rejected")]
    [InlineData(null, "missed")]
    public async Task Who_does_not_take_it_is_gone_at_the_other(string? subtopic, string word)
    {
        await using var desk = await fixture.DeskAsync();
        await using var colleague = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        var third = await ConsultAsync(desk, colleague, call);
        var own = (await colleague.CallsAsync()).Single(each => each.Type == "agent");

        if (subtopic is not null)
        {
            await colleague.DoAsync(subtopic);
        }
        else
        {
            await desk.DoAsync("Disconnect", third);
        }

        await colleague.App.NextCallAsync(own.Id, word);
        await desk.StatusAsync(third, "disconnected");
        (await desk.CallsAsync()).Single(each => each.Id == call.Party).Status.ShouldBe("hold");
    }

    [Fact]
    public async Task Of_two_agents_who_talk_each_is_told_his_own_calls_alone()
    {
        await using var desk = await fixture.DeskAsync();
        await using var colleague = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        await ConsultAsync(desk, colleague, call);
        await colleague.DoAsync("Answer");

        var mine = (await desk.CallsAsync()).Select(each => each.Id).ToArray();
        var his = (await colleague.CallsAsync()).Select(each => each.Id).ToArray();
        mine.Intersect(his).ShouldBeEmpty();
        IdsTold(desk.App).ShouldBeSubsetOf(mine);
        IdsTold(colleague.App).ShouldBeSubsetOf(his);
        await colleague.App.AskAsync("Hold", call.Party);
        (await colleague.App.NextErrorAsync()).ErrorMessage.ShouldStartWith($"No open contact or connection has the id {call.Party}; there are ");
    }

    private static IEnumerable<string?> IdsTold(App app) =>
        app.Events.Where(each => each.Subtopic == "InboundCallStateChange").Select(each => each.Call.GetProperty("id").GetString()).Distinct();

    private static async Task<string> ConsultAsync(Desk desk, Desk colleague, HeldCall call)
    {
        JsonElement endpoint = default;
        await Eventually.TrueAsync(async () =>
        {
            await desk.App.AskAsync("GetDirectConnects");
            var told = await desk.App.NextAsync(each => each.Subtopic == "GetDirectConnects", "the direct connects");
            endpoint = told.Message.GetProperty("endpoints").EnumerateArray().FirstOrDefault(each => each.GetProperty("endpointId").GetString() == colleague.AgentId);
            return endpoint.ValueKind == JsonValueKind.Object;
        }, "the colleague is among the direct connects");
        var third = await desk.ConsultAsync(call, endpoint);
        await Eventually.TrueAsync(async () => (await colleague.CallsAsync()).Length == 2, "it rings at the colleague");
        return third;
    }
}
