using CallActors.Engine.Journal;

namespace CallActors.Engine.Tests.Journal;

/// <content>What Amazon's feeds sent and could not be read stands beside the events.</content>
public abstract partial class JournalContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableFact]
    public async Task What_is_set_aside_is_listed_without_its_content_and_found_with_it_after_a_restart()
    {
        byte[] everyByte = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        await Journal.SetAside.AddAsync([Faulty(everyByte, 1), Faulty([], 2), Faulty([1], 3, feed: "contact-events")], None);
        await ReopenAsync();

        IReadOnlyList<SetAsideRecord> all = await Journal.SetAside.ListAsync(0, 100, None);

        all.Select(each => (each.Feed, each.Delivery, each.Record, each.Fault, each.Bytes, each.Personal)).ShouldBe(
        [
            ("agent-events", "delivery-1", 1, "It is broken.", 256, null), ("agent-events", "delivery-1", 2, "It is broken.", 0, null),
            ("contact-events", "delivery-1", 3, "It is broken.", 1, null),
        ]);
        all.ShouldAllBe(each => (DateTimeOffset.UtcNow - each.At).Duration() < TimeSpan.FromMinutes(5));
        all.Select(each => each.Number).ShouldBeInOrder();
        (await Journal.SetAside.CountAsync(None)).ShouldBe(3);
        (await Journal.SetAside.FindAsync(all[0].Number, None))!.Personal.ShouldBe(everyByte);
        (await Journal.SetAside.FindAsync(all[1].Number, None))!.Personal.ShouldBe([]);
        (await Journal.SetAside.FindAsync(all[2].Number + 1, None)).ShouldBeNull();
        (await Journal.SetAside.ListAsync(all[0].Number, 1, None)).ShouldHaveSingleItem().Number.ShouldBe(all[1].Number);
    }

    [SkippableFact]
    public async Task The_same_record_is_set_aside_once_however_often_it_comes()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(time => Journal.SetAside.AddAsync([Faulty([7], time), Faulty([8], time), Faulty([7], time)], None)));

        (await Journal.SetAside.CountAsync(None)).ShouldBe(2);
        await Journal.SetAside.AddAsync([Faulty([7], 1, feed: "contact-events")], None);
        (await Journal.SetAside.CountAsync(None)).ShouldBe(3);
    }

    [SkippableFact]
    public async Task What_is_removed_is_gone_once_and_its_number_is_given_to_no_other()
    {
        await Journal.SetAside.AddAsync([Faulty([1], 1)], None);
        long number = (await Journal.SetAside.ListAsync(0, 100, None)).ShouldHaveSingleItem().Number;

        bool[] removed = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Journal.SetAside.RemoveAsync(number, None)));

        removed.Count(each => each).ShouldBe(1);
        (await Journal.SetAside.CountAsync(None)).ShouldBe(0);
        await Journal.SetAside.AddAsync([Faulty([1], 1)], None);
        (await Journal.SetAside.ListAsync(0, 100, None)).ShouldHaveSingleItem().Number.ShouldBeGreaterThan(number);
    }

    [SkippableFact]
    public async Task A_delivery_whose_id_no_database_can_hold_is_set_aside_all_the_same()
    {
        await Journal.SetAside.AddAsync([Faulty([1], 1) with { Delivery = "a\0b" }], None);

        (await Journal.SetAside.CountAsync(None)).ShouldBe(1);
    }

    private static FaultyRecord Faulty(byte[] personal, int record, string feed = "agent-events") =>
        new(feed, "delivery-1", record, "It is broken.", personal);
}
