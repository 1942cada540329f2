using System.Text;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Tests.Journal;

/// <content>Snapshots: which is read, and which old ones go.</content>
public abstract partial class JournalContract
{
    [SkippableFact]
    public async Task The_newest_snapshot_at_or_before_a_number_is_read_and_one_of_the_same_number_is_replaced()
    {
        await Journal.WriteSnapshotAsync(Snapshot("agent-a", 100, "old"), 0, default);
        await Journal.WriteSnapshotAsync(Snapshot("agent-a", 200, "first"), 0, default);
        await Journal.WriteSnapshotAsync(Snapshot("agent-a", 200, "second"), 0, default);
        await Journal.WriteSnapshotAsync(Snapshot("agent-b", 300, "other"), 0, default);

        (await SnapshotTextAsync("agent-a", 99)).ShouldBeNull();
        (await SnapshotTextAsync("agent-a", 100)).ShouldBe("100:session/1:old");
        (await SnapshotTextAsync("agent-a", 199)).ShouldBe("100:session/1:old");
        (await SnapshotTextAsync("agent-a", long.MaxValue)).ShouldBe("200:session/1:second");
        (await SnapshotTextAsync("agent-c", long.MaxValue)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Old_snapshots_go_but_for_the_first_of_every_ten_thousand_numbers_and_where_a_session_was_begun_anew()
    {
        await AppendAsync(new Change([.. Enumerable.Range(1, 40).Select(number =>
            Row("agent-a", number, number == 30 ? """{"event":{"facts":[{"manifest":"agent.reset/1"}]}}""" : "agent.reset/1"))]));
        long[] numbers = [10, 20, 30, 40, 9_999, 10_000, 10_100, 19_900, 20_000, 20_100, 30_000];
        foreach (var number in numbers)
        {
            await Journal.WriteSnapshotAsync(Snapshot("agent-a", number, $"{number}"), 0, default);
            await Journal.WriteSnapshotAsync(Snapshot("agent-b", number, $"{number}"), 0, default);
        }

        (await SnapshotNumbersAsync("agent-a")).ShouldBe(numbers);
        (await Journal.ReadOldSnapshotsAsync("agent-a", 0, default)).ShouldBeEmpty();
        (await Journal.ReadOldSnapshotsAsync("agent-a", 20_050, default)).ShouldBe([20, 40, 9_999, 10_100, 19_900]);
        await Journal.WriteSnapshotAsync(Snapshot("agent-a", 30_100, "30100"), 20_050, default);

        (await SnapshotNumbersAsync("agent-a")).ShouldBe([10, 30, 10_000, 20_000, 20_100, 30_000, 30_100]);
        (await SnapshotTextAsync("agent-a", 25_000)).ShouldBe("20100:session/1:20100");
        (await SnapshotNumbersAsync("agent-b")).ShouldBe(numbers);
    }

    [SkippableFact]
    public async Task The_newest_two_snapshots_stay_whatever_is_needed_and_no_more_than_16_go_at_a_time()
    {
        foreach (var number in Numbers(1, 40))
        {
            await Journal.WriteSnapshotAsync(Snapshot("agent-a", number, "old"), 0, default);
        }

        await Journal.WriteSnapshotAsync(Snapshot("agent-a", 41, "new"), 40, default);
        (await SnapshotNumbersAsync("agent-a")).ShouldBe([1, .. Numbers(18, 41)]);
        await Journal.WriteSnapshotAsync(Snapshot("agent-a", 41, "new"), 40, default);
        await Journal.WriteSnapshotAsync(Snapshot("agent-a", 41, "newest"), 40, default);

        (await SnapshotNumbersAsync("agent-a")).ShouldBe([1, 40, 41]);
        (await SnapshotTextAsync("agent-a", 41)).ShouldBe("41:session/1:newest");
    }

    private static SnapshotRow Snapshot(string persistenceId, long number, string text) =>
        new(Key(persistenceId, number), "session/1", Encoding.UTF8.GetBytes(text));

    private async Task<IReadOnlyList<long>> SnapshotNumbersAsync(string persistenceId)
    {
        var numbers = new List<long>();
        for (var at = long.MaxValue; await Journal.ReadSnapshotAsync(persistenceId, at, default) is { Key.SequenceNumber: var number }; at = number - 1)
        {
            numbers.Insert(0, number);
        }

        return numbers;
    }

    private async Task<string?> SnapshotTextAsync(string persistenceId, long at) =>
        await Journal.ReadSnapshotAsync(persistenceId, at, default) is SnapshotRow found
            ? $"{found.Key.SequenceNumber}:{found.Manifest}:{Encoding.UTF8.GetString(found.Payload.Span)}"
            : null;
}
