using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using static CallActors.Connect.Tests.Belief.Reports;

namespace CallActors.Connect.Tests.Belief;

public sealed class BelievingSpecs
{
    private const string Id = "contact-a";
    private static readonly ReportedContactState connected = ReportedContactState.Connected;

    [Fact]
    public void Hold_without_a_bridge_holds_every_party_and_connected_takes_them_back()
    {
        var consulting = Picture.Initial.Attached()
            .With(OfBridge(1, AtConnectionLevel(Id, 1, ConnectionStatus.Hold, ConnectionStatus.Connected))).Detached();

        var held = consulting.With(OfContacts(2, ReportSource.AgentEvent, AtContactLevel(Id, 2, connected, isHeld: true)));
        Statuses(held).ShouldBe("own Hold, party Hold, third Hold");
        var resumed = held.With(OfContacts(3, ReportSource.AgentEvent, AtContactLevel(Id, 3, connected)));
        Statuses(resumed).ShouldBe("own Connected, party Connected, third Connected");
    }

    [Fact]
    public void Connected_says_nothing_new_of_a_consult()
    {
        var consulting = Picture.Initial.Attached()
            .With(OfBridge(1, AtConnectionLevel(Id, 1, ConnectionStatus.Hold, ConnectionStatus.Connected))).Detached();

        Observing.Decide(consulting, OfContacts(2, ReportSource.AgentEvent, AtContactLevel(Id, 2, connected))).ShouldBeOfType<Decision.Nothing>();
    }

    [Fact]
    public void A_third_party_that_rings_goes_on_ringing()
    {
        var ringing = Picture.Initial.Attached()
            .With(OfBridge(1, AtConnectionLevel(Id, 1, ConnectionStatus.Connected, ConnectionStatus.Connecting))).Detached();

        Statuses(ringing.With(OfContacts(2, ReportSource.AgentEvent, AtContactLevel(Id, 2, connected, isHeld: true))))
            .ShouldBe("own Connected, party Hold, third Connecting");
    }

    [Fact]
    public void Whom_the_agent_holds_while_a_third_party_rings_stays_held_since_connected_may_mean_either()
    {
        var ringing = Picture.Initial.Attached()
            .With(OfBridge(1, AtConnectionLevel(Id, 1, ConnectionStatus.Hold, ConnectionStatus.Connecting))).Detached();

        Observing.Decide(ringing, OfContacts(2, ReportSource.AgentEvent, AtContactLevel(Id, 2, connected))).ShouldBeOfType<Decision.Nothing>();
    }

    [Fact]
    public void A_bridges_first_snapshot_names_the_agents_own_connection_and_both_ids_are_understood()
    {
        var unnamed = Picture.Initial.With(OfContacts(1, ReportSource.AgentEvent, AtContactLevel(Id, 1, connected)));
        unnamed.Calls[0].Own!.Party.ConnectionId.ShouldBe($"{Id}-agent");

        var named = unnamed.Attached().With(OfBridge(2, AtConnectionLevel(Id, 2, ConnectionStatus.Connected)));

        var call = named.Calls.ShouldHaveSingleItem();
        call.Own!.Party.ConnectionId.ShouldBe($"{Id}-own");
        call.Shown.Select(each => each.Party.ConnectionId).ShouldBe([$"{Id}-own", Id]);
        call.FirstParty!.Party.PhoneNumber.ShouldBe("+15550100");
        foreach (var id in new[] { $"{Id}-own", $"{Id}-agent", Id })
        {
            Target.Resolve(CallCommand.Hold, id, named.Calls).Target!.Connection.Party.ConnectionId.ShouldBe(Id);
        }
    }

    [Fact]
    public void At_the_same_time_the_agent_event_is_believed_over_the_api()
    {
        var told = OfContacts(5, ReportSource.AgentEvent, AtContactLevel(Id, 5, connected, isHeld: true));
        var answered = OfContacts(5, ReportSource.CurrentUserData, AtContactLevel(Id, 5, connected));

        Picture.Initial.With(told, answered).AtContactLevel().ShouldBe(["contact-a held"]);
        Picture.Initial.With(answered, told).AtContactLevel().ShouldBe(["contact-a held"]);
    }

    [Fact]
    public void The_api_does_not_take_away_the_name_of_the_queue()
    {
        var nameless = AtContactLevel(Id, 2, connected) with { QueueName = null, QueueTimestamp = null };
        var picture = Picture.Initial.With(
            OfContacts(1, ReportSource.AgentEvent, AtContactLevel(Id, 1, ReportedContactState.Ringing)), OfContacts(2, ReportSource.CurrentUserData, nameless));

        picture.Calls[0].Contact.QueueName.ShouldBe("Support");
        picture.Calls[0].Contact.QueueTimestamp.ShouldBe(Start);
    }

    [Fact]
    public void The_agents_state_in_another_spelling_is_the_same_state()
    {
        var listed = new AgentState("arn:x/agent-state/1", "Lunch", "not_routable", null);
        var since = Start.AddMilliseconds(250);
        var told = new AgentReport(At(1), BridgeId, listed with { Since = since }, null, null, null);
        var picture = Picture.Initial.Attached().Evolve([new Happened.ToAgent(new AgentFact.StatesTold([listed]))]).With(told).Detached();

        var again = told with { At = At(2), Attachment = null, Source = ReportSource.CurrentUserData, State = new("arn:x/agent-state/1", "Lunch", "routable", Start) };

        Observing.Decide(picture, again).ShouldBeOfType<Decision.Nothing>();
    }

    [Fact]
    public void A_contact_event_takes_only_an_open_contact_one_step_further_and_leaves_the_others()
    {
        var picture = Picture.Initial.With(OfContacts(
            1, ReportSource.AgentEvent, AtContactLevel(Id, 1, ReportedContactState.Ringing), AtContactLevel("contact-b", 1, connected)));

        picture.With(OfContacts(2, ReportSource.ContactEvent, AtContactLevel("unknown", 2, connected))).ShouldBeSameAs(picture);
        picture.With(OfContacts(2, ReportSource.ContactEvent, AtContactLevel(Id, 2, ReportedContactState.Ended))).ShouldBeSameAs(picture);
        var answered = picture.With(OfContacts(2, ReportSource.ContactEvent, AtContactLevel(Id, 2, connected)));
        answered.AtContactLevel().ShouldBe(["contact-a connected", "contact-b connected"]);
        answered.With(OfContacts(3, ReportSource.ContactEvent, AtContactLevel(Id, 3, ReportedContactState.Ended)))
            .AtContactLevel().ShouldBe(["contact-a over", "contact-b connected"]);
    }

    [Fact]
    public void A_request_whose_bridge_was_lost_is_confirmed_by_the_feed()
    {
        var picture = Picture.Initial.Attached().With(OfBridge(1, AtConnectionLevel(Id, 1, ConnectionStatus.Connected)));
        var asked = (Decision.Change)Asking.Decide(picture, new Ask.OfCall("r1", "desk", "Hold", Id, CallCommand.Hold, Id, null, null), At(2));
        var lost = picture.Evolve(asked.Happened).Detached();

        var decision = Observing.Decide(lost, OfContacts(3, ReportSource.AgentEvent, AtContactLevel(Id, 3, connected, isHeld: true)));

        decision.ShouldBeOfType<Decision.Change>().Happened.OfType<Happened.ToAgent>().Select(each => each.Fact)
            .ShouldContain(new AgentFact.RequestConfirmed("r1"));
    }

    private static string Statuses(Picture picture)
    {
        var call = picture.Calls.ShouldHaveSingleItem();
        return string.Join(", ", call.Shown.Select(each => $"{Word(call, each)} {each.Status}"));
    }

    private static string Word(ContactPicture call, Connection.Seen connection) =>
        connection == call.Own ? "own" : connection.Party.Initial ? "party" : "third";
}
