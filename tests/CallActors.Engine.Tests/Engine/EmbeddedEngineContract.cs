using System.Diagnostics.CodeAnalysis;
using CallActors.Domain.Agents;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Engine.Tests.Engine;

/// <summary>The embedded engine on any journal: the contract, and what happens while the journal is in trouble.</summary>
[SuppressMessage("Design", "CA1001", Justification = "DisposeAsync, which xunit calls, stops the engine and closes the journal.")]
public abstract partial class EmbeddedEngineContract : EngineContract
{
    private FaultyJournal? journal;
    private EmbeddedEngine? running;

    private protected override IJournal Journal => Faulty;

    private FaultyJournal Faulty => journal ?? throw new InvalidOperationException("The engine was not started.");

    private protected abstract Task<IJournal> OpenAsync();

    private protected override async Task<ICallEngine> StartAsync(EngineOptions options)
    {
        journal = new FaultyJournal(await OpenAsync());
        return running = EmbeddedEngine.Start(journal, options, NullLogger.Instance);
    }

    private protected override async Task StopAsync()
    {
        if (running is not null)
        {
            await running.DisposeAsync();
            await Faulty.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Nothing_is_told_answered_or_asked_before_it_is_durable()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        var revision = (await ViewAsync()).Revision;
        var goOn = Faulty.Block();

        var asking = Engine.AskAsync(AgentId, Scene.Ask("Resume", Scene.ContactId), default).AsTask();
        var reporting = bridge.ReportAsync(0, Scene.Connected(0));
        await Task.Delay(100);
        asking.IsCompleted.ShouldBeFalse();
        reporting.IsCompleted.ShouldBeFalse();
        bridge.Requests.ShouldBeEmpty();
        app.All.ShouldBeEmpty();
        (await ViewAsync()).Revision.ShouldBe(revision);

        goOn();
        (await asking.InTime()).ShouldBeOfType<AskAnswer.Accepted>();
        await reporting.InTime();
        (await app.NextAsync()).Parts.Count.ShouldBe(2);
        bridge.Requests.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task While_the_journal_is_out_requests_are_refused_and_then_it_goes_on_by_itself()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        Faulty.IsOut = true;

        await RefusedAsync(
            "JOURNAL_UNAVAILABLE: The journal is out of reach, says the test.: Not possible at the moment, try again.", "Resume", Scene.ContactId);
        await Should.ThrowAsync<JournalUnavailableException>(() => bridge.ReportAsync(0, Scene.Connected(0)));
        await Task.Delay(200);
        app.All.ShouldBeEmpty();
        bridge.Requests.ShouldBeEmpty();

        Faulty.IsOut = false;
        await AcceptedAsync("Resume", Scene.ContactId);
        await bridge.ReportAsync(0, Scene.Connected(0));
        (await app.NextAsync()).Parts.Count.ShouldBe(2);
    }

    [SkippableFact]
    public async Task A_commit_that_is_reported_as_failed_is_found_told_and_asked_once_without_anyone_asking()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        Faulty.CommitsThatThrow = 1;

        (await AskAsync("Resume", Scene.ContactId, "r-1")).ShouldBeOfType<AskAnswer.Refused>().Error.Type.ShouldBe("JOURNAL_UNAVAILABLE");

        await Waiting.UntilAsync("the bridge is asked", () => bridge.Requests.Count > 0);
        (await AskAsync("Resume", Scene.ContactId, "r-1")).ShouldBeOfType<AskAnswer.Repeated>().Error.ShouldBeNull();
        Faulty.CommitsThatThrow = 1;
        await Should.ThrowAsync<JournalUnavailableException>(() => bridge.ReportAsync(0, Scene.Connected(0)));
        (await app.NextAsync()).RequestId.ShouldBe("r-1");
        await bridge.ReportAsync(0, Scene.Connected(0));
        bridge.Requests.ShouldHaveSingleItem();
        app.All.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task What_goes_to_the_API_is_sent_once_after_a_commit_that_was_reported_as_failed()
    {
        var api = new FakeApi(Engine);
        await Engine.ReportAsync(AgentId, EndedAsFeedsTell, default);
        Faulty.CommitsThatThrow = 1;

        (await AskAsync("ClearContact", Scene.ContactId, "r-1")).ShouldBeOfType<AskAnswer.Refused>().Error.Type.ShouldBe("JOURNAL_UNAVAILABLE");

        await Waiting.UntilAsync("the API is asked", () => !api.Requests.IsEmpty);
        (await AskAsync("ClearContact", Scene.ContactId, "r-1")).ShouldBeOfType<AskAnswer.Repeated>().Error.ShouldBeNull();
        await Engine.ReportAsync(AgentId, Scene.Report(1) with { Source = ReportSource.CurrentUserData }, default);
        api.Requests.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task Digits_are_sent_after_a_commit_that_was_reported_as_failed()
    {
        var bridge = await BridgeWithCallAsync();
        Faulty.CommitsThatThrow = 1;

        await AskAsync("SendDTMF", Scene.Digits);

        await Waiting.UntilAsync("the bridge is asked", () => bridge.Requests.Count > 0);
        bridge.Last.Digits.ShouldBe(Scene.Digits);
    }

    [SkippableFact]
    public async Task What_is_found_after_its_deadline_is_failed_and_never_sent()
    {
        var clock = new ShiftedClock();
        await RestartAsync(Patient with { Clock = clock });
        var bridge = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        (Faulty.CommitsThatThrow, Faulty.IsOutAfterCommit) = (1, true);
        await AskAsync("Resume", Scene.ContactId);
        clock.Shift = TimeSpan.FromSeconds(31);
        Faulty.IsOut = false;

        (await app.NextAsync()).Parts.Count.ShouldBe(1);
        FakeApp.TextOf(app.All[0]).ShouldContain("Amazon Connect did not confirm within 30 s.");
        bridge.Requests.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task The_deadline_is_kept_after_the_journal_was_out()
    {
        await RestartAsync(Hasty);
        await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        await AcceptedAsync("Resume", Scene.ContactId);
        Faulty.IsOut = true;
        await Task.Delay(500);
        app.All.ShouldBeEmpty();

        Faulty.IsOut = false;

        FakeApp.TextOf(await app.NextAsync()).ShouldContain("Amazon Connect did not confirm within 0.25 s.");
    }

    [SkippableFact]
    public async Task A_bridge_that_is_lost_while_the_journal_is_out_is_detached_afterwards()
    {
        var bridge = await BridgeWithHeldCallAsync();
        Faulty.IsOut = true;
        await Should.ThrowAsync<JournalUnavailableException>(bridge.DetachAsync);
        await Should.ThrowAsync<JournalUnavailableException>(bridge.DetachAsync);

        Faulty.IsOut = false;

        await Waiting.UntilAsync("the bridge is detached", async () => (await FactsAsync()).OfType<AgentFact.BridgeDetached>().Any());
        await RefusedAsync("RESUME_CALL_FAILED: No bridge of this agent is connected.: Resuming call failed.", "Resume", Scene.ContactId);
    }

    [SkippableFact]
    public async Task A_bridge_whose_hello_was_committed_and_reported_as_failed_is_detached()
    {
        Faulty.CommitsThatThrow = 1;

        await Should.ThrowAsync<JournalUnavailableException>(() => BridgeAsync());

        await Waiting.UntilAsync("the bridge is detached", async () => (await FactsAsync()).OfType<AgentFact.BridgeDetached>().Any());
    }

    [SkippableFact]
    public async Task A_full_mailbox_refuses_requests_and_lets_reports_wait()
    {
        await RestartAsync(Patient with { MailboxCapacity = 4 });
        var bridge = await BridgeWithHeldCallAsync();
        var goOn = Faulty.Block();

        var reports = Enumerable.Range(0, 10).Select(second => bridge.ReportAsync(second, second % 2 == 0 ? Scene.Connected(second) : Scene.Held(second))).ToArray();
        await Waiting.UntilAsync("the mailbox is full", async () =>
            await AskAsync("Resume", Scene.ContactId).WaitAsync(TimeSpan.FromMilliseconds(50)).ContinueWith(
                asked => asked.IsCompletedSuccessfully && asked.Result is AskAnswer.Refused { Error.Type: "RATE_LIMITED" }, TaskScheduler.Default));
        await RefusedAsync(
            "RATE_LIMITED: 4 messages of this agent are waiting already: ask again later.: Too many requests.", "Resume", Scene.ContactId);
        reports.ShouldNotContain(report => report.IsCompleted);

        goOn();
        await Task.WhenAll(reports).InTime();
    }

    [SkippableFact]
    public async Task An_engine_that_starts_while_the_journal_is_out_takes_everybody_up_when_it_is_back()
    {
        await BridgeWithHeldCallAsync();
        await StopAsync();
        journal = new FaultyJournal(await OpenAsync()) { IsOut = true };
        running = EmbeddedEngine.Start(journal, Patient, NullLogger.Instance);
        await Task.Delay(50);
        await Should.ThrowAsync<JournalUnavailableException>(async () => await running.ViewAsync(AgentId, default));

        journal.IsOut = false;

        (await running.AgentsAsync(default).AsTask().InTime()).ShouldHaveSingleItem().View.Picture.Calls.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task Whoever_loses_the_number_reads_on_and_decides_again()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        await using var other = EmbeddedEngine.Start(Faulty, Patient, NullLogger.Instance);
        await other.TakenUp.InTime();
        await other.ReportAsync(AgentId, Scene.Report(0, Scene.Connected(0)), default);

        await RefusedAsync("RESUME_CALL_FAILED: The connection is not on hold: it is connected.: Resuming call failed.", "Resume", Scene.ContactId);
        (await app.NextAsync()).Parts.Count.ShouldBe(2);
        (await ViewAsync()).Revision.ShouldBe((await other.ViewAsync(AgentId, default)).Revision);
        bridge.Requests.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task An_event_of_a_connection_that_no_session_names_is_stepped_over()
    {
        IsDamaged = true;
        var bridge = await BridgeWithHeldCallAsync();
        var stream = Streams.OfConnection(AgentId, Scene.ContactId);
        var head = (await Journal.ReadHeadsAsync([stream], default))[0];
        var orphan = new JournalRow(new RowKey(stream, head.Key.SequenceNumber + 1), "connection.resumed/1", head.Message);
        (await Journal.AppendAsync(new Change([orphan]), default)).ShouldBe(AppendResult.Committed);

        await AcceptedAsync("Resume", Scene.ContactId);

        bridge.Requests.ShouldHaveSingleItem();
        (await RowsAsync(stream))[^1].Key.SequenceNumber.ShouldBe(head.Key.SequenceNumber + 2);
    }

    [SkippableFact]
    public async Task A_snapshot_that_cannot_be_read_only_costs_time()
    {
        await BridgeWithHeldCallAsync();
        var before = await StateSyncAsync();
        var revision = (await ViewAsync()).Revision;
        foreach (var payload in new[] { "no JSON", "{}", "null", "{\"personal\":{}}" })
        {
            await Journal.WriteSnapshotAsync(new SnapshotRow(
                new RowKey(Streams.OfAgent(AgentId), revision), SessionSnapshot.Manifest, System.Text.Encoding.UTF8.GetBytes(payload)), 0, default);
            await RestartAsync(Patient);
            (await StateSyncAsync()).ShouldBe(before);
        }

        IsDamaged = true;
    }

    [SkippableFact]
    public async Task A_caller_who_gives_up_leaves_neither_app_nor_bridge_behind()
    {
        await BridgeWithHeldCallAsync();
        var goOn = Faulty.Block();
        var blocking = new FakeBridge(Engine, AgentId).ReportAsync(0, Scene.Connected(0));
        using var giveUp = new CancellationTokenSource();
        var told = 0;
        var subscribing = Engine.SubscribeAsync(AgentId, null, _ => told++, giveUp.Token).AsTask();
        var gone = new FakeBridge(Engine, AgentId);
        var attaching = Engine.AttachAsync(gone.Hello, gone.Link, giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(subscribing);
        await Should.ThrowAsync<OperationCanceledException>(attaching);

        goOn();
        await blocking.InTime();

        await Waiting.UntilAsync("the bridge is detached", async () => (await FactsAsync()).OfType<AgentFact.BridgeDetached>().Any());
        await AcceptedAsync("Hold", Scene.ContactId);
        await new FakeBridge(Engine, AgentId).ReportAsync(1, Scene.Held(1));
        told.ShouldBe(0);
    }

    [SkippableFact]
    public async Task Whoever_waits_for_an_outcome_is_let_go_when_the_node_stops()
    {
        await BridgeWithHeldCallAsync();
        var accepted = await AcceptedAsync("Resume", Scene.ContactId);

        await RestartAsync(Patient);

        await Should.ThrowAsync<OperationCanceledException>(accepted.Outcome.InTime());
    }
}
