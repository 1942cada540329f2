using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.BridgeOperation;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Connections.ConnectionStatus;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

public sealed class ThirdPartySpecs
{
    [Fact]
    public void Someone_is_consulted_while_the_customer_is_connected_or_on_hold()
    {
        Given(WithCustomer).When(Consult()).ThenAsked(CreateAdditionalConnection, Call, Own).Endpoint.ShouldBe(ToExpert);
        Given(CustomerHeld).When(Consult()).ThenAsked(CreateAdditionalConnection, Call, Own);
    }

    [Fact]
    public void Consult_is_refused_where_there_is_nobody_to_consult_about()
    {
        Given(Dialling).When(Consult()).ThenRefused("The contact is not connected: it is being dialled.");
        Given(CallingBack).When(Consult()).ThenRefused("The contact is not connected: it is being dialled.");
        Given(ExpertAlone).When(Consult()).ThenRefused("The first party has left: there is nobody to consult about.");
        Given(Talking(Agent(Connected))).When(Consult()).ThenRefused("There is no party on the call.");
        Given(WithCustomer).When(Ended).When(Consult()).ThenRefused("The contact is over: it is ended.");
    }

    [Fact]
    public void There_is_one_third_party_at_a_time()
    {
        Given(ExpertRinging).When(Consult()).ThenRefused("There is a third party on the call already.");
        Given(WithExpert).When(Consult()).ThenRefused("There is a third party on the call already.");
        Given(WithExpert).When(CustomerHeld).When(Consult()).ThenAsked(CreateAdditionalConnection, Call, Own);
    }

    [Fact]
    public void A_supervisor_who_listens_is_no_third_party() =>
        Given(SupervisorListening).When(Consult()).ThenAsked(CreateAdditionalConnection, Call, Own);

    [Fact]
    public void Swap_takes_back_the_one_who_is_on_hold()
    {
        Given(WithExpert).When(Swap()).ThenAsked(ToggleActiveConnections, Call, Customer);
        Given(ExpertHeld).When(Swap()).ThenAsked(ToggleActiveConnections, Call, Expert);
    }

    [Fact]
    public void Swap_needs_one_party_connected_and_one_on_hold()
    {
        Given(WithCustomer).When(Swap()).ThenRefused("There are not two parties, the first one among them.");
        Given(ExpertRinging).When(Swap()).ThenRefused("The third party is still ringing.");
        Given(Conferenced).When(Swap()).ThenRefused("Not one party is connected and the other on hold.");
        Given(BothHeld).When(Swap()).ThenRefused("Not one party is connected and the other on hold.");
        Given(ExpertAlone).When(Swap()).ThenRefused("There are not two parties, the first one among them.");
    }

    [Fact]
    public void Conference_brings_together_whoever_is_on_hold()
    {
        Given(WithExpert).When(Conference()).ThenAsked(ConferenceConnections, Call, Own);
        Given(ExpertHeld).When(Conference()).ThenAsked(ConferenceConnections, Call, Own);
        Given(BothHeld).When(Conference()).ThenAsked(ConferenceConnections, Call, Own);
    }

    [Fact]
    public void Conference_needs_two_parties_of_whom_one_is_on_hold()
    {
        Given(WithCustomer).When(Conference()).ThenRefused("There are not two parties, the first one among them.");
        Given(ExpertRinging).When(Conference()).ThenRefused("The third party is still ringing.");
        Given(Conferenced).When(Conference()).ThenRefused("Both parties are connected already.");
    }

    [Fact]
    public void Transfer_destroys_the_agents_own_connection_and_nobody_elses()
    {
        Given(WithExpert).When(Transfer()).ThenAsked(DestroyConnection, Call, Own);
        Given(ExpertHeld).When(Transfer()).ThenAsked(DestroyConnection, Call, Own);
        Given(Conferenced).When(Transfer()).ThenAsked(DestroyConnection, Call, Own);
        Given(BothHeld).When(Transfer()).ThenAsked(DestroyConnection, Call, Own);
    }

    [Fact]
    public void Transfer_needs_two_parties_who_are_through()
    {
        Given(CustomerHeld).When(Transfer()).ThenRefused("There are not two parties, the first one among them.");
        Given(ExpertRinging).When(Transfer()).ThenRefused("The third party is still ringing.");
        Given(ExpertAlone).When(Transfer()).ThenRefused("There are not two parties, the first one among them.");
    }

    [Fact]
    public void Without_the_first_party_two_others_are_not_swapped_brought_together_or_left_alone()
    {
        var others = Given(Talking(Agent(Connected), Third(Connected), Third(ConnectionStatus.Hold) with { ConnectionId = "other-1" }));
        others.When(Swap()).ThenRefused("There are not two parties, the first one among them.");
        others.When(Conference()).ThenRefused("There are not two parties, the first one among them.");
        others.When(Transfer()).ThenRefused("There are not two parties, the first one among them.");
        others.When(Hold(Expert)).ThenAsked(HoldConnection, Call, Expert);
    }

    [Fact]
    public void What_is_asked_of_the_contact_is_journaled_with_the_contact()
    {
        ShouldBeJournaled(Given(WithCustomer).When(Consult()), new ContactEvent.ConsultRequested("request-1"));
        ShouldBeJournaled(Given(WithExpert).When(Swap()), new ContactEvent.SwapRequested("request-1"));
        ShouldBeJournaled(Given(WithExpert).When(Conference()), new ContactEvent.ConferenceRequested("request-1"));
        ShouldBeJournaled(Given(WithExpert).When(Transfer()), new ContactEvent.TransferRequested("request-1"));
        ShouldBeJournaled(Given(RingingIn).When(Reject()), new ContactEvent.RejectRequested("request-1"));
        ShouldBeJournaled(Given(Missed).When(ClearContact()), new ContactEvent.ClearRequested("request-1"));
    }

    private static void ShouldBeJournaled(Story story, ContactEvent requested) => story.ThenHappened(
        new ToContact(Call, requested), new ToAgent(new AgentFact.RequestStarted(story.Picture.Session.Outstanding!)));
}
