namespace CallActors.Engine.Tests.Engine;

/// <content>What becomes of an agent with whom nothing happens: a snapshot, and without bridge and app no actor.</content>
public abstract partial class EmbeddedEngineContract
{
    [SkippableFact]
    public async Task Idle_agents_are_let_go_and_come_back_with_their_state()
    {
        await RestartAsync(Patient with { IdleFor = TimeSpan.FromMilliseconds(50) });
        var bridge = await BridgeWithHeldCallAsync();
        var before = await StateSyncAsync();
        var reads = Faulty.SnapshotReads;
        await Task.Delay(300);
        await ViewAsync();
        Faulty.SnapshotReads.ShouldBe(reads, "With a bridge an agent is not let go.");

        await bridge.DetachAsync();

        await Waiting.UntilAsync("the agent is read again", async () =>
        {
            await Task.Delay(150);
            (await StateSyncAsync()).ShouldBe(before);
            return Faulty.SnapshotReads > reads;
        });
    }

    [SkippableFact]
    public async Task An_agent_who_rests_is_snapshotted_once()
    {
        await RestartAsync(Patient with { RestsFor = TimeSpan.FromMilliseconds(100) });
        await RestInCallAsync();

        var written = Faulty.SnapshotWrites;
        await Task.Delay(500);
        Faulty.SnapshotWrites.ShouldBe(written);
    }

    [SkippableFact]
    public async Task What_reaches_an_agent_in_the_moment_when_it_is_let_go_is_done_by_the_next()
    {
        var clock = new ShiftedClock();
        await RestartAsync(Patient with { IdleFor = TimeSpan.FromMilliseconds(200), Clock = clock });
        await (await BridgeWithHeldCallAsync()).DetachAsync();
        var bridge = new FakeBridge(Engine, AgentId);
        var attaching = new TaskCompletionSource<Task>();
        // The agent asks for the time just before it is let go.
        clock.OnTimestamp = () => attaching.SetResult(bridge.AttachAsync());

        await (await attaching.Task.InTime()).InTime();

        await AcceptedAsync("Resume", Scene.ContactId);
        bridge.Requests.ShouldHaveSingleItem();
    }
}
