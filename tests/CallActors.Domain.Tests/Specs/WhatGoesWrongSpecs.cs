using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

/// <summary>What goes wrong with Amazon Connect, row by row, and what follows from it.</summary>
public sealed class WhatGoesWrongSpecs
{
    [Fact]
    public void An_ack_is_not_a_state()
    {
        Given(CustomerHeld).When(Resume(Customer)).Answered().ThenNothing().ThenOutstanding().ThenReads(Customer, ConnectionStatus.Hold, null);
        Given(RingingIn).When(Answer()).Answered().ThenNothing().ThenOutstanding();
        Given().TellsStates(Lunch).When(SetState("Lunch")).Answered().ThenNothing().ThenOutstanding();
    }

    [Fact]
    public void Two_resumes_at_once_never_reach_Connect() =>
        Given(CustomerHeld).When(Resume(Customer)).When(Resume(Own).As("request-2"))
            .ThenRefused("Another request of this agent is outstanding: Resume.");

    [Theory]
    [InlineData("CallAlreadyResumedException", "Error received from Voice Service")]
    [InlineData("CallAlreadyHeldException", null)]
    [InlineData("CallAlreadyHoldException", null)]
    [InlineData("RequestTimeoutException", null)]
    [InlineData(null, "The request timed out.")]
    [InlineData(null, "time-out")]
    public void Some_errors_are_no_answer_and_a_newer_snapshot_is_awaited(string? type, string? message)
    {
        var answered = Given(CustomerHeld).When(Resume(Customer)).Answered(new ConnectError(type, message)).ThenNothing().ThenOutstanding();
        answered.When(WithCustomer).ThenConfirmed();
        answered.DeadlinePassed().ThenFailed(FailureReason.NotConfirmed, "Amazon Connect did not confirm within 5 s.");
    }

    [Fact]
    public void After_a_reported_failure_the_snapshot_decides_all_the_same() =>
        Given(WithCustomer).When(Hold(Customer)).Answered(new ConnectError(null, "Failed to hold."))
            .ThenFailed(FailureReason.RefusedByConnect, "Failed to hold.").ThenReads(Customer, ConnectionStatus.Connected, null)
            .When(CustomerHeld).ThenReads(Customer, ConnectionStatus.Hold, ConnectionStatus.Connected);

    [Fact]
    public void Where_no_callback_comes_the_deadline_does() =>
        Given(WithCustomer).When(Hold(Customer)).Later(Deadline).DeadlinePassed()
            .ThenFailed(FailureReason.NotConfirmed, "Amazon Connect did not confirm within 5 s.");

    [Fact]
    public void A_snapshot_that_was_known_before_the_request_confirms_nothing()
    {
        var asked = Given(CustomerHeld).When(WithCustomer).When(Hold(Customer));
        asked.Reported(1, CustomerHeld).ThenNothing().ThenOutstanding();
        asked.Reported(2, WithCustomer).ThenNothing().ThenOutstanding();
    }

    [Fact]
    public void What_a_bridge_knew_before_it_was_lost_settles_nothing_when_the_next_one_tells_it_again() =>
        Given(WithCustomer).When(Hold(Customer)).Detached().Attached("bridge-2")
            .When(Report(1, WithCustomer) with { Attachment = "bridge-2" }).ThenNothing().ThenOutstanding();

    [Fact]
    public void A_late_report_changes_nothing_and_is_no_error()
    {
        var story = Given(WithCustomer).Reported(10, CustomerHeld);
        story.Reported(9, WithCustomer).ThenNothing().ThenReads(Customer, ConnectionStatus.Hold, ConnectionStatus.Connected);
        story.Reported(9).ThenNothing();
    }

    [Fact]
    public void Of_two_reports_with_the_same_time_both_are_taken() =>
        Given(WithCustomer).Reported(10, WithCustomer).Reported(10, CustomerHeld)
            .ThenReads(Customer, ConnectionStatus.Hold, ConnectionStatus.Connected);

    [Fact]
    public void A_report_that_changed_nothing_makes_older_ones_late_too() =>
        Given(WithCustomer).Reported(10, WithCustomer).ThenNothing().Reported(9, CustomerHeld).ThenNothing();

    [Fact]
    public void The_same_report_twice_changes_nothing_twice() =>
        Given(WithCustomer).Reported(10, CustomerHeld).Reported(10, CustomerHeld).ThenNothing();

    [Fact]
    public void A_report_that_comes_once_more_after_a_mute_does_not_unmute()
    {
        var spoken = Report(10, WithCustomer) with { Muted = false };
        var muted = Given(WithCustomer).When(spoken).When(Mute()).Answered().ThenConfirmed();
        muted.When(spoken).ThenNothing().Picture.Session.Muted.ShouldBeTrue();
        muted.When(spoken with { At = At(11) }).Picture.Session.Muted.ShouldBeFalse();
    }

    [Fact]
    public void A_change_during_a_call_goes_to_the_next_state_and_that_confirms_it() =>
        Given(WithCustomer).TellsStates(Lunch).When(SetState("Lunch"))
            .When(Report(2, WithCustomer) with { State = Busy, NextState = Lunch }).ThenConfirmed();

    [Fact]
    public void After_the_end_the_contacts_state_wins_over_connections_that_still_read_active() =>
        Given(WithCustomer).When(Ended).ThenIs(ContactPhase.Ended)
            .ThenReads(Own, ConnectionStatus.Disconnected, ConnectionStatus.Connected)
            .ThenReads(Customer, ConnectionStatus.Disconnected, ConnectionStatus.Connected);

    [Fact]
    public void While_the_bridge_is_lost_the_state_stays_as_last_seen_and_requests_are_refused_with_the_reason()
    {
        var lost = Given(CustomerHeld).Detached().ThenReads(Customer, ConnectionStatus.Hold, null);
        lost.When(Resume(Customer)).ThenRefused("No bridge of this agent is connected.");
        lost.Attached("bridge-2").When(Report(5, WithCustomer) with { Attachment = "bridge-2" })
            .ThenReads(Customer, ConnectionStatus.Connected, ConnectionStatus.Hold);
    }

    [Fact]
    public void A_report_that_names_one_id_twice_is_taken_by_what_stands_first()
    {
        var twice = WithCustomer with { Connections = WithCustomer.Connections.Add(First(ConnectionStatus.Hold)) };
        Given(WithCustomer, Ended).ThenIs(ContactPhase.Connected);
        Given(RingingIn).When(Ended, WithCustomer).ThenIs(ContactPhase.Ended);
        Given(twice).ThenReads(Customer, ConnectionStatus.Connected, null);
    }

    [Fact]
    public void A_connection_that_moves_to_another_contact_is_there_alone()
    {
        var moved = Conferenced.Another() with { Connections = Conferenced.Another().Connections.SetItem(2, Third(ConnectionStatus.Connected)) };
        var story = Given(Conferenced).When(moved, WithCustomer);
        story.Picture.Find("call-2")!.LivingParties.Select(party => party.Party.ConnectionId).ShouldBe(["call-2", Expert]);
        story.Picture.Find("call-1")!.LivingParties.Select(party => party.Party.ConnectionId).ShouldBe([Customer]);
        story.When(moved, WithCustomer).ThenNothing();
    }
}
