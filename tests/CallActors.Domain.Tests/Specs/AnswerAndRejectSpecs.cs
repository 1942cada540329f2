using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.BridgeOperation;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Connections.ConnectionStatus;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

public sealed class AnswerAndRejectSpecs
{
    [Theory]
    [InlineData(null)]
    [InlineData(Call)]
    [InlineData(Own)]
    public void A_call_that_rings_in_is_answered_by_any_id_that_stands_for_it(string? id) =>
        Given(RingingIn).When(Answer(id)).ThenAsked(AcceptContact, Call, Own);

    [Fact]
    public void Asked_is_not_happened() =>
        Given(RingingIn).When(Answer()).ThenIs(ContactPhase.Ringing).ThenReads(Own, Connecting, null);

    [Fact]
    public void An_answer_is_journaled_as_a_request_of_the_contact_and_of_the_agent()
    {
        var story = Given(RingingIn).When(Answer());
        story.ThenHappened(
            new ToContact(Call, new ContactEvent.AnswerRequested("request-1")),
            new ToAgent(new AgentFact.RequestStarted(story.Picture.Session.Outstanding!)));
    }

    [Fact]
    public void A_call_that_rings_in_is_rejected() => Given(RingingIn).When(Reject()).ThenAsked(RejectContact, Call, Own);

    [Fact]
    public void Answer_is_refused_when_the_call_is_answered_already() =>
        Given(WithCustomer).When(Answer()).ThenRefused("The contact is not ringing in: it is connected.");

    [Fact]
    public void Answer_and_reject_are_refused_while_the_agent_is_dialling()
    {
        Given(Dialling).When(Answer()).ThenRefused("The contact is not ringing in: it is being dialled.");
        Given(Dialling).When(Reject()).ThenRefused("The contact is not ringing in: it is being dialled.");
    }

    [Fact]
    public void Answer_is_refused_after_the_end_and_says_how_it_ended()
    {
        Given(RingingIn).When(Missed).When(Answer()).ThenRefused("The contact is over: it is missed.");
        Given(WithCustomer).When(Ended).When(Reject()).ThenRefused("The contact is over: it is ended.");
    }

    [Fact]
    public void Answer_is_refused_where_the_agent_has_no_call() => Given().When(Answer()).ThenRefused("The agent has no open contact.");

    [Fact]
    public void Answer_is_refused_until_the_agents_own_connection_is_there() =>
        Given(Contact(ReportedContactState.Ringing, First(Connecting))).When(Answer())
            .ThenRefused("The agent's own connection of contact call-1 is not known yet.");

    [Fact]
    public void Nothing_else_is_possible_while_a_call_rings_in()
    {
        Given(RingingIn).When(Hold(Customer)).ThenRefused("The connection is not connected: it is connecting.");
        Given(RingingIn).When(Resume(Customer)).ThenRefused("The connection is not on hold: it is connecting.");
        Given(RingingIn).When(Disconnect(Customer)).ThenRefused("The contact is ringing in: answer or reject it.");
        Given(RingingIn).When(ClearContact()).ThenRefused("The contact has not ended: it is ringing.");
        Given(RingingIn).When(Consult()).ThenRefused("The contact is not connected: it is ringing.");
        Given(RingingIn).When(Swap()).ThenRefused("The contact is not connected: it is ringing.");
        Given(RingingIn).When(Conference()).ThenRefused("The contact is not connected: it is ringing.");
        Given(RingingIn).When(Transfer()).ThenRefused("The contact is not connected: it is ringing.");
        Given(RingingIn).When(SendDigits("1")).ThenRefused("The contact is not connected: it is ringing.");
    }
}
