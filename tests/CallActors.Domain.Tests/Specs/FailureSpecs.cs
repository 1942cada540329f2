using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

/// <summary>The ways in which a request ends without being confirmed, and how the first of them is the last.</summary>
public sealed class FailureSpecs
{
    private const string Left = "The party left.";
    private const string Lost = "The bridge was lost before Amazon Connect confirmed.";
    private static readonly ConnectError Refusal = new("BadRequestException", "Not now.");

    [Fact]
    public void The_bridges_refusal_ends_a_request_in_Connects_own_words() =>
        Given(WithCustomer).When(Hold(Customer)).Answered(Refusal).ThenFailed(FailureReason.RefusedByConnect, "Not now.");

    [Fact]
    public void A_failure_without_a_message_is_named_by_its_type()
    {
        Given(WithCustomer).When(Hold(Customer)).Answered(new ConnectError("BadRequestException", null))
            .ThenFailed(FailureReason.RefusedByConnect, "BadRequestException");
        Given(WithCustomer).When(Hold(Customer)).Answered(new ConnectError(null, " "))
            .ThenFailed(FailureReason.RefusedByConnect, "Amazon Connect gave no reason.");
    }

    [Fact]
    public void A_call_that_ends_before_it_is_answered_fails_the_answer() =>
        Given(RingingIn).When(Answer()).When(Missed).ThenFailed(FailureReason.PartyLeft, Left).ThenIs(ContactPhase.Missed);

    [Fact]
    public void A_party_that_leaves_fails_what_was_asked_of_it()
    {
        Given(WithCustomer).When(Hold(Customer)).When(Ended).ThenFailed(FailureReason.PartyLeft, Left);
        Given(CustomerHeld).When(Resume(Customer)).When().ThenFailed(FailureReason.PartyLeft, Left);
        Given(WithExpert).When(Hold(Expert)).When(CustomerHeld).ThenFailed(FailureReason.PartyLeft, Left);
        Given(WithExpert).When(Resume(Customer)).When(ExpertAlone).ThenFailed(FailureReason.PartyLeft, Left);
        Given(WithExpert).When(SendDigits("1", Expert)).When(CustomerHeld).ThenFailed(FailureReason.PartyLeft, Left);
    }

    [Fact]
    public void A_party_that_leaves_fails_what_needs_both()
    {
        Given(WithExpert).When(Swap()).When(CustomerHeld).ThenFailed(FailureReason.PartyLeft, Left);
        Given(WithExpert).When(Conference()).When(ExpertAlone).ThenFailed(FailureReason.PartyLeft, Left);
        Given(WithExpert).When(Transfer()).When(CustomerHeld).ThenFailed(FailureReason.PartyLeft, Left);
        Given(WithCustomer).When(Consult()).When(Ended).ThenFailed(FailureReason.PartyLeft, Left);
        Given(WithCustomer).When(Consult()).When(Talking(Agent(ConnectionStatus.Connected), First(ConnectionStatus.Disconnected)))
            .ThenFailed(FailureReason.PartyLeft, Left);
        Given(WithCustomer).When(Consult()).When().ThenFailed(FailureReason.PartyLeft, Left);
    }

    [Fact]
    public void A_request_that_nothing_confirms_fails_by_its_deadline() =>
        Given(WithCustomer).When(Hold(Customer)).DeadlinePassed()
            .ThenFailed(FailureReason.NotConfirmed, "Amazon Connect did not confirm within 5 s.");

    [Fact]
    public void A_lost_bridge_leaves_its_request_outstanding_and_others_refused()
    {
        var lost = Given(WithCustomer).When(Hold(Customer)).Detached().ThenOutstanding();
        lost.When(Disconnect(Customer).As("request-2")).ThenRefused("Another request of this agent is outstanding: Hold.");
    }

    [Fact]
    public void The_next_bridges_first_snapshot_settles_what_was_outstanding()
    {
        var attached = Given(WithCustomer).When(Hold(Customer)).Detached().Attached("bridge-2").ThenOutstanding();
        attached.When(Of("bridge-2", CustomerHeld)).ThenConfirmed();
        attached.When(Of("bridge-2", WithCustomer)).ThenFailed(FailureReason.BridgeLost, Lost);
        attached.When(Of("bridge-2")).ThenFailed(FailureReason.PartyLeft, Left);
    }

    [Fact]
    public void Nothing_but_the_next_bridge_settles_it_before_the_deadline()
    {
        var lost = Given(WithCustomer).When(Hold(Customer)).Detached();
        lost.When(Of(null, WithCustomer)).ThenOutstanding();
        lost.When(Of(Bridge, WithCustomer)).ThenOutstanding();
        lost.When(Of(null, CustomerHeld)).ThenConfirmed();
        lost.DeadlinePassed().ThenFailed(FailureReason.BridgeLost, Lost);
    }

    [Fact]
    public void A_newer_bridge_beside_the_first_settles_nothing() =>
        Given(WithCustomer).When(Hold(Customer)).Attached("bridge-2").When(Of("bridge-2", WithCustomer)).ThenOutstanding();

    [Fact]
    public void A_request_ends_once()
    {
        var confirmed = Given(WithCustomer).When(Hold(Customer)).When(CustomerHeld).ThenConfirmed();
        confirmed.Answered(Refusal).ThenNothing();
        confirmed.Answered().ThenNothing();
        confirmed.DeadlinePassed().ThenNothing();
        confirmed.When(CustomerHeld).ThenNothing();

        var failed = Given(WithCustomer).When(Hold(Customer)).DeadlinePassed();
        failed.Answered(Refusal).ThenNothing();
        failed.When(CustomerHeld).Past.OfType<ToAgent>().ShouldNotContain(each => each.Fact is AgentFact.RequestConfirmed);
    }

    [Fact]
    public void An_answer_or_deadline_of_another_request_ends_nothing()
    {
        var asked = Given(WithCustomer).When(Hold(Customer));
        asked.Answered(Refusal, "request-2").ThenNothing().ThenOutstanding();
        asked.DeadlinePassed("request-2").ThenNothing().ThenOutstanding();
    }

    private static AgentReport Of(string? attachment, params ContactReport[] contacts) => Report(3, contacts) with { Attachment = attachment };
}
