using CallActors.Akka.Messages;
using CallActors.Domain.Agents;
using CallActors.Engine.Codec;
using CallActors.Engine.Tests.Engine;

namespace CallActors.Akka.Tests.Sessions;

/// <summary>The shell of the actors, in every trouble that a journal can make.</summary>
public sealed class SessionSpecs : SessionScene
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(20);

    [Fact]
    public void Nothing_is_told_answered_or_asked_before_it_is_durable()
    {
        BeginWithHeldCall();
        var goOn = Fault.Block();
        var asking = Tell(Asking("Resume", "r-1"));
        Node.ExpectNoMsg(300);

        goOn();

        Node.ExpectMsg<ToBridge>(Generous).Request.RequestId.ShouldBe("r-1");
        Node.ExpectMsg<Answered>(Generous).ShouldBe(new Answered(AgentId, asking, new AskReply(AskReplyKind.Accepted, null), null, null));
        goOn = Fault.Block();
        var reporting = Tell(new CommandBody.Report(Scene.Report(0, Scene.Connected(0)) with { Attachment = Attachment }));
        Node.ExpectNoMsg(300);
        goOn();
        var told = Node.ExpectMsg<Broadcast>(Generous);
        (told.Ended, told.Told!.Parts.Count).ShouldBe(("r-1", 2));
        Node.ExpectMsg<Answered>(Generous).CommandId.ShouldBe(reporting);
    }

    [Fact]
    public async Task A_request_journaled_just_before_the_crash_goes_out_from_the_next_session_and_ends_once()
    {
        BeginWithHeldCall();
        // Stored; the session never learns of it, and the bridge was not asked.
        Fault.StoredAndFailed = IsSession;
        Ask("Resume", "r-1").Fault.ShouldNotBeNull();
        Node.ExpectTerminated(Session, Generous);
        Fault.Clear();

        StartSession();
        Register(Attachment).View.Picture.Session.Outstanding!.RequestId.ShouldBe("r-1");

        Node.ExpectMsg<ToBridge>(Generous).Request.RequestId.ShouldBe("r-1");
        Ask("Resume", "r-1").Reply.ShouldBe(new AskReply(AskReplyKind.Repeated, null));
        Report(0, Scene.Connected(0)).Fault.ShouldBeNull();
        View().Picture.Session.Recent.Find("r-1")!.Failure.ShouldBeNull();
        await CheckJournalAsync();
    }

    [Theory]
    [InlineData("agent-")]
    [InlineData("connection-agent1-" + Scene.OwnId)]
    [InlineData("connection-agent1-" + Scene.ContactId)]
    public async Task A_change_that_was_journaled_in_part_is_completed_by_the_next_session(string failing)
    {
        BeginWithHeldCall();
        var before = View().Revision;
        Fault.NotStored = stream => stream.StartsWith(failing, StringComparison.Ordinal);
        Report(0, Scene.Connected(0)).Fault.ShouldNotBeNull();
        Node.ExpectTerminated(Session, Generous);
        Fault.Clear();

        StartSession();

        var view = Register(Attachment).View;
        view.Revision.ShouldBe(before + 1, "It is whole before anybody is answered.");
        view.Picture.FindConnection(Scene.ContactId)!.Status.ShouldBe(Domain.Connections.ConnectionStatus.Connected);
        Report(1, Scene.Held(1)).Fault.ShouldBeNull();
        await CheckJournalAsync();
    }

    [Fact]
    public async Task A_contact_that_nobody_knows_yet_is_completed_too()
    {
        Register();
        Do(new CommandBody.Attach(new CallActors.Engine.BridgeHello(AgentId, null, Scene.Username, Scene.AgentName, null), Attachment)).Fault.ShouldBeNull();
        Fault.NotStored = IsSession;
        Report(0, Scene.Ringing(0)).Fault.ShouldNotBeNull();
        Node.ExpectTerminated(Session, Generous);
        Fault.Clear();

        StartSession();

        Register(Attachment).View.Picture.Calls.ShouldHaveSingleItem();
        await CheckJournalAsync();
    }

    [Fact]
    public async Task A_journal_that_rejects_is_answered_with_a_fault_and_tried_again()
    {
        BeginWithHeldCall();
        Fault.Rejected = IsSession;
        Ask("Resume", "r-1").Fault.ShouldBe("The journal refuses it, says the test.");
        Node.ExpectTerminated(Session, Generous);
        Fault.Clear();

        StartSession();
        Register(Attachment);

        // The change was kept and is completed: to ask again is to repeat.
        Ask("Resume", "r-1").Reply!.Kind.ShouldBe(AskReplyKind.Repeated);
        await CheckJournalAsync();
    }

    [Fact]
    public async Task A_change_that_cannot_be_kept_is_refused_and_the_session_goes_on()
    {
        BeginWithHeldCall();
        var revision = View().Revision;
        Fault.AreSnapshotsLost = true;
        Ask("Resume", "r-1").Fault.ShouldBe("The snapshot is not kept, says the test.");
        View().Revision.ShouldBe(revision);
        Fault.AreSnapshotsLost = false;

        Ask("Resume", "r-2").Reply!.Kind.ShouldBe(AskReplyKind.Accepted);

        await CheckJournalAsync();
    }

    [Theory]
    [InlineData("agent-")]
    [InlineData("change-")]
    public void A_session_that_cannot_be_read_stops_and_the_next_one_reads_it(string stream)
    {
        BeginWithHeldCall();
        var revision = View().Revision;
        Node.Unwatch(Session);
        Sys.Stop(Session);
        Fault.NotRead = read => read.StartsWith(stream, StringComparison.Ordinal);
        Node.ExpectTerminated(StartSession(), Generous);
        Fault.Clear();

        StartSession();

        Register(Attachment).View.Revision.ShouldBe(revision);
    }

    [Fact]
    public async Task An_event_that_no_session_names_is_stepped_over()
    {
        BeginWithHeldCall();
        var stream = Streams.OfConnection(AgentId, Scene.ContactId);
        Fault.NotStored = IsSession;
        Report(0, Scene.Connected(0)).Fault.ShouldNotBeNull();
        Node.ExpectTerminated(Session, Generous);
        Fault.Clear();
        await RemovePendingAsync();

        StartSession();
        Register(Attachment).View.Picture.FindConnection(Scene.ContactId)!.Status.ShouldBe(Domain.Connections.ConnectionStatus.Hold);

        // The number after the last one that the session knows of is taken.
        Ask("Resume", "r-1").Reply!.Kind.ShouldBe(AskReplyKind.Accepted);
        await using var journal = OpenSideDoor();
        var rows = (await journal.ReadHeadsAsync([stream], default)).ShouldHaveSingleItem();
        (rows.Manifest, rows.Key.SequenceNumber).ShouldBe(("connection.resumeRequested/1", 4));
    }
}
