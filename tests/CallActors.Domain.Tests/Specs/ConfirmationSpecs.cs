using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

/// <summary>What Amazon Connect must show so that a request is confirmed, row by row.</summary>
public sealed class ConfirmationSpecs
{
    [Fact]
    public void Answer_is_confirmed_when_the_agents_connection_is_connected()
    {
        var asked = Given(RingingIn).When(Answer());
        asked.When(RingingIn).ThenOutstanding();
        asked.When(WithCustomer).ThenConfirmed().ThenIs(ContactPhase.Connected);
    }

    [Fact]
    public void Reject_is_confirmed_by_any_final_state_and_when_the_contact_is_gone()
    {
        var asked = Given(RingingIn).When(Reject());
        asked.When(RingingIn).ThenOutstanding();
        asked.When(Rejected).ThenConfirmed();
        asked.When(Missed).ThenConfirmed();
        asked.When(Failed).ThenConfirmed();
        asked.When(Ended).ThenConfirmed();
        asked.When().ThenConfirmed().ThenIs(ContactPhase.Cleared);
    }

    [Fact]
    public void Hold_is_confirmed_when_that_party_is_on_hold()
    {
        Given(WithCustomer).When(Hold(Customer)).When(WithCustomer).ThenOutstanding();
        Given(WithCustomer).When(Hold(Customer)).When(CustomerHeld).ThenConfirmed();
        Given(Conferenced).When(Hold(Customer)).When(ExpertHeld).ThenOutstanding();
        Given(Conferenced).When(Hold(Customer)).When(WithExpert).ThenConfirmed();
    }

    [Fact]
    public void Resume_is_confirmed_when_that_party_is_connected()
    {
        Given(CustomerHeld).When(Resume(Customer)).When(CustomerHeld).ThenOutstanding();
        Given(CustomerHeld).When(Resume(Customer)).When(WithCustomer).ThenConfirmed();
        Given(BothHeld).When(Resume(Expert)).When(ExpertHeld).ThenOutstanding();
        Given(BothHeld).When(Resume(Expert)).When(WithExpert).ThenConfirmed();
    }

    [Fact]
    public void Disconnect_is_confirmed_when_that_party_is_gone_or_the_contact_ended()
    {
        Given(WithExpert).When(Disconnect(Expert)).When(ExpertHeld).ThenOutstanding();
        Given(WithExpert).When(Disconnect(Expert)).When(CustomerHeld).ThenConfirmed();
        Given(WithExpert).When(Disconnect(Customer)).When(ExpertAlone).ThenConfirmed();
        Given(WithCustomer).When(Disconnect(Customer)).When(Ended).ThenConfirmed();
        Given(WithCustomer).When(Disconnect(Customer)).When().ThenConfirmed();
    }

    [Fact]
    public void Clearing_is_confirmed_when_the_contact_is_gone()
    {
        Given(Ended).When(ClearContact()).When(Ended).ThenOutstanding();
        Given(Ended).When(ClearContact()).When().ThenConfirmed().ThenIs(ContactPhase.Cleared);
        Given(Missed).When(ClearContact()).When(RingingIn).ThenConfirmed().ThenIs(ContactPhase.Ringing);
    }

    [Fact]
    public void Consult_is_confirmed_by_a_third_party_that_was_not_there()
    {
        var asked = Given(WithCustomer).When(Consult());
        asked.When(CustomerHeld).ThenOutstanding();
        asked.When(SupervisorListening).ThenOutstanding();
        asked.When(ExpertRinging).ThenConfirmed();
        asked.When(WithExpert).ThenConfirmed();
    }

    [Fact]
    public void A_second_consult_is_not_confirmed_by_the_third_party_of_the_first()
    {
        var gone = Talking(Agent(ConnectionStatus.Connected), First(ConnectionStatus.Hold), Third(ConnectionStatus.Disconnected));
        var asked = Given(WithExpert).When(gone).When(Consult());
        asked.When(gone).ThenOutstanding();
        asked.When(gone with { Connections = gone.Connections.Add(Third(ConnectionStatus.Connecting) with { ConnectionId = "other" }) })
            .ThenConfirmed();
    }

    [Fact]
    public void Swap_is_confirmed_when_the_two_statuses_are_exchanged()
    {
        Given(WithExpert).When(Swap()).When(WithExpert).ThenOutstanding();
        Given(WithExpert).When(Swap()).When(Conferenced).ThenOutstanding();
        Given(WithExpert).When(Swap()).When(BothHeld).ThenOutstanding();
        Given(WithExpert).When(Swap()).When(ExpertHeld).ThenConfirmed();
        Given(ExpertHeld).When(Swap()).When(WithExpert).ThenConfirmed();
    }

    [Fact]
    public void Conference_is_confirmed_when_both_parties_are_connected()
    {
        Given(WithExpert).When(Conference()).When(ExpertHeld).ThenOutstanding();
        Given(WithExpert).When(Conference()).When(Conferenced).ThenConfirmed();
    }

    [Fact]
    public void Transfer_is_confirmed_when_the_agents_connection_is_gone_or_the_contact_ended()
    {
        var left = Talking(Agent(ConnectionStatus.Disconnected), First(ConnectionStatus.Connected), Third(ConnectionStatus.Connected));
        Given(WithExpert).When(Transfer()).When(Conferenced).ThenOutstanding();
        Given(WithExpert).When(Transfer()).When(left).ThenConfirmed();
        Given(WithExpert).When(Transfer()).When(left with { Connections = left.Connections.RemoveAt(0) }).ThenConfirmed();
        Given(WithExpert).When(Transfer()).When(Ended).ThenConfirmed();
        Given(WithExpert).When(Transfer()).When().ThenConfirmed();
    }

    [Fact]
    public void Making_a_call_is_confirmed_by_a_new_outbound_contact_to_that_number()
    {
        var number = First(ConnectionStatus.Connecting) with { Type = ConnectionType.Outbound, PhoneNumber = ExpertNumber };
        var dialled = Dialling with { Connections = Dialling.Connections.SetItem(1, number) };
        Given().When(MakeCall()).When(dialled).ThenConfirmed();
        Given().When(MakeCall()).When(Dialling).ThenOutstanding();
        Given().When(MakeCall()).When(RingingIn).ThenOutstanding();
        Given().When(MakeCall()).When(dialled with { Outbound = false }).ThenOutstanding();
        var over = dialled with { State = ReportedContactState.Ended };
        Given(over).When(MakeCall()).When(over).ThenOutstanding();
        Given().When(MakeCall(new Endpoint("arn:queue/1", "1", "queue", "Support", null))).When(Dialling).ThenConfirmed();
    }

    [Fact]
    public void A_state_is_confirmed_by_that_state_or_that_next_state()
    {
        var asked = Given().TellsStates(Available, Lunch).When(SetState("Lunch"));
        asked.When(Seen(asked, Available, null)).ThenOutstanding();
        asked.When(Seen(asked, Lunch with { Since = At(2) }, null)).ThenConfirmed();
        asked.When(Seen(asked, Busy, Lunch)).ThenConfirmed();
    }

    [Fact]
    public void A_state_that_stood_before_with_another_to_follow_confirms_nothing()
    {
        var story = Given().TellsStates(Available, Lunch);
        var asked = story.When(Seen(story, Lunch, Available)).When(SetState("Lunch"));
        asked.When(Seen(asked, Lunch, Available)).ThenOutstanding();
        asked.When(Seen(asked, Lunch, null)).ThenConfirmed();
    }

    [Fact]
    public void Digits_are_confirmed_by_the_bridges_ok_since_nothing_shows_them()
    {
        var asked = Given(WithCustomer).When(SendDigits("1"));
        asked.When(CustomerHeld).ThenOutstanding();
        asked.Answered().ThenConfirmed();
    }

    [Fact]
    public void Mute_and_unmute_are_confirmed_by_the_bridges_ok_and_then_stand()
    {
        var muted = Given().When(Mute()).Answered().ThenConfirmed();
        muted.ThenHappened(new ToAgent(new AgentFact.RequestConfirmed("request-1")), new ToAgent(new AgentFact.MuteChanged(true)));
        var unmuted = muted.When(Unmute().As("request-2")).Answered(requestId: "request-2");
        unmuted.Picture.Session.Muted.ShouldBeFalse();
        unmuted.When(Unmute().As("request-3")).Answered(requestId: "request-3")
            .ThenHappened(new ToAgent(new AgentFact.RequestConfirmed("request-3")));
    }

    [Fact]
    public void The_outcome_is_told_first_and_then_the_state_as_seen() =>
        Given(CustomerHeld).When(Resume(Customer)).When(WithCustomer).ThenHappened(
            new ToAgent(new AgentFact.RequestConfirmed("request-1")),
            new ToConnection(Own, new ConnectionEvent.Resumed(At(2))),
            new ToConnection(Customer, new ConnectionEvent.Resumed(At(2))),
            new ToAgent(new AgentFact.ReportTaken(At(2))));

    private static AgentReport Seen(Story story, AgentState state, AgentState? next) =>
        Report(story.Second + 1) with { Contacts = null, State = state, NextState = next };
}
