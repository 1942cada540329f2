using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Engine.Codec;

namespace CallActors.Engine.Tests.Engine;

/// <content>Agents without a bridge, where the site has Amazon's API.</content>
public abstract partial class EngineContract
{
    private protected static readonly AgentReport EndedAsFeedsTell = Scene.Report(0, Scene.Ended(0) with { Attributes = null }) with { Source = ReportSource.AgentEvent };

    [SkippableFact]
    public async Task Without_a_bridge_clearing_goes_out_by_the_API_once_and_a_report_confirms_it()
    {
        var api = new FakeApi(Engine);
        await Engine.ReportAsync(AgentId, EndedAsFeedsTell, default);
        var app = await AppAsync();

        var accepted = await AcceptedAsync("ClearContact", Scene.ContactId, "r-1");

        var (agentId, request) = api.Requests.ShouldHaveSingleItem();
        (agentId, request.Operation, request.ContactId).ShouldBe((AgentId, BridgeOperation.ClearContact, Scene.ContactId));
        AmazonApi.IsWay(request.Attachment).ShouldBeTrue();
        await RefusedAsync(
            "CLEAR_CONTACT_FAILED: Another request of this agent is outstanding: ClearContact.: Clearing contact failed.", "ClearContact", Scene.ContactId, "r-2");
        await Engine.ReportAsync(AgentId, Scene.Report(1) with { Source = ReportSource.CurrentUserData }, default);
        (await accepted.Outcome.InTime()).Error.ShouldBeNull();
        (await app.NextAsync()).RequestId.ShouldBe("r-1");
        api.Requests.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task Without_a_bridge_and_without_the_API_clearing_is_refused_as_all_else()
    {
        await Engine.ReportAsync(AgentId, EndedAsFeedsTell, default);
        var before = (await ViewAsync()).Revision;

        await RefusedAsync("CLEAR_CONTACT_FAILED: No bridge of this agent is connected.: Clearing contact failed.", "ClearContact", Scene.ContactId);

        _ = new FakeApi(Engine);
        await RefusedAsync("UPDATE_AGENT_STATE_FAILED: No bridge of this agent is connected.: Agent state change failed.", "Mute");
        (await ViewAsync()).Revision.ShouldBe(before);
    }

    [SkippableFact]
    public async Task While_a_bridge_is_attached_the_API_carries_nothing()
    {
        var api = new FakeApi(Engine);
        var bridge = await BridgeWithCallAsync();
        await bridge.ReportAsync(0, Scene.Ended(0));

        await AcceptedAsync("ClearContact", Scene.ContactId);

        bridge.Requests.ShouldHaveSingleItem();
        api.Requests.ShouldBeEmpty();
        api.Offered.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task An_error_of_the_API_ends_the_request_with_its_words()
    {
        _ = new FakeApi(Engine);
        await Engine.ReportAsync(AgentId, EndedAsFeedsTell, default);
        var accepted = await AcceptedAsync("ClearContact", Scene.ContactId, "r-1");

        await Engine.AnswerAsync(AgentId, "r-1", new ConnectError("InvalidRequestException", "The contact is not over."), default);

        (await accepted.Outcome.InTime()).Error!.Detail.ShouldBe("The contact is not over.");
    }

    [SkippableFact]
    public async Task After_a_restart_what_went_to_the_API_is_not_sent_again_and_its_deadline_ends_it()
    {
        var api = new FakeApi(Engine);
        await Engine.ReportAsync(AgentId, EndedAsFeedsTell, default);
        await AcceptedAsync("ClearContact", Scene.ContactId, "r-1");

        await RestartAsync(Hasty with { Deadline = TimeSpan.FromMilliseconds(800) });
        var second = new FakeApi(Engine);

        await Waiting.UntilAsync("r-1 failed", async () => (await FactsAsync()).OfType<AgentFact.RequestFailed>().Any(fact => fact.RequestId == "r-1"));
        (await FactsAsync()).OfType<AgentFact.RequestFailed>().ShouldHaveSingleItem().Personal.Text.ShouldBe("Amazon Connect did not confirm within 0.8 s.");
        api.Requests.ShouldHaveSingleItem();
        second.Requests.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_state_that_the_agent_may_choose_goes_out_by_the_API_and_one_without_an_id_does_not()
    {
        var api = new FakeApi(Engine);
        var bridge = await BridgeAsync();
        await Engine.TellStatesAsync(AgentId, [Scene.Available, Scene.Lunch, Scene.Lunch with { Arn = null, Name = "Nameless" }], default);
        await bridge.ReportAsync(-10);
        await bridge.DetachAsync();
        api.Lost.ShouldHaveSingleItem().ShouldBe(AgentId);

        await RefusedAsync("UPDATE_AGENT_STATE_FAILED: No bridge of this agent is connected.: Agent state change failed.", "UpdateState", "Nameless");
        var accepted = await AcceptedAsync("UpdateState", "Lunch");

        api.Requests.ShouldHaveSingleItem().Request.State!.Arn.ShouldBe(Scene.Lunch.Arn);
        await Engine.ReportAsync(AgentId, Scene.Report(1) with { Source = ReportSource.CurrentUserData, State = Scene.Lunch with { Since = Scene.At(1) } }, default);
        (await accepted.Outcome.InTime()).Error.ShouldBeNull();
    }

    [SkippableFact]
    public async Task The_API_hears_once_of_a_contact_without_attributes_and_what_it_finds_is_told_and_kept_as_personal()
    {
        var api = new FakeApi(Engine);
        var ringing = Scene.Report(0, Scene.Ringing(0) with { Attributes = null }) with { Source = ReportSource.AgentEvent };
        await Engine.ReportAsync(AgentId, ringing, default);
        await Engine.ReportAsync(AgentId, ringing with { At = Scene.At(1) }, default);
        api.Offered.ShouldHaveSingleItem().ShouldBe(Scene.ContactId);
        var app = await AppAsync();
        var attributes = ImmutableDictionary<string, string>.Empty.Add("ANI", Scene.CallerNumber);

        await Engine.TellAttributesAsync(AgentId, Scene.ContactId, attributes, default);
        await Engine.TellAttributesAsync(AgentId, Scene.ContactId, attributes, default);
        await Engine.TellAttributesAsync(AgentId, "gone", attributes, default);

        FakeApp.TextOf(await app.NextAsync()).ShouldContain($"\"CallVariables\":{{\"ANI\":\"{Scene.CallerNumber}\"}}");
        app.All.ShouldHaveSingleItem();
        (await RowsAsync(Streams.OfContact(AgentId, Scene.ContactId))).Select(row => row.Manifest).ShouldBe(["contact.offered/1", "contact.described/1"]);

        // A later report that does not know them takes nothing away.
        await Engine.ReportAsync(AgentId, ringing with { At = Scene.At(2), Contacts = [Scene.Connected(2) with { Attributes = null }] }, default);
        (await ViewAsync()).Picture.Calls[0].Contact.Attributes.ShouldBe(attributes);
    }
}
