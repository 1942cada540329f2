using System.Text;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Tests.Journal;

/// <summary>What every journal does the same. A journal's own specs derive from this and open it on fresh storage.</summary>
public abstract partial class JournalContract : IAsyncLifetime
{
    private IJournal? journal;

    /// <summary>The journal under test, opened on storage that this test alone has.</summary>
    protected IJournal Journal => journal ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>Opens the test's storage, whether it is new or was used and closed before.</summary>
    protected abstract Task<IJournal> OpenAsync();

    /// <summary>Begins the test; a journal that needs more first does it here.</summary>
    public virtual async Task InitializeAsync() => journal = await OpenAsync();

    public virtual async Task DisposeAsync() => await Journal.DisposeAsync();

    protected async Task ReopenAsync()
    {
        await Journal.DisposeAsync();
        journal = await OpenAsync();
    }

    [SkippableFact]
    public async Task A_change_is_read_as_it_was_written_byte_for_byte()
    {
        byte[] everyByte = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        JournalRow[] rows =
        [
            new(new RowKey("connection-ågent\u200b-🙂'\"-1", 1), "connection.resumed/1", everyByte),
            new(new RowKey("contact-a-1", 1), "contact.offered/1", "{\"a\":\"é\"}"u8.ToArray()),
            new(new RowKey("contact-a-1", 2), "contact.empty/1", ReadOnlyMemory<byte>.Empty),
            new(new RowKey("agent-a", 1), "agent.changed/1", new byte[100_000]),
        ];

        (await AppendAsync(new Change(rows))).ShouldBe(AppendResult.Committed);

        foreach (JournalRow row in rows)
        {
            JournalRow read = (await Journal.ReadRowsAsync([row.Key], default)).ShouldHaveSingleItem();
            read.Key.ShouldBe(row.Key);
            read.Manifest.ShouldBe(row.Manifest);
            read.Message.ToArray().ShouldBe(row.Message.ToArray());
        }
    }

    [SkippableFact]
    public async Task A_change_whose_session_number_is_taken_is_lost()
    {
        await AppendAsync(ChangeOf("a", 1));

        (await AppendAsync(ChangeOf("a", 1, "contact-a-new"))).ShouldBe(AppendResult.Lost);

        (await Journal.ReadRowsAsync([Key("contact-a-new", 1)], default)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_change_whose_session_number_leaves_a_hole_is_lost()
    {
        await AppendAsync(ChangeOf("a", 1));

        (await AppendAsync(ChangeOf("a", 3, "contact-a-new"))).ShouldBe(AppendResult.Lost);
        (await AppendAsync(ChangeOf("b", 2, "contact-b-new"))).ShouldBe(AppendResult.Lost);

        (await Journal.ReadRowsAsync([Key("contact-a-new", 1), Key("contact-b-new", 1), Key("agent-a", 3)], default))
            .ShouldBeEmpty();
        (await AppendAsync(ChangeOf("a", 2))).ShouldBe(AppendResult.Committed);
    }

    [SkippableFact]
    public async Task A_change_is_lost_whole_when_only_one_of_its_entities_numbers_is_taken()
    {
        await AppendAsync(ChangeOf("a", 1, "contact-a-1"));

        (await AppendAsync(new Change([Row("contact-a-2", 1), Row("contact-a-1", 1), Row("agent-a", 2)])))
            .ShouldBe(AppendResult.Lost);
        (await AppendAsync(new Change([Row("contact-a-2", 1), Row("contact-a-2", 1), Row("agent-a", 2)])))
            .ShouldBe(AppendResult.Lost);

        (await Journal.ReadRowsAsync([Key("contact-a-2", 1), Key("agent-a", 2)], default)).ShouldBeEmpty();
        (await AppendAsync(new Change([Row("contact-a-1", 2), Row("contact-a-1", 3), Row("agent-a", 2), Row("agent-a", 3)])))
            .ShouldBe(AppendResult.Committed);
        (await AppendAsync(new Change([Row("agent-a", 3), Row("agent-a", 4)]))).ShouldBe(AppendResult.Lost);
        (await AppendAsync(new Change([Row("agent-a", 5), Row("agent-a", 6)]))).ShouldBe(AppendResult.Lost);
    }

    [SkippableFact]
    public async Task Changes_that_lose_do_not_fail_the_others_that_wait_with_them()
    {
        const int agents = 300;
        Task<AppendResult>[] fresh = [.. Enumerable.Range(0, agents).Select(agent => AppendAsync(ChangeOf($"{agent}", 1)))];
        Task<AppendResult>[] taken = [.. Enumerable.Range(0, agents).Select(agent => AppendAsync(ChangeOf($"{agent}", 1)))];
        Task<AppendResult>[] holes = [.. Enumerable.Range(0, agents).Select(agent => AppendAsync(ChangeOf($"{agent}", 7)))];
        Task<AppendResult>[] next = [.. Enumerable.Range(0, agents).Select(agent => AppendAsync(ChangeOf($"{agent}", 2)))];

        (await Task.WhenAll(fresh)).ShouldAllBe(result => result == AppendResult.Committed);
        (await Task.WhenAll(taken)).ShouldAllBe(result => result == AppendResult.Lost);
        (await Task.WhenAll(holes)).ShouldAllBe(result => result == AppendResult.Lost);
        (await Task.WhenAll(next)).ShouldAllBe(result => result == AppendResult.Committed);
        IReadOnlyList<JournalRow> heads = await Journal.ReadHeadsAsync(
            [.. Enumerable.Range(0, agents).Select(agent => $"agent-{agent}")], default);
        heads.Select(row => row.Key.SequenceNumber).ShouldBe(Enumerable.Repeat(2L, agents));
    }

    [SkippableFact]
    public async Task Rivals_for_an_agents_numbers_share_them_without_a_gap_or_a_repeat()
    {
        const int agents = 8, rivals = 6, each = 25;
        await Task.WhenAll(Enumerable.Range(0, agents * rivals).Select(index => Task.Run(async () =>
        {
            string agent = $"{index % agents}";
            for (int won = 0, number = 1; won < each; number++)
            {
                JournalRow mine = Row($"agent-{agent}", number, $"{index}.{won}");
                if (await AppendAsync(new Change([Row($"contact-{agent}-{index}", won + 1), mine])) == AppendResult.Committed)
                {
                    won++;
                }
            }
        })));

        for (int agent = 0; agent < agents; agent++)
        {
            var written = new List<string>();
            await foreach (JournalRow row in Journal.ReadStreamAsync($"agent-{agent}", 1, long.MaxValue, default))
            {
                row.Key.SequenceNumber.ShouldBe(written.Count + 1);
                written.Add(Encoding.UTF8.GetString(row.Message.Span));
            }

            written.Order().ShouldBe(Enumerable.Range(0, rivals)
                .SelectMany(rival => Enumerable.Range(0, each).Select(won => $"{agent + rival * agents}.{won}")).Order());
        }
    }

    [SkippableFact]
    public async Task What_waits_when_it_is_closed_is_written_and_later_writes_are_refused()
    {
        Task<AppendResult>[] waiting = [.. Enumerable.Range(0, 200).Select(agent => AppendAsync(ChangeOf($"{agent}", 1)))];
        await Journal.DisposeAsync();

        (await Task.WhenAll(waiting)).ShouldAllBe(result => result == AppendResult.Committed);
        await Should.ThrowAsync<ObjectDisposedException>(() => AppendAsync(ChangeOf("late", 1)));
        await Should.ThrowAsync<ObjectDisposedException>(() => Journal.ReadHeadsAsync(["agent-1"], default));

        await ReopenAsync();
        (await PersistenceIdsAsync("agent-")).Count.ShouldBe(200);
    }

    [SkippableFact]
    public async Task A_change_without_rows_is_refused()
    {
        (await Should.ThrowAsync<ArgumentException>(() => AppendAsync(new Change([]))))
            .Message.ShouldContain("at least one row");
    }

    [SkippableFact]
    public async Task A_change_that_no_database_would_take_is_refused_and_does_not_fail_the_others()
    {
        JournalRow[] wrong =
        [
            Row("", 1), Row("agent-\0", 1), Row("agent-\ud83d", 1), Row("agent-\ude42\ud83d", 1), Row(new string('a', 256), 1),
            Row("agent-x", 0), Row("agent-x", 1) with { Manifest = "" }, Row("agent-x", 1) with { Manifest = "a\0" },
        ];
        Task<AppendResult>[] others = [.. Enumerable.Range(0, 50).Select(agent => AppendAsync(ChangeOf($"{agent}", 1)))];

        foreach (JournalRow row in wrong)
        {
            (await Should.ThrowAsync<ArgumentException>(() => AppendAsync(new Change([row]))))
                .Message.ShouldMatch("has 1 to|begin at 1");
        }

        (await Task.WhenAll(others)).ShouldAllBe(result => result == AppendResult.Committed);
        (await AppendAsync(new Change([Row("agent-🙂", 1)]))).ShouldBe(AppendResult.Committed);
    }

    [SkippableFact]
    public async Task A_caller_that_gives_up_does_not_hold_up_the_others()
    {
        using var gone = new CancellationTokenSource();
        Task<AppendResult>[] all = [.. Enumerable.Range(0, 100).Select(agent =>
            Journal.AppendAsync(ChangeOf($"{agent}", 1), agent == 50 ? gone.Token : default).AsTask())];
        await gone.CancelAsync();

        foreach (Task<AppendResult> append in all.Where((_, agent) => agent != 50))
        {
            (await append).ShouldBe(AppendResult.Committed);
        }

        await Should.ThrowAsync<OperationCanceledException>(() => Journal.ReadHeadsAsync(["agent-1"], gone.Token));
    }

    protected Task<AppendResult> AppendAsync(Change change) => Journal.AppendAsync(change, default).AsTask();

    /// <summary>A change of one agent: the first event of some new entities, and the session's event.</summary>
    protected static Change ChangeOf(string agent, long number, params string[] entities) =>
        new([.. entities.Select(entity => Row(entity, 1)), Row($"agent-{agent}", number)]);

    protected static JournalRow Row(string persistenceId, long number, string text = "{}") =>
        new(Key(persistenceId, number), "test.happened/1", Encoding.UTF8.GetBytes(text));

    protected static RowKey Key(string persistenceId, long number) => new(persistenceId, number);
}
