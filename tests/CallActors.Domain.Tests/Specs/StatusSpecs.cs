using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

/// <summary>How statuses read to apps, with the status before and Connect's time of the change.</summary>
public sealed class StatusSpecs
{
    [Fact]
    public void Until_the_contact_is_connected_a_party_reads_connecting_whatever_Connect_says()
    {
        Given(RingingIn).ThenReads(Customer, ConnectionStatus.Connecting, null);
        Given(Contact(ReportedContactState.Ringing, Agent(ConnectionStatus.Connecting), First(ConnectionStatus.Hold)))
            .ThenReads(Customer, ConnectionStatus.Connecting, null).ThenReads(Own, ConnectionStatus.Connecting, null);
        Given(RingingIn).When(WithCustomer).ThenReads(Customer, ConnectionStatus.Connected, ConnectionStatus.Connecting);
    }

    [Fact]
    public void A_caller_who_is_connected_before_the_call_rings_reads_connected_from_the_answer_on()
    {
        var since = First(ConnectionStatus.Connected) with { Since = At(-60) };
        var ringing = Contact(ReportedContactState.Ringing, Agent(ConnectionStatus.Connecting), since);
        var answered = Talking(Agent(ConnectionStatus.Connected), since);
        Given(ringing).ThenReads(Customer, ConnectionStatus.Connecting, null, 1)
            .Reported(7, answered).ThenReads(Customer, ConnectionStatus.Connected, ConnectionStatus.Connecting, 7);

        // The agent's connection may be connected in a report before the contact is.
        var early = Agent(ConnectionStatus.Connected) with { Since = At(1) };
        Given(ringing with { Connections = [early, since] })
            .Reported(7, answered with { StateSince = At(6), Connections = [early, since] })
            .ThenReads(Customer, ConnectionStatus.Connected, ConnectionStatus.Connecting, 6);
    }

    [Fact]
    public void While_every_living_party_is_on_hold_the_agents_own_connection_reads_hold()
    {
        Given(CustomerHeld).ThenReads(Own, ConnectionStatus.Hold, null);
        Given(BothHeld).ThenReads(Own, ConnectionStatus.Hold, null);
        Given(ExpertAloneHeld).ThenReads(Own, ConnectionStatus.Hold, null);
        Given(WithExpert).ThenReads(Own, ConnectionStatus.Connected, null);
        Given(Talking(Agent(ConnectionStatus.Connected))).ThenReads(Own, ConnectionStatus.Connected, null);
        Given(ExpertRinging).ThenReads(Own, ConnectionStatus.Connected, null);
    }

    [Fact]
    public void When_a_party_is_taken_back_the_agents_own_connection_reads_connected_and_hold_before() =>
        Given(CustomerHeld).When(WithCustomer)
            .ThenReads(Own, ConnectionStatus.Connected, ConnectionStatus.Hold, 2)
            .ThenReads(Customer, ConnectionStatus.Connected, ConnectionStatus.Hold, 2);

    [Fact]
    public void Where_there_was_no_other_status_there_is_none_before() =>
        Given(WithCustomer).ThenReads(Own, ConnectionStatus.Connected, null).ThenReads(Customer, ConnectionStatus.Connected, null);

    [Fact]
    public void The_status_before_is_the_last_other_one_through_the_whole_call() =>
        Given(RingingIn)
            .When(WithCustomer).ThenReads(Customer, ConnectionStatus.Connected, ConnectionStatus.Connecting)
            .When(CustomerHeld).ThenReads(Customer, ConnectionStatus.Hold, ConnectionStatus.Connected)
            .When(CustomerHeld).ThenReads(Customer, ConnectionStatus.Hold, ConnectionStatus.Connected)
            .When(WithCustomer).ThenReads(Customer, ConnectionStatus.Connected, ConnectionStatus.Hold)
            .When(Ended).ThenReads(Customer, ConnectionStatus.Disconnected, ConnectionStatus.Connected);

    [Fact]
    public void All_that_changed_in_a_report_have_the_newest_of_their_times()
    {
        var resumed = Talking(
            Agent(ConnectionStatus.Connected) with { Since = At(5.25) }, First(ConnectionStatus.Connected) with { Since = At(5.75) });
        Given(CustomerHeld).Reported(6, resumed)
            .ThenReads(Own, ConnectionStatus.Connected, ConnectionStatus.Hold, 5.75)
            .ThenReads(Customer, ConnectionStatus.Connected, ConnectionStatus.Hold, 5.75);
    }

    [Fact]
    public void What_did_not_change_keeps_its_time_and_lends_it_to_nobody()
    {
        var held = Talking(
            Agent(ConnectionStatus.Connected) with { Since = At(9) }, First(ConnectionStatus.Hold) with { Since = At(5) },
            Third(ConnectionStatus.Connected) with { Since = At(9) });
        Given(Conferenced).Reported(9, held)
            .ThenReads(Customer, ConnectionStatus.Hold, ConnectionStatus.Connected, 5)
            .ThenReads(Expert, ConnectionStatus.Connected, null, 1)
            .ThenReads(Own, ConnectionStatus.Connected, null, 1);
    }

    [Fact]
    public void Where_the_contact_ends_active_connections_have_its_time() =>
        Given(WithCustomer).Reported(9, Ended with
        {
            StateSince = At(8),
            Connections = [.. Ended.Connections.Select(connection => connection with { Since = At(1) })],
        }).ThenReads(Customer, ConnectionStatus.Disconnected, ConnectionStatus.Connected, 8);

    [Fact]
    public void What_is_missing_has_the_reports_time() =>
        Given(WithExpert).Reported(9, CustomerHeld with
        {
            Connections = [.. CustomerHeld.Connections.Select(connection => connection with { Since = At(1) })],
        })
            .ThenReads(Expert, ConnectionStatus.Disconnected, ConnectionStatus.Connected, 9)
            .ThenReads(Own, ConnectionStatus.Hold, ConnectionStatus.Connected, 9)
            .ThenReads(Customer, ConnectionStatus.Hold, null, 1);

    [Fact]
    public void A_change_of_phase_alone_moves_no_time() =>
        Given(Missed).Reported(9, Failed).ThenNothing().Reported(10, Rejected)
            .ThenHappened(new ToContact(Call, new ContactEvent.Rejected()), new ToAgent(new AgentFact.ReportTaken(At(10))))
            .ThenReads(Customer, ConnectionStatus.Disconnected, null, 1);

    [Fact]
    public void A_party_that_reads_connecting_again_is_taken_as_it_is() =>
        Given(WithCustomer).When(CallingBack).ThenReads(Customer, ConnectionStatus.Connecting, ConnectionStatus.Connected)
            .When(RingingIn).ThenIs(ContactPhase.Ringing).ThenReads(Own, ConnectionStatus.Connecting, ConnectionStatus.Connected);

    [Fact]
    public void A_party_that_is_there_again_has_no_status_before() =>
        Given(WithExpert).When(CustomerHeld).When(WithExpert).ThenReads(Expert, ConnectionStatus.Connected, null, 3);

    [Fact]
    public void The_agents_own_connection_stands_first_and_then_the_parties_as_they_joined() =>
        Given(Talking(First(ConnectionStatus.Connected), Agent(ConnectionStatus.Connected))).When(Conferenced)
            .Picture.Calls.Single().Shown.Select(connection => connection.Party.ConnectionId).ShouldBe([Own, Customer, Expert]);
}
