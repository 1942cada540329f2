using System.Text;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Tests.Journal;

/// <summary>The part of the contract that is about reading.</summary>
public abstract partial class JournalContract
{
    [SkippableFact]
    public async Task Rows_come_in_the_order_of_their_keys_and_missing_ones_are_left_out()
    {
        await AppendAsync(ChangeOf("a", 1, "contact-a-1"));
        await AppendAsync(ChangeOf("a", 2));

        IReadOnlyList<JournalRow> read = await Journal.ReadRowsAsync(
            [Key("agent-a", 2), Key("agent-a", 3), Key("contact-a-1", 1), Key("nobody", 1), Key("agent-a", 1), Key("agent-a", 2)],
            default);

        read.Select(row => row.Key)
            .ShouldBe([Key("agent-a", 2), Key("contact-a-1", 1), Key("agent-a", 1), Key("agent-a", 2)]);
    }

    [SkippableFact]
    public async Task A_stream_is_read_ascending_within_its_bounds_over_many_pages()
    {
        const int numbers = 1_000;
        await Task.WhenAll(Enumerable.Range(0, 10).Select(part => AppendAsync(new Change(
            [.. Enumerable.Range(1, numbers).Select(number => Row($"agent-{part}", number))]))));

        (await StreamNumbersAsync("agent-3", 1, long.MaxValue)).ShouldBe(Numbers(1, numbers));
        (await StreamNumbersAsync("agent-3", 250, 770)).ShouldBe(Numbers(250, 770));
        (await StreamNumbersAsync("agent-3", 1_001, 2_000)).ShouldBeEmpty();
        (await StreamNumbersAsync("agent-3", 5, 4)).ShouldBeEmpty();
        (await StreamNumbersAsync("agent-33", 1, 10)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Heads_are_the_last_rows_and_streams_without_rows_are_left_out()
    {
        await AppendAsync(ChangeOf("a", 1, "contact-a-1"));
        await AppendAsync(new Change([Row("contact-a-1", 2), Row("agent-a", 2, "last")]));

        IReadOnlyList<JournalRow> heads = await Journal.ReadHeadsAsync(["agent-a", "agent-none", "contact-a-1"], default);

        heads.Select(row => row.Key).ShouldBe([Key("agent-a", 2), Key("contact-a-1", 2)], ignoreOrder: true);
        Encoding.UTF8.GetString(heads.Single(row => row.Key == Key("agent-a", 2)).Message.Span).ShouldBe("last");
    }

    [SkippableFact]
    public async Task Tails_are_the_newest_snapshots_and_the_rows_after_them_in_the_order_asked()
    {
        foreach (var stream in new[] { "agent-a", "agent-b", "agent-c" })
        {
            await AppendAsync(new Change([.. Enumerable.Range(1, 5).Select(number => Row(stream, number))]));
        }

        await Journal.WriteSnapshotAsync(Snapshot("agent-a", 2, "old"), 0, default);
        await Journal.WriteSnapshotAsync(Snapshot("agent-a", 3, "new"), 0, default);
        await Journal.WriteSnapshotAsync(Snapshot("agent-c", 5, "whole"), 0, default);

        IReadOnlyList<StreamTail> tails = await Journal.ReadTailsAsync(["agent-c", "agent-b", "agent-none", "agent-a"], 4, default);

        tails.Select(tail => tail.Snapshot?.Key).ShouldBe([Key("agent-c", 5), null, null, Key("agent-a", 3)]);
        tails.Select(tail => tail.Rows.Select(row => row.Key.SequenceNumber)).ShouldBe([[], [1, 2, 3, 4], [], [4, 5]]);
        Encoding.UTF8.GetString(tails[3].Snapshot!.Payload.Span).ShouldBe("new");
        tails[3].Rows[0].Key.ShouldBe(Key("agent-a", 4));
        tails[3].Rows[0].ShouldBe((await Journal.ReadRowsAsync([Key("agent-a", 4)], default))[0] with { Message = tails[3].Rows[0].Message });
    }

    [SkippableFact]
    public async Task Stretches_are_read_whole_and_nothing_beside_them()
    {
        foreach (var stream in new[] { "connection-a-1", "connection-a-11", "connection-b-1" })
        {
            await AppendAsync(new Change([.. Enumerable.Range(1, 6).Select(number => Row(stream, number, $"{stream} {number}"))]));
        }

        IReadOnlyList<JournalRow> rows = await Journal.ReadStretchesAsync(
            [new Stretch("connection-b-1", 5, 9), new Stretch("connection-a-1", 2, 3), new Stretch("nobody", 1, 2)], default);

        rows.Select(row => row.Key).ShouldBe(
            [Key("connection-b-1", 5), Key("connection-b-1", 6), Key("connection-a-1", 2), Key("connection-a-1", 3)], ignoreOrder: true);
        Encoding.UTF8.GetString(rows.Single(row => row.Key == Key("connection-a-1", 3)).Message.Span).ShouldBe("connection-a-1 3");
    }

    [SkippableFact]
    public async Task Persistence_ids_of_a_prefix_come_once_each_and_signs_in_it_mean_themselves()
    {
        string[] ids = ["agent-a_b", "agent-a%b", "agent-axb", "agent-A_b", "agent-", "agent", "agent.", "contact-a_b-1", "b"];
        foreach (string id in ids)
        {
            await AppendAsync(new Change([Row(id, 1), Row(id, 2)]));
        }

        (await PersistenceIdsAsync("agent-a_")).ShouldBe(["agent-a_b"]);
        (await PersistenceIdsAsync("agent-a%")).ShouldBe(["agent-a%b"]);
        (await PersistenceIdsAsync("agent-")).ShouldBe(["agent-", "agent-A_b", "agent-a%b", "agent-a_b", "agent-axb"]);
        (await PersistenceIdsAsync("")).ShouldBe(ids.Order(StringComparer.Ordinal));
        (await PersistenceIdsAsync("c")).ShouldBe(["contact-a_b-1"]);
        (await PersistenceIdsAsync("nothing")).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Persistence_ids_come_ascending_over_many_pages()
    {
        string[] ids = [.. Enumerable.Range(0, 1_000).Select(number => $"agent-{number:0000}")];
        await Task.WhenAll(ids.Reverse().Select(id => AppendAsync(new Change([Row($"x{id}", 1), Row(id, 1)]))));

        (await PersistenceIdsAsync("agent-")).ShouldBe(ids);
    }

    [SkippableFact]
    public async Task What_is_read_while_others_write_is_whole_changes_only()
    {
        using var stop = new CancellationTokenSource();
        Task writing = Task.Run(async () =>
        {
            for (int number = 1; number <= 400; number++)
            {
                await AppendAsync(new Change([Row("contact-a-1", number), Row("agent-a", number)]));
            }

            await stop.CancelAsync();
        });

        long seen = 0;
        while (!stop.IsCancellationRequested)
        {
            IReadOnlyList<JournalRow> session = await Journal.ReadHeadsAsync(["agent-a"], default);
            IReadOnlyList<JournalRow> contact = await Journal.ReadHeadsAsync(["contact-a-1"], default);
            if (session is [JournalRow told])
            {
                told.Key.SequenceNumber.ShouldBeGreaterThanOrEqualTo(seen);
                seen = told.Key.SequenceNumber;
                contact.ShouldHaveSingleItem().Key.SequenceNumber.ShouldBeGreaterThanOrEqualTo(seen);
            }
        }

        await writing;
        (await StreamNumbersAsync("contact-a-1", 1, long.MaxValue)).ShouldBe(Numbers(1, 400));
    }

    [SkippableFact]
    public async Task All_is_there_after_it_was_closed_and_opened_again()
    {
        await AppendAsync(ChangeOf("a", 1, "contact-a-1"));
        await Journal.WriteSnapshotAsync(Snapshot("agent-a", 1, "kept"), 0, default);

        await ReopenAsync();

        (await PersistenceIdsAsync("")).ShouldBe(["agent-a", "contact-a-1"]);
        (await SnapshotTextAsync("agent-a", 1)).ShouldBe("1:session/1:kept");
        (await AppendAsync(ChangeOf("a", 1))).ShouldBe(AppendResult.Lost);
        (await AppendAsync(ChangeOf("a", 2))).ShouldBe(AppendResult.Committed);
    }

    protected async Task<IReadOnlyList<long>> StreamNumbersAsync(string persistenceId, long from, long to)
    {
        var numbers = new List<long>();
        await foreach (JournalRow row in Journal.ReadStreamAsync(persistenceId, from, to, default))
        {
            row.Key.PersistenceId.ShouldBe(persistenceId);
            numbers.Add(row.Key.SequenceNumber);
        }

        return numbers;
    }

    protected async Task<IReadOnlyList<string>> PersistenceIdsAsync(string prefix)
    {
        var ids = new List<string>();
        await foreach (string id in Journal.ReadPersistenceIdsAsync(prefix, default))
        {
            ids.Add(id);
        }

        return ids;
    }

    private static IEnumerable<long> Numbers(long first, long last) =>
        Enumerable.Range((int)first, (int)(last - first + 1)).Select(number => (long)number);
}
