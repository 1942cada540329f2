using System.Text;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Tests.Engine;

/// <content>Old snapshots go; nothing that is true hangs on them but where a session was begun anew.</content>
public abstract partial class EngineContract
{
    private static readonly EngineOptions Forgetful = Patient with { SnapshotEvery = 5, ReplayRevisions = 20 };

    [SkippableFact]
    public async Task Old_snapshots_go_and_what_is_told_again_or_audited_is_the_same()
    {
        await RestartAsync(Forgetful);
        var app = await AppAsync();
        await PlayAsync(await BridgeAsync(), changes: 80);
        var revision = (await ViewAsync()).Revision;

        await ThinnedAsync(revision, old: 1);

        for (var after = revision - Forgetful.ReplayRevisions; after <= revision; after++)
        {
            (await AppAsync(after)).Subscription.Missed!.Select(FakeApp.WholeOf)
                .ShouldBe(app.All.Where(told => told.Revision > after).Select(FakeApp.WholeOf), $"after {after}");
        }

        foreach (var told in app.All)
        {
            var past = await History.AtAsync(Journal, AgentId, told.Revision, default);
            FakeApp.WholeOf(past!.Told!).ShouldBe(FakeApp.WholeOf(told));
        }

        var before = await StateSyncAsync();
        await RestartAsync(Forgetful);
        (await StateSyncAsync()).ShouldBe(before);
    }

    [SkippableFact]
    public async Task The_snapshot_at_which_a_session_was_begun_anew_stays()
    {
        IsDamaged = true;
        await RestartAsync(Forgetful);
        await PlayAsync(await BridgeAsync(), changes: 12);
        var unreadable = new RowKey(Streams.OfAgent(AgentId), (await ViewAsync()).Revision + 1);
        (await Journal.AppendAsync(new Change([new JournalRow(unreadable, "agent.changed/1", Encoding.UTF8.GetBytes("no JSON"))]), default))
            .ShouldBe(AppendResult.Committed);
        await RestartAsync(Forgetful);
        await PlayAsync(await BridgeAsync(), changes: 80);

        (await ThinnedAsync((await ViewAsync()).Revision, old: 2)).ShouldContain(unreadable.SequenceNumber + 1);

        var gaps = new List<Gap>();
        await foreach (var _ in History.ReadAsync(Journal, AgentId, gaps.Add, default))
        {
        }

        var gap = gaps.ShouldHaveSingleItem();
        (gap.From, gap.To).ShouldBe((unreadable.SequenceNumber, unreadable.SequenceNumber + 1));
    }

    /// <summary>The numbers of the agent's snapshots, once the newest is kept and the old ones are gone, which happens beside his changes.</summary>
    /// <param name="old">How many stay of those before the newest one after which all is read that apps may ask for.</param>
    private async Task<IReadOnlyList<long>> ThinnedAsync(long revision, int old)
    {
        var numbers = new List<long>();
        await Waiting.UntilAsync($"{old} old snapshots stay beside those that are needed", async () =>
        {
            numbers.Clear();
            for (var at = long.MaxValue; await Journal.ReadSnapshotAsync(Streams.OfAgent(AgentId), at, default) is { } found; at = numbers[0] - 1)
            {
                numbers.Insert(0, found.Key.SequenceNumber);
            }

            return numbers.Count > 0 && numbers[^1] > revision - Forgetful.SnapshotEvery
                && numbers.Count(number => number <= numbers[^1] - Forgetful.ReplayRevisions) == old + 1;
        });
        return numbers;
    }
}
