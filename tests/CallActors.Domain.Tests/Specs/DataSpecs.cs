using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.BridgeOperation;
using static CallActors.Domain.Connections.ConnectionStatus;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

public sealed class DataSpecs
{
    private static readonly Story TwoCalls = Given(WithCustomer, CustomerHeld.Another());

    [Theory]
    [InlineData(Customer)]
    [InlineData(Own)]
    [InlineData("call-1-agent")]
    public void With_one_living_party_every_id_of_the_call_means_that_party(string id)
    {
        Given(WithCustomer).When(Hold(id)).ThenAsked(HoldConnection, Call, Customer);
        Given(ExpertAlone).When(Hold(id)).ThenAsked(HoldConnection, Call, Expert);
    }

    [Fact]
    public void With_two_living_parties_the_contact_id_means_the_first() =>
        Given(Conferenced).When(Hold(Call)).ThenAsked(HoldConnection, Call, Customer);

    [Theory]
    [InlineData(Own)]
    [InlineData("call-1-agent")]
    public void With_two_living_parties_the_agents_own_id_is_ambiguous_and_the_ids_are_named(string id) =>
        Given(Conferenced).When(Hold(id)).ThenRefused("More than one party can be meant: call-1, expert-1.");

    [Fact]
    public void When_the_first_party_is_gone_and_two_others_are_there_the_contact_id_is_ambiguous_too() =>
        Given(Talking(Agent(Connected), First(Disconnected), Third(Connected), Third(Connected) with { ConnectionId = "other-1" }))
            .When(Hold(Call)).ThenRefused("More than one party can be meant: expert-1, other-1.");

    [Fact]
    public void Of_several_connections_of_the_agent_the_living_one_is_his_own() =>
        Given(Talking(Agent(Connected), First(Connected), Agent(Disconnected) with { ConnectionId = "own-before" }))
            .When(SendDigits("1", Own)).ThenAsked(BridgeOperation.SendDigits, Call, Customer);

    [Fact]
    public void Until_a_bridge_names_the_agents_connection_it_has_an_id_of_ours_and_after_that_both()
    {
        var byFeed = Talking(Agent(Connected) with { ConnectionId = "call-1-agent" }, First(ConnectionStatus.Hold));
        Given(byFeed).When(Resume("call-1-agent")).ThenAsked(ResumeConnection, Call, Customer);
        Given(byFeed).When(CustomerHeld).When(Resume("call-1-agent")).ThenAsked(ResumeConnection, Call, Customer);
        Given(byFeed).When(CustomerHeld).When(Resume(Own)).ThenAsked(ResumeConnection, Call, Customer);
    }

    [Fact]
    public void An_unknown_id_is_refused_and_the_known_ones_are_named()
    {
        Given(WithExpert).When(Hold("nobody")).ThenRefused("No open contact or connection has the id nobody; there are call-1, own-1, expert-1.");
        Given().When(Hold("nobody")).ThenRefused("The agent has no open contact; there is none with id nobody.");
    }

    [Fact]
    public void The_connection_of_a_supervisor_is_not_known_to_anyone() =>
        Given(SupervisorListening).When(Disconnect(Supervisor))
            .ThenRefused("No open contact or connection has the id supervisor-1; there are call-1, own-1.");

    [Fact]
    public void Each_of_several_contacts_is_meant_by_its_own_ids()
    {
        TwoCalls.When(Hold("call-1")).ThenAsked(HoldConnection, "call-1", "call-1");
        TwoCalls.When(Resume("call-2")).ThenAsked(ResumeConnection, "call-2", "call-2");
        TwoCalls.When(Resume("own-2")).ThenAsked(ResumeConnection, "call-2", "call-2");
        TwoCalls.When(Resume("call-1")).ThenRefused("The connection is not on hold: it is connected.");
    }

    [Fact]
    public void Without_an_id_the_one_contact_is_meant_for_which_it_is_possible()
    {
        Given(WithCustomer, RingingIn.Another()).When(Answer()).ThenAsked(AcceptContact, "call-2", "own-2");
        Given(Ended, WithCustomer.Another()).When(ClearContact()).ThenAsked(BridgeOperation.ClearContact, "call-1", "own-1");
    }

    [Fact]
    public void Without_an_id_more_than_one_possible_contact_is_refused_and_the_ids_are_named()
    {
        Given(RingingIn, RingingIn.Another()).When(Answer()).ThenRefused("More than one contact can be meant: call-1, call-2.");
        TwoCalls.When(SendDigits("1")).ThenRefused("More than one contact can be meant: call-1, call-2.");
        TwoCalls.When(Answer()).ThenRefused("This is not possible on any of the open contacts: call-1, call-2.");
    }

    [Fact]
    public void What_is_asked_of_the_contact_is_not_asked_of_a_third_party()
    {
        Given(WithExpert).When(Swap(Expert)).ThenRefused("This is asked of the contact, not of one party.");
        Given(WithExpert).When(Swap(Call)).ThenAsked(ToggleActiveConnections, Call, Customer);
        Given(WithExpert).When(Swap(Own)).ThenAsked(ToggleActiveConnections, Call, Customer);
    }
}
