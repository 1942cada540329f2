using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Tests.Engine;

/// <content>Several bridges, killed nodes, and a journal with an event that cannot be read.</content>
public abstract partial class EngineContract
{
    [SkippableFact]
    public async Task An_older_bridge_stands_by_and_is_used_again_when_the_newer_is_lost()
    {
        var older = await BridgeWithHeldCallAsync();
        var newer = await BridgeAsync();
        (older.Standbys, newer.Standbys).ShouldBe((1, 0));

        await AcceptedAsync("Resume", Scene.ContactId);
        newer.Requests.ShouldHaveSingleItem();
        await older.ReportAsync(0, Scene.Connected(0));
        await newer.DetachAsync();
        (older.AttachedAgain, newer.AttachedAgain).ShouldBe((1, 0));
        await AcceptedAsync("Hold", Scene.ContactId);

        older.Requests.ShouldHaveSingleItem().Operation.ShouldBe(BridgeOperation.HoldConnection);
        newer.Requests.ShouldHaveSingleItem().Operation.ShouldBe(BridgeOperation.ResumeConnection);
    }

    [SkippableFact]
    public async Task A_report_from_the_future_does_not_make_the_later_ones_too_old()
    {
        var bridge = await BridgeAsync();
        await bridge.ReportAsync(Scene.Report(0, Scene.Connected(0)) with { At = DateTimeOffset.UtcNow.AddYears(50) });
        (await ViewAsync()).Picture.Contacts.ShouldHaveSingleItem();

        await bridge.ReportAsync(Scene.Report(0) with { At = DateTimeOffset.UtcNow.AddSeconds(1) });

        (await ViewAsync()).Picture.Contacts.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Losing_a_bridge_twice_or_one_never_known_does_nothing()
    {
        var bridge = await BridgeAsync();
        await bridge.DetachAsync();
        var revision = (await ViewAsync()).Revision;

        await bridge.DetachAsync();
        await Engine.DetachAsync(AgentId, "never", default);

        (await ViewAsync()).Revision.ShouldBe(revision);
    }

    [SkippableFact]
    public async Task A_request_older_than_the_deadline_has_failed_when_its_node_comes_back()
    {
        var clock = new ShiftedClock();
        await RestartAsync(Patient with { Clock = clock });
        await BridgeWithHeldCallAsync();
        await AcceptedAsync("Resume", Scene.ContactId, "r-1");
        var revision = (await ViewAsync()).Revision;

        clock.Shift = TimeSpan.FromSeconds(31);
        await RestartAsync(Patient with { Clock = clock });

        var app = await AppAsync(revision);
        FakeApp.TextOf(app.Subscription.Missed!.Single()).ShouldBe(ResumeFailed("The bridge was lost before Amazon Connect confirmed."));
        (await AskAsync("Resume", Scene.ContactId, "r-1")).ShouldBeOfType<AskAnswer.Repeated>().Error.ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task A_request_younger_than_the_deadline_waits_for_the_next_bridge()
    {
        await BridgeWithHeldCallAsync();
        await AcceptedAsync("Resume", Scene.ContactId, "r-1");

        await RestartAsync(Patient);

        (await AskAsync("Resume", Scene.ContactId, "r-1")).ShouldBeOfType<AskAnswer.Repeated>().Error.ShouldBeNull();
        var app = await AppAsync();
        var bridge = await BridgeAsync();
        bridge.Requests.ShouldBeEmpty();
        await bridge.ReportAsync(0, Scene.Connected(0));
        (await app.NextAsync()).RequestId.ShouldBe("r-1");
    }

    [SkippableFact]
    public async Task A_request_that_nobody_settles_after_a_restart_ends_at_the_deadline()
    {
        await BridgeWithHeldCallAsync();
        await AcceptedAsync("Resume", Scene.ContactId, "r-1");

        await RestartAsync(Hasty with { Deadline = TimeSpan.FromMilliseconds(800) });

        await Waiting.UntilAsync("r-1 failed", async () => (await FactsAsync()).OfType<AgentFact.RequestFailed>().Any(fact => fact.RequestId == "r-1"));
    }

    [SkippableTheory]
    [InlineData("agent.changed/1", "{\"at\":\"2026-01-01T00:00:00+00:00\",\"cause\":{\"by\":\"x\"},\"event\":{}}")]
    [InlineData("agent.changed/1", "{\"at\":\"2026-01-01T00:00:00+00:00\",\"cause\":{\"by\":\"x\"},\"event\":{\"rules\":1,\"previous\":0,\"parts\":0,\"facts\":[],\"events\":[{\"stream\":\"nobody\",\"number\":1}]}}")]
    [InlineData("agent.changed/1", "{\"at\":\"2026-01-01T00:00:00+00:00\",\"cause\":{\"by\":\"x\"},\"event\":{\"rules\":1,\"previous\":0,\"parts\":0,\"facts\":[{\"manifest\":\"agent.requestConfirmed/1\",\"fact\":{\"requestId\":\"never\"}}],\"events\":[]}}")]
    [InlineData("agent.changed/1", "{\"at\":\"2026-01-01T00:00:00+00:00\",\"cause\":{\"by\":\"x\"},\"event\":{\"rules\":1,\"previous\":0,\"parts\":0,\"facts\":[{\"manifest\":\"agent.fromTheFuture/9\",\"fact\":{}}],\"events\":[]}}")]
    [InlineData("agent.changed/1", "{\"at\":\"2026-01-01T00:00:00+00:00\",\"cause\":{\"by\":\"x\"},\"event\":{\"rules\":1,\"previous\":0,\"parts\":0,\"facts\":[{\"manifest\":\"agent.bridgeAttached/1\",\"fact\":{\"attachment\":\"a\"}}],\"events\":[]}}")]
    [InlineData("agent.changed/1", "{\"at\":\"yesterday\",\"cause\":{\"by\":\"x\"},\"event\":{\"rules\":1,\"previous\":0,\"parts\":0,\"facts\":[],\"events\":[]}}")]
    [InlineData("agent.changed/1", "no JSON")]
    public async Task An_event_that_cannot_be_read_begins_the_session_anew(string manifest, string message)
    {
        IsDamaged = true;
        var bridge = await BridgeWithHeldCallAsync();
        var told = (await AppAsync(0)).Subscription.Missed![^1].Revision;
        var revision = (await ViewAsync()).Revision + 1;
        var row = new JournalRow(new RowKey(Streams.OfAgent(AgentId), revision), manifest, System.Text.Encoding.UTF8.GetBytes(message));
        (await Journal.AppendAsync(new Change([row]), default)).ShouldBe(AppendResult.Committed);

        await RestartAsync(Patient);

        (await ViewAsync()).Revision.ShouldBe(revision + 1);
        (await StateSyncAsync()).ShouldContain("\"calls\":[]");
        (await ResetReasonAsync(revision + 1)).ShouldStartWith($"Event {revision} of agent-{AgentId} ");
        var app = await AppAsync(told);
        app.Subscription.Missed.ShouldBeNull();

        bridge = await BridgeAsync();
        await bridge.ReportAsync(0, Scene.Held(-30));
        (await app.NextAsync()).Previous.ShouldBe(revision + 1);
        await AcceptedAsync("Resume", Scene.ContactId);

        await RestartAsync(Patient);
        (await ViewAsync()).Picture.Calls.ShouldHaveSingleItem();
        (await RowsAsync(Streams.OfAgent(AgentId))).Skip((int)revision).SelectMany(each => EventCodec.ReadChanged(each).Facts)
            .OfType<AgentFact.Reset>().ShouldHaveSingleItem();
        await TheAuditGoesOnAfterAsync(revision);
    }

    private async Task TheAuditGoesOnAfterAsync(long unreadable)
    {
        var (gaps, read, faults) = (new List<Gap>(), new List<Past>(), new List<string>());
        await foreach (var past in History.ReadAsync(Journal, AgentId, gaps.Add, default))
        {
            read.Add(past);
        }

        var gap = gaps.ShouldHaveSingleItem();
        (gap.From, gap.To).ShouldBe((unreadable, unreadable + 1));
        read.Count(past => past.View.Revision < unreadable).ShouldBe((int)unreadable - 1);
        read[^1].View.Revision.ShouldBe((await ViewAsync()).Revision);
        read[^1].Before.Calls.ShouldHaveSingleItem();
        await Verification.CheckAsync(Journal, AgentId, faults.Add, default);
        faults.ShouldHaveSingleItem().ShouldStartWith(gap.Reason);
    }

    [SkippableFact]
    public async Task A_reason_to_begin_anew_repeats_no_number_or_name()
    {
        IsDamaged = true;
        await BridgeWithHeldCallAsync();
        var heads = await Journal.ReadHeadsAsync([Streams.OfConnection(AgentId, Scene.ContactId), Streams.OfAgent(AgentId)], default);
        var envelope = new Envelope(DateTimeOffset.UtcNow, new Cause("test", null), null);
        // A held connection cannot be held again.
        var held = EventCodec.Write(heads[0].Key.PersistenceId, StreamHead.Of(heads[0]), envelope, new ConnectionEvent.Held(Scene.At(0)));
        var session = EventCodec.Write(heads[1].Key.PersistenceId, StreamHead.Of(heads[1]), envelope, new Changed(1, 0, 0, [], [held.Key]));
        (await Journal.AppendAsync(new Change([held, session]), default)).ShouldBe(AppendResult.Committed);

        await RestartAsync(Patient);

        var reason = await ResetReasonAsync((await ViewAsync()).Revision);
        reason.ShouldBe($"Event {session.Key.SequenceNumber} of agent-{AgentId} cannot follow on what is before it (ImpossibleEventException).");
    }

    private async Task<string> ResetReasonAsync(long revision)
    {
        var rows = await Journal.ReadRowsAsync([new RowKey(Streams.OfAgent(AgentId), revision)], default);
        return EventCodec.ReadChanged(rows[0]).Facts.ShouldHaveSingleItem().ShouldBeOfType<AgentFact.Reset>().Reason;
    }
}
