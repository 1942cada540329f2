using CallActors.Akka.Messages;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
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
    [InlineData("agent-agent1")]
    [InlineData("connection-agent1-" + Scene.OwnId)]
    [InlineData("connection-agent1-" + Scene.ContactId)]
    public async Task Of_a_change_of_which_one_event_cannot_be_journaled_nothing_is(string stream)
    {
        BeginWithHeldCall();
        var before = View().Revision;
        await using var journal = OpenSideDoor();
        // Another writer was there: the number that the change is to get is taken.
        var head = (await journal.ReadHeadsAsync([stream], default))[0];
        var taken = head with { Key = head.Key with { SequenceNumber = head.Key.SequenceNumber + 1 } };
        (await journal.AppendAsync(new Change([taken]), default)).ShouldBe(AppendResult.Committed);
        var standing = (await JournalPromises.ReadAllAsync(journal)).Select(row => row.Key).ToArray();

        Report(0, Scene.Connected(0)).Fault.ShouldNotBeNull();

        Node.ExpectTerminated(Session, Generous);
        (await JournalPromises.ReadAllAsync(journal)).Select(row => row.Key).ShouldBe(standing);
        standing.ShouldContain(new RowKey(Streams.OfAgent(AgentId), before));
    }

    [Theory]
    [InlineData("agent-")]
    [InlineData("connection-agent1-" + Scene.OwnId)]
    public async Task A_change_that_was_stored_though_its_answer_was_lost_is_whole_for_the_next_session(string failing)
    {
        BeginWithHeldCall();
        var before = View().Revision;
        Fault.StoredAndFailed = stream => stream.StartsWith(failing, StringComparison.Ordinal);
        Report(0, Scene.Connected(0)).Fault.ShouldNotBeNull();
        Node.ExpectTerminated(Session, Generous);
        Fault.Clear();

        StartSession();

        var view = Register(Attachment).View;
        view.Revision.ShouldBe(before + 1);
        view.Picture.FindConnection(Scene.ContactId)!.Status.ShouldBe(ConnectionStatus.Connected);
        Report(1, Scene.Held(1)).Fault.ShouldBeNull();
        await CheckJournalAsync();
    }

    [Fact]
    public async Task A_contact_that_is_read_when_a_change_first_concerns_it_and_cannot_be_stops_the_session()
    {
        BeginWithHeldCall();
        Node.Unwatch(Session);
        Sys.Stop(Session);
        Node.Watch(StartSession());
        Register();
        Fault.NotRead = stream => stream.StartsWith("connection-", StringComparison.Ordinal);

        Report(0, Scene.Connected(0)).Fault.ShouldBe("The journal could not be read.");

        Node.ExpectTerminated(Session, Generous);
        Fault.Clear();
        await CheckJournalAsync();
    }

    [Fact]
    public async Task A_session_that_is_taken_up_while_its_last_change_is_written_waits_for_it()
    {
        BeginWithHeldCall();
        var before = View().Revision;
        await using (await LockJournalAsync())
        {
            var writes = Fault.Writes;
            Tell(new CommandBody.Report(Scene.Report(0, Scene.Connected(0)) with { Attachment = Attachment }));
            await Waiting.UntilAsync("it is on its way", () => Fault.Writes > writes);
            Sys.Stop(Session);
            Node.ExpectTerminated(Session, Generous);
            StartSession();
            Session.Tell(new Register(AgentId, [Attachment]), Node);
            Node.ExpectNoMsg(300);
        }

        Node.FishForMessage<Registered>(_ => true, Generous).View.Revision.ShouldBe(before + 1);
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

        Ask("Resume", "r-1").Reply!.Kind.ShouldBe(AskReplyKind.Accepted);
        await CheckJournalAsync();
    }

    [Fact]
    public void A_session_that_cannot_be_read_stops_and_the_next_one_reads_it()
    {
        BeginWithHeldCall();
        var revision = View().Revision;
        Node.Unwatch(Session);
        Sys.Stop(Session);
        Fault.NotRead = IsSession;
        Node.ExpectTerminated(StartSession(), Generous);
        Fault.Clear();

        StartSession();

        Register(Attachment).View.Revision.ShouldBe(revision);
    }

    [Fact]
    public async Task An_event_that_no_session_names_is_stepped_over()
    {
        BeginWithHeldCall();
        await using var journal = OpenSideDoor();
        // As older versions left it, which wrote the events of a change one after the other, where the node died between them.
        var head = (await journal.ReadHeadsAsync([Streams.OfConnection(AgentId, Scene.ContactId)], default))[0];
        var unnamed = EventCodec.Write(
            head.Key.PersistenceId, StreamHead.Of(head), new Envelope(Scene.At(0), new Cause("report", null), StreamHead.Of(head).Hash), EventCodec.ReadEvent(head));
        (await journal.AppendAsync(new Change([unnamed]), default)).ShouldBe(AppendResult.Committed);
        Node.Unwatch(Session);
        Sys.Stop(Session);

        StartSession();
        Register(Attachment).View.Picture.FindConnection(Scene.ContactId)!.Status.ShouldBe(ConnectionStatus.Hold);

        // The number after the last one that the session knows of is taken.
        Ask("Resume", "r-1").Reply!.Kind.ShouldBe(AskReplyKind.Accepted);
        var rows = (await journal.ReadHeadsAsync([head.Key.PersistenceId], default)).ShouldHaveSingleItem();
        (rows.Manifest, rows.Key.SequenceNumber).ShouldBe(("connection.resumeRequested/1", 4));
    }
}
