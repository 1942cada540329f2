using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.BridgeOperation;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Connections.ConnectionStatus;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

public sealed class HoldAndResumeSpecs
{
    [Fact]
    public void A_connected_customer_is_put_on_hold() =>
        Given(WithCustomer).When(Hold(Customer)).ThenAsked(HoldConnection, Call, Customer);

    [Fact]
    public void Hold_is_journaled_as_a_request_of_the_party_and_nothing_has_happened_yet()
    {
        var story = Given(WithCustomer).When(Hold(Customer));
        story.ThenHappened(
            new ToConnection(Customer, new ConnectionEvent.HoldRequested("request-1")),
            new ToAgent(new AgentFact.RequestStarted(story.Picture.Session.Outstanding!)))
            .ThenReads(Customer, Connected, null);
    }

    [Fact]
    public void A_customer_on_hold_is_resumed() =>
        Given(CustomerHeld).When(Resume(Customer)).ThenAsked(ResumeConnection, Call, Customer);

    [Fact]
    public void Resume_on_the_agents_own_connection_goes_to_the_customer_where_it_has_an_effect() =>
        Given(CustomerHeld).When(Resume(Own)).ThenAsked(ResumeConnection, Call, Customer);

    [Fact]
    public void Resume_is_refused_when_the_customer_is_connected() =>
        Given(WithCustomer).When(Resume(Customer)).ThenRefused("The connection is not on hold: it is connected.");

    [Fact]
    public void Hold_is_refused_when_the_customer_is_on_hold() =>
        Given(CustomerHeld).When(Hold(Customer)).ThenRefused("The connection is not connected: it is on hold.");

    [Fact]
    public void Hold_is_refused_while_a_request_is_outstanding() =>
        Given(WithCustomer).When(Hold(Customer)).When(Hold(Customer).As("request-2"))
            .ThenRefused("Another request of this agent is outstanding: Hold.");

    [Fact]
    public void A_second_resume_is_refused_while_the_first_is_outstanding() =>
        Given(CustomerHeld).When(Resume(Customer)).When(Resume(Customer).As("request-2"))
            .ThenRefused("Another request of this agent is outstanding: Resume.");

    [Fact]
    public void Hold_is_refused_without_a_bridge() =>
        Given(WithCustomer).Detached().When(Hold(Customer)).ThenRefused("No bridge of this agent is connected.");

    [Fact]
    public void What_is_not_possible_anyway_is_said_before_what_is_outstanding() =>
        Given(WithCustomer).When(Hold(Customer)).When(Resume(Customer).As("request-2"))
            .ThenRefused("The connection is not on hold: it is connected.");

    [Fact]
    public void Each_of_two_parties_is_held_and_resumed_by_its_own_status()
    {
        Given(WithExpert).When(Hold(Expert)).ThenAsked(HoldConnection, Call, Expert);
        Given(WithExpert).When(Resume(Customer)).ThenAsked(ResumeConnection, Call, Customer);
        Given(WithExpert).When(Resume(Expert)).ThenRefused("The connection is not on hold: it is connected.");
    }

    [Fact]
    public void The_agent_who_is_on_hold_beside_a_connected_party_comes_back_by_his_own_connection() =>
        Given(Talking(Agent(ConnectionStatus.Hold), First(Connected), Third(Connected)))
            .When(Resume(Own)).ThenAsked(ResumeConnection, Call, Own);

    [Fact]
    public void A_party_that_is_gone_is_not_held() =>
        Given(Talking(Agent(Connected), First(Connected), Third(Disconnected))).When(Hold(Expert))
            .ThenRefused("The connection is not connected: it is disconnected.");

    [Fact]
    public void Nobody_is_held_where_nobody_is_on_the_call() =>
        Given(Talking(Agent(Connected))).When(Hold(Call)).ThenRefused("There is no party on the call.");

    [Fact]
    public void Hold_and_resume_are_refused_after_the_end()
    {
        Given(WithCustomer).When(Ended).When(Hold(Customer)).ThenRefused("The contact is over: it is ended.");
        Given(CustomerHeld).When(Ended).When(Resume(Customer)).ThenRefused("The contact is over: it is ended.");
    }
}
