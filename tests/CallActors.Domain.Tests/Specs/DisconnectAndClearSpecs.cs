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

public sealed class DisconnectAndClearSpecs
{
    [Fact]
    public void The_customer_is_disconnected_whether_connected_or_on_hold()
    {
        Given(WithCustomer).When(Disconnect(Customer)).ThenAsked(DestroyConnection, Call, Customer);
        Given(CustomerHeld).When(Disconnect(Customer)).ThenAsked(DestroyConnection, Call, Customer);
    }

    [Fact]
    public void A_party_that_is_being_dialled_is_disconnected()
    {
        Given(Dialling).When(Disconnect(Customer)).ThenAsked(DestroyConnection, Call, Customer);
        Given(CallingBack).When(Disconnect(Customer)).ThenAsked(DestroyConnection, Call, Customer);
        Given(ExpertRinging).When(Disconnect(Expert)).ThenAsked(DestroyConnection, Call, Expert);
    }

    [Fact]
    public void Disconnect_is_journaled_as_a_request_of_the_party()
    {
        var story = Given(WithExpert).When(Disconnect(Expert));
        story.ThenHappened(
            new ToConnection(Expert, new ConnectionEvent.DisconnectRequested("request-1")),
            new ToAgent(new AgentFact.RequestStarted(story.Picture.Session.Outstanding!)));
    }

    [Fact]
    public void A_party_that_is_gone_is_not_disconnected_again() =>
        Given(Talking(Agent(Connected), First(Connected), Third(Disconnected))).When(Disconnect(Expert))
            .ThenRefused("The connection is disconnected already.");

    [Fact]
    public void Disconnect_is_refused_after_the_end() =>
        Given(WithCustomer).When(Ended).When(Disconnect(Customer)).ThenRefused("The contact is over: it is ended.");

    [Theory]
    [InlineData(null)]
    [InlineData(Call)]
    [InlineData(Own)]
    public void A_contact_that_is_over_is_cleared(string? id)
    {
        Given(WithCustomer).When(Ended).When(ClearContact(id)).ThenAsked(BridgeOperation.ClearContact, Call, Own);
        Given(RingingIn).When(Missed).When(ClearContact(id)).ThenAsked(BridgeOperation.ClearContact, Call, Own);
        Given(RingingIn).When(Rejected).When(ClearContact(id)).ThenAsked(BridgeOperation.ClearContact, Call, Own);
        Given(RingingIn).When(Failed).When(ClearContact(id)).ThenAsked(BridgeOperation.ClearContact, Call, Own);
    }

    [Fact]
    public void Clearing_is_refused_while_the_call_goes_on() =>
        Given(WithCustomer).When(ClearContact()).ThenRefused("The contact has not ended: it is connected.");

    [Fact]
    public void Clearing_is_refused_where_it_is_cleared_already() =>
        Given(WithCustomer).When(Ended).When().When(ClearContact(Call))
            .ThenRefused("The agent has no open contact; there is none with id call-1.");
}
