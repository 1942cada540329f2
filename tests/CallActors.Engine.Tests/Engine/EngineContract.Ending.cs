using CallActors.Domain.Agents;
using CallActors.Domain.Connections;

namespace CallActors.Engine.Tests.Engine;

/// <content>How a request ends, exactly once.</content>
public abstract partial class EngineContract
{
    [SkippableFact]
    public async Task An_ack_is_not_a_state()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        var accepted = await AcceptedAsync("Resume", Scene.ContactId);

        await bridge.AnswerAsync(null);
        await bridge.ReportAsync(-1, Scene.Held(-30));

        app.All.ShouldBeEmpty();
        accepted.Outcome.IsCompleted.ShouldBeFalse();
    }

    [SkippableFact]
    public async Task An_error_of_the_bridge_is_told_to_all_apps_in_its_words()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var (one, other) = (await AppAsync(), await AppAsync());
        var accepted = await AcceptedAsync("Resume", Scene.ContactId);

        await bridge.AnswerAsync(new ConnectError("BadEndpointException", "No such connection."));

        FakeApp.TextOf(await one.NextAsync()).ShouldBe(ResumeFailed("No such connection."));
        FakeApp.WholeOf(await other.NextAsync()).ShouldBe(FakeApp.WholeOf(one.All[0]));
        (await accepted.Outcome.InTime()).Error!.Detail.ShouldBe("No such connection.");
        await AcceptedAsync("Resume", Scene.ContactId);
    }

    [SkippableFact]
    public async Task An_error_that_leaves_the_call_in_either_state_ends_nothing()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var accepted = await AcceptedAsync("Resume", Scene.ContactId);

        await bridge.AnswerAsync(new ConnectError("CallAlreadyResumedException", "The call is already resumed."));
        accepted.Outcome.IsCompleted.ShouldBeFalse();
        await bridge.ReportAsync(0, Scene.Connected(0));

        (await accepted.Outcome.InTime()).Error.ShouldBeNull();
    }

    [SkippableFact]
    public async Task After_a_failure_the_state_as_seen_still_counts()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        await AcceptedAsync("Resume", Scene.ContactId);
        await bridge.AnswerAsync(new ConnectError(null, "Failed."));
        await bridge.ReportAsync(0, Scene.Connected(0));
        await bridge.AnswerAsync(new ConnectError(null, "Failed again."));

        (await app.NextAsync()).Parts.Count.ShouldBe(1);
        var seen = await app.NextAsync();
        seen.Parts.Count.ShouldBe(2);
        seen.RequestId.ShouldBeNull();
        app.All.Count.ShouldBe(2);
    }

    [SkippableFact]
    public async Task The_deadline_ends_what_is_not_confirmed()
    {
        await RestartAsync(Hasty);
        await BridgeWithHeldCallAsync();
        var app = await AppAsync();

        await AcceptedAsync("Resume", Scene.ContactId);

        FakeApp.TextOf(await app.NextAsync()).ShouldBe(ResumeFailed("Amazon Connect did not confirm within 0.25 s."));
    }

    [SkippableFact]
    public async Task A_lost_bridge_ends_its_request_at_the_deadline_with_the_reason()
    {
        await RestartAsync(Hasty);
        var bridge = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        await AcceptedAsync("Resume", Scene.ContactId);

        await bridge.DetachAsync();

        FakeApp.TextOf(await app.NextAsync()).ShouldBe(ResumeFailed("The bridge was lost before Amazon Connect confirmed."));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_first_snapshot_of_the_next_bridge_settles_what_the_lost_one_had(bool isShown)
    {
        var bridge = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        await AcceptedAsync("Resume", Scene.ContactId);
        await bridge.DetachAsync();
        var next = await BridgeAsync();
        app.All.ShouldBeEmpty();

        await next.ReportAsync(0, isShown ? Scene.Connected(0) : Scene.Held(-30));

        FakeApp.TextOf(await app.NextAsync()).ShouldBe(isShown
            ? $"{Sample("resume-agent")}\n{Sample("resume-inbound")}"
            : ResumeFailed("The bridge was lost before Amazon Connect confirmed."));
        next.Requests.ShouldBeEmpty();
        bridge.Requests.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task A_bridge_that_came_before_the_asked_one_was_known_to_be_gone_is_told_so_and_settles_what_that_had()
    {
        var asked = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        var accepted = await AcceptedAsync("Resume", Scene.ContactId);
        var next = await BridgeAsync();
        await next.ReportAsync(-10, Scene.Held(-30));
        accepted.Outcome.IsCompleted.ShouldBeFalse("The one that was asked may still answer.");

        await asked.DetachAsync();

        await Waiting.UntilAsync("the next one is told", () => next.AttachedAgain == 1);
        await next.ReportAsync(0, Scene.Held(-30));
        FakeApp.TextOf(await app.NextAsync()).ShouldBe(ResumeFailed("The bridge was lost before Amazon Connect confirmed."));
        next.Requests.ShouldBeEmpty();
        asked.AttachedAgain.ShouldBe(0);
    }

    [SkippableFact]
    public async Task A_party_that_left_ends_what_was_asked_for_it_before_the_end_is_told()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        await AcceptedAsync("Resume", Scene.ContactId);

        await bridge.ReportAsync(0, Scene.Ended(0));

        var told = await app.NextAsync();
        told.Parts.Count.ShouldBe(3);
        FakeApp.TextOf(told).ShouldStartWith(ResumeFailed("The party left."));
        FakeApp.TextOf(told).ShouldContain("\"event\":\"ACW\"");
    }

    [SkippableFact]
    public async Task A_whole_call_confirms_every_command_by_what_is_seen()
    {
        var bridge = await BridgeAsync();
        await bridge.ReportAsync(1, Scene.Ringing(1));
        await ConfirmAsync("Answer", null, 2, Scene.Connected(2));
        await ConfirmAsync("Hold", Scene.ContactId, 3, Scene.Held(3));
        await ConfirmAsync("Resume", Scene.ContactId, 4, Scene.Connected(4));
        await ConfirmAsync("Consult", Scene.ThirdNumber, 5, Scene.WithThird(5, ConnectionStatus.Hold, ConnectionStatus.Connecting));
        await bridge.ReportAsync(6, Scene.WithThird(6, ConnectionStatus.Hold, ConnectionStatus.Connected));
        await ConfirmAsync("Swap", null, 7, Scene.WithThird(7, ConnectionStatus.Connected, ConnectionStatus.Hold));
        await ConfirmAsync("Conference", null, 8, Scene.WithThird(8, ConnectionStatus.Connected, ConnectionStatus.Connected));
        await ConfirmAsync("Disconnect", Scene.ThirdId, 9, Scene.WithThird(9, ConnectionStatus.Connected, ConnectionStatus.Disconnected));
        await ConfirmAsync("Disconnect", Scene.ContactId, 10, Scene.Ended(10));
        await ConfirmAsync("ClearContact", null, 11);

        (await StateSyncAsync()).ShouldContain("\"calls\":[]");
        (await ViewAsync()).Picture.Contacts.ShouldBeEmpty();
        bridge.Requests.Count.ShouldBe(9);

        async Task ConfirmAsync(string subtopic, string? data, double seconds, params ContactReport[] contacts)
        {
            var accepted = await AcceptedAsync(subtopic, data);
            accepted.Outcome.IsCompleted.ShouldBeFalse(subtopic);
            await bridge.ReportAsync(seconds, contacts);
            (await accepted.Outcome.InTime()).Error.ShouldBeNull(subtopic);
        }
    }

    [SkippableFact]
    public async Task A_transfer_ends_with_the_agents_own_connection()
    {
        var bridge = await BridgeWithCallAsync();
        await bridge.ReportAsync(1, Scene.WithThird(1, ConnectionStatus.Hold, ConnectionStatus.Connected));
        var accepted = await AcceptedAsync("Transfer");
        (bridge.Last.Operation, bridge.Last.ConnectionId).ShouldBe((BridgeOperation.DestroyConnection, Scene.OwnId));

        await bridge.ReportAsync(2, Scene.Ended(2));

        (await accepted.Outcome.InTime()).Error.ShouldBeNull();
    }
}
