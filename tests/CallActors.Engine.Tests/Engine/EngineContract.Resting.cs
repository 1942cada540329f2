using CallActors.Engine.Codec;

namespace CallActors.Engine.Tests.Engine;

/// <content>What becomes of an agent with whom nothing happens: a snapshot, and without bridge and app no actor.</content>
public abstract partial class EngineContract
{
    [SkippableFact]
    public async Task An_agent_who_rests_in_a_call_is_snapshotted_so_that_a_start_has_nothing_to_fold()
    {
        await RestartAsync(Patient with { RestsFor = TimeSpan.FromMilliseconds(100) });
        var bridge = await RestInCallAsync();
        await bridge.DetachAsync();
        var before = await StateSyncAsync();
        await RestartAsync(Patient);
        (await StateSyncAsync()).ShouldBe(before);
    }

    [SkippableFact]
    public async Task Who_rested_is_commanded_as_ever()
    {
        await RestartAsync(Patient with { RestsFor = TimeSpan.FromMilliseconds(100) });
        var bridge = await RestInCallAsync();

        var resumed = await AcceptedAsync("Resume", Scene.ContactId);
        await bridge.ReportAsync(60, Scene.Connected(60));

        (await resumed.Outcome.InTime()).Error.ShouldBeNull();
    }

    [SkippableFact]
    public async Task Nothing_is_lost_where_agents_are_let_go_at_any_moment()
    {
        await RestartAsync(Patient with { IdleFor = TimeSpan.FromMilliseconds(1) });
        for (var round = 0; round < 150; round++)
        {
            var app = await AppAsync();
            var bridge = await BridgeAsync();
            (await ViewAsync()).IsBridgeAttached.ShouldBeTrue();
            await bridge.ReportAsync(round, round % 2 == 0 ? Scene.Connected(round) : Scene.Held(round));
            // The bridge's report may be answered before the app is told; what is lost does not come at all.
            await app.NextAsync();
            app.All.ShouldHaveSingleItem();
            app.Subscription.Dispose();
            await bridge.DetachAsync();
            await Task.Delay(round % 4);
        }
    }

    /// <summary>An agent whose caller is on hold, after so many changes that his session was snapshotted.</summary>
    private protected async Task<FakeBridge> RestInCallAsync()
    {
        var bridge = await BridgeWithHeldCallAsync();
        for (var round = 1; round <= 3; round++)
        {
            await bridge.ReportAsync((2 * round) - 1, Scene.Connected((2 * round) - 1));
            await bridge.ReportAsync(2 * round, Scene.Held(2 * round));
        }

        var revision = (await ViewAsync()).Revision;
        await Waiting.UntilAsync(
            "the last revision is snapshotted",
            async () => (await Journal.ReadSnapshotAsync(Streams.OfAgent(AgentId), long.MaxValue, default))?.Key.SequenceNumber == revision);
        return bridge;
    }
}
