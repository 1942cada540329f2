using CallActors.Domain.Agents;
using CallActors.Domain.Connections;

namespace CallActors.Engine.Tests.Engine;

/// <content>Revisions, and the same bytes for everyone at any time.</content>
public abstract partial class EngineContract
{
    [SkippableFact]
    public async Task Broadcasts_have_growing_revisions_and_a_chain_without_a_gap()
    {
        var app = await AppAsync();
        await PlayAsync(await BridgeAsync(), changes: 12);

        var told = app.All;
        told.Count.ShouldBe(13);
        told.Select(each => each.Previous).ShouldBe([0, .. told.SkipLast(1).Select(each => each.Revision)]);
        told.Select(each => each.Revision).ShouldBeInOrder();
        (await RowsAsync($"agent-{AgentId}")).Count.ShouldBe((int)(await ViewAsync()).Revision);
    }

    [SkippableFact]
    public async Task What_was_missed_is_given_again_byte_for_byte()
    {
        var options = Patient with { SnapshotEvery = 7 };
        await RestartAsync(options);
        var app = await AppAsync();
        await PlayAsync(await BridgeAsync(), changes: 60);

        await CheckAllAsync();
        await RestartAsync(options);
        await CheckAllAsync();

        async Task CheckAllAsync()
        {
            foreach (var after in new long[] { 0, 1, 2, 3, 6, 7, 8, 30, 50, app.All[^2].Revision, app.All[^1].Revision })
            {
                var again = await AppAsync(after);
                again.Subscription.Missed!.Select(FakeApp.WholeOf).ShouldBe(
                    app.All.Where(told => told.Revision > after).Select(FakeApp.WholeOf), $"after {after}");
            }
        }
    }

    [SkippableFact]
    public async Task A_restart_changes_no_state()
    {
        var bridge = await BridgeWithCallAsync();
        await bridge.ReportAsync(1, Scene.WithThird(1, ConnectionStatus.Hold, ConnectionStatus.Connected));
        var before = await StateSyncAsync();

        await RestartAsync(Patient);

        (await StateSyncAsync()).ShouldBe(before);
        (await ViewAsync()).IsBridgeAttached.ShouldBeFalse();
        (await Engine.AgentsAsync(default)).Select(agent => agent.View.AgentId).ShouldBe([AgentId]);
    }

    [SkippableFact]
    public async Task What_is_too_old_or_from_another_journal_is_not_given_again()
    {
        var clock = new ShiftedClock();
        var options = Patient with { ReplayRevisions = 10, Clock = clock };
        await RestartAsync(options);
        await PlayAsync(await BridgeAsync(), changes: 40);
        await RestartAsync(options);
        // Whoever subscribes waits until the bridge that is gone was noted; a view may still be without that revision.
        var revision = (await AppAsync()).Subscription.View.Revision;

        (await AppAsync(revision + 1)).Subscription.Missed.ShouldBeNull();
        (await AppAsync(revision - 20)).Subscription.Missed.ShouldBeNull();
        (await AppAsync(revision - 5)).Subscription.Missed.ShouldNotBeEmpty();
        clock.Shift = TimeSpan.FromHours(25);
        (await AppAsync(revision - 5)).Subscription.Missed.ShouldBeNull();
    }

    [SkippableFact]
    public async Task Late_and_repeated_reports_change_nothing()
    {
        var bridge = await BridgeWithHeldCallAsync();
        await bridge.ReportAsync(0, Scene.Connected(0));
        var revision = (await ViewAsync()).Revision;

        await bridge.ReportAsync(0, Scene.Connected(0));
        await bridge.ReportAsync(-10, Scene.Held(-10));
        await bridge.ReportAsync(-20);
        await bridge.ReportAsync(5, Scene.Connected(0));
        await bridge.ReportAsync(4, Scene.Ended(4));

        (await ViewAsync()).Revision.ShouldBe(revision);
    }

    [SkippableFact]
    public async Task After_the_end_of_a_subscription_nothing_is_told()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        app.Subscription.Dispose();

        await bridge.ReportAsync(0, Scene.Connected(0));

        app.All.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task An_app_that_throws_hurts_nobody()
    {
        var bridge = await BridgeWithHeldCallAsync();
        await Engine.SubscribeAsync(AgentId, null, _ => throw new InvalidOperationException("The app is broken."), default);
        var app = await AppAsync();

        await bridge.ReportAsync(0, Scene.Connected(0));

        (await app.NextAsync()).Parts.Count.ShouldBe(2);
    }

    [SkippableFact]
    public async Task What_is_true_now_is_not_given_before_the_apps_were_told_it()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var asked = new TaskCompletionSource<(bool IsAhead, Task<AgentView> View)>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var app = await Engine.SubscribeAsync(AgentId, null, told =>
        {
            // Other apps of the agent are told after this one.
            var view = Engine.ViewAsync(AgentId, default).AsTask();
            asked.TrySetResult((view.IsCompleted && view.Result.Revision >= told.Revision, view));
        }, default);

        await bridge.ReportAsync(0, Scene.Connected(0));

        var (isAhead, view) = await asked.Task.InTime();
        isAhead.ShouldBeFalse();
        (await view.InTime()).Revision.ShouldBe((await ViewAsync()).Revision);
    }

    [SkippableFact]
    public async Task A_contact_that_is_cleared_and_offered_again_goes_on_in_its_streams()
    {
        var bridge = await BridgeAsync();
        var app = await AppAsync();
        for (var round = 0; round < 3; round++)
        {
            var start = 100 * round;
            await bridge.ReportAsync(start + 1, Scene.Ringing(start + 1));
            await bridge.ReportAsync(start + 2, Scene.Contact(
                ReportedContactState.Missed, start + 2,
                Scene.Own(ConnectionStatus.Disconnected, start + 2), Scene.Caller(ConnectionStatus.Disconnected, start + 2)));
            await bridge.ReportAsync(start + 3);
            if (round == 1)
            {
                await RestartAsync(Patient);
                bridge = await BridgeAsync();
                app = await AppAsync();
            }
        }

        (await RowsAsync($"contact-{AgentId}-{Scene.ContactId}")).Select(row => row.Manifest).ShouldBe(
            Enumerable.Repeat<string[]>(["contact.offered/1", "contact.missed/1", "contact.cleared/1"], 3).SelectMany(each => each));
        (await RowsAsync($"connection-{AgentId}-{Scene.ContactId}")).Count.ShouldBe(6);
        app.All.Select(FakeApp.TextOf).Last().ShouldContain("\"event\":\"Dropped\"");
    }

    [SkippableFact]
    public async Task Many_agents_work_at_the_same_time()
    {
        var agents = Enumerable.Range(0, 60).Select(number => $"agent{number:00}").ToArray();

        await Task.WhenAll(agents.Select(async agentId =>
        {
            var bridge = await BridgeWithHeldCallAsync(agentId);
            var app = await AppAsync(agentId: agentId);
            for (var second = 0; second < 10; second += 2)
            {
                var resumed = await AcceptedAsync("Resume", Scene.ContactId, agentId: agentId);
                await bridge.ReportAsync(second, Scene.Connected(second));
                (await resumed.Outcome.InTime()).Error.ShouldBeNull();
                var held = await AcceptedAsync("Hold", Scene.ContactId, agentId: agentId);
                await bridge.ReportAsync(second + 1, Scene.Held(second + 1));
                (await held.Outcome.InTime()).Error.ShouldBeNull();
            }

            bridge.Requests.Count.ShouldBe(10);
            app.All.Count.ShouldBe(10);
        }));

        (await Engine.AgentsAsync(default)).Select(agent => agent.View.AgentId).ShouldBe(agents);
    }

    /// <summary>A call that is taken from hold and put back, so many changes long.</summary>
    private static async Task PlayAsync(FakeBridge bridge, int changes)
    {
        await bridge.ReportAsync(0, Scene.Ringing(0));
        for (var second = 1; second <= changes; second++)
        {
            await bridge.ReportAsync(second, second % 2 == 1 ? Scene.Connected(second) : Scene.Held(second));
        }
    }
}
