using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

/// <summary>How a contact comes to its phase: as Connect says, and in error as what is known of it tells.</summary>
public sealed class PhaseSpecs
{
    [Theory]
    [InlineData(ReportedContactState.Ringing, ContactPhase.Ringing)]
    [InlineData(ReportedContactState.Connected, ContactPhase.Connected)]
    [InlineData(ReportedContactState.Missed, ContactPhase.Missed)]
    [InlineData(ReportedContactState.Rejected, ContactPhase.Rejected)]
    [InlineData(ReportedContactState.Ended, ContactPhase.Ended)]
    public void A_contact_is_in_the_phase_that_Connect_reports(ReportedContactState state, ContactPhase phase)
    {
        var reported = Contact(state, Agent(ConnectionStatus.Connecting), First(ConnectionStatus.Connecting));
        Given(reported).ThenIs(phase);
        Given(RingingIn).When(reported).ThenIs(phase);
        Given(WithCustomer).When(reported).ThenIs(phase);
    }

    [Fact]
    public void An_error_is_a_rejection_where_our_reject_is_outstanding()
    {
        Given(RingingIn).When(Reject()).When(Failed).ThenConfirmed().ThenIs(ContactPhase.Rejected);
        Given(RingingIn, RingingIn.Another()).When(Reject("call-2")).When(Failed, RingingIn.Another()).ThenOutstanding().ThenIs(ContactPhase.Missed);
    }

    [Fact]
    public void An_error_is_a_miss_where_the_agent_was_never_connected()
    {
        Given(RingingIn).When(Failed).ThenIs(ContactPhase.Missed);
        Given(RingingIn).When(Answer()).When(Failed).ThenIs(ContactPhase.Missed);
        Given(Failed).ThenIs(ContactPhase.Missed);
    }

    [Fact]
    public void An_error_is_the_end_where_the_agent_was_connected()
    {
        Given(WithCustomer).When(Failed).ThenIs(ContactPhase.Ended);
        Given(CustomerHeld).When(Failed).ThenIs(ContactPhase.Ended);
        Given(Dialling).When(Failed).ThenIs(ContactPhase.Ended);
        Given(RingingIn).When(WithCustomer).When(Talking(Agent(ConnectionStatus.Disconnected), First(ConnectionStatus.Connected)))
            .When(Failed).ThenIs(ContactPhase.Ended);
    }

    [Fact]
    public void An_error_is_the_end_where_only_the_error_shows_that_the_agent_was_connected() =>
        Given(RingingIn).When(Contact(ReportedContactState.Error, Agent(ConnectionStatus.Connected), First(ConnectionStatus.Disconnected)))
            .ThenIs(ContactPhase.Ended);

    [Fact]
    public void An_error_after_the_end_changes_nothing()
    {
        Given(RingingIn).When(Rejected).When(Failed).ThenNothing();
        Given(WithCustomer).When(Ended).When(Failed).ThenNothing();
        Given(RingingIn).When(Missed).When(Failed).ThenNothing();
    }

    [Fact]
    public void A_contact_that_rings_again_after_a_miss_is_offered_anew()
    {
        var again = Given(RingingIn).When(Missed).When(RingingIn).ThenIs(ContactPhase.Ringing);
        again.ThenReads(Own, ConnectionStatus.Connecting, null, 3).ThenReads(Customer, ConnectionStatus.Connecting, null, 3);
        ((Decision.Change)again.Last).Happened[0].ShouldBeOfType<ToContact>().Event.ShouldBeOfType<ContactEvent.Offered>();
        again.When(Answer()).When(WithCustomer).ThenConfirmed();
    }

    [Fact]
    public void What_is_offered_anew_has_nothing_of_what_was_before()
    {
        var again = Given(WithExpert).When(Ended).When(RingingIn with { Connections = [Agent(ConnectionStatus.Connecting) with { ConnectionId = "own-again" }] });
        again.Picture.Calls.Single().Contact.Connections.ShouldBe(["own-again"]);
        again.Picture.Connections.Select(connection => connection.Party.ConnectionId).ShouldBe(["own-again"]);
    }

    [Fact]
    public void A_contact_that_was_cleared_and_stands_in_a_newer_report_is_offered_anew()
    {
        Given(RingingIn).When().When(RingingIn).ThenIs(ContactPhase.Ringing).ThenReads(Own, ConnectionStatus.Connecting, null, 3);
        Given(Ended).When().When(WithCustomer).ThenIs(ContactPhase.Connected).ThenReads(Own, ConnectionStatus.Connected, null, 3);
    }

    [Fact]
    public void A_contact_that_an_older_report_names_is_not_offered_anew() =>
        Given(WithCustomer).Reported(5).ThenIs(ContactPhase.Cleared).Reported(4, WithCustomer).ThenNothing().Picture.Calls.ShouldBeEmpty();

    [Fact]
    public void A_contact_that_is_over_when_first_seen_can_be_cleared() =>
        Given(Ended).ThenIs(ContactPhase.Ended).When(ClearContact()).ThenOutstanding();

    [Fact]
    public void The_contact_that_a_consult_goes_back_to_is_known() =>
        Given(RingingIn with { InitialContactId = "call-0" }).Picture.Calls.Single().Contact.InitialContactId.ShouldBe("call-0");
}
