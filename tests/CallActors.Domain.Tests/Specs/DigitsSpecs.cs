using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Connections.ConnectionStatus;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

public sealed class DigitsSpecs
{
    [Theory]
    [InlineData(null)]
    [InlineData(Call)]
    [InlineData(Own)]
    public void Digits_go_to_the_customer(string? id)
    {
        var asked = Given(WithCustomer).When(SendDigits("0123456789*#AD", id)).ThenAsked(BridgeOperation.SendDigits, Call, Customer);
        asked.Digits.ShouldBe("0123456789*#AD");
    }

    [Fact]
    public void Digits_go_to_the_bridge_and_nowhere_else()
    {
        var ask = SendDigits("918273645");
        var story = Given(WithCustomer).When(ask);
        story.ThenHappened(
            new ToConnection(Customer, new ConnectionEvent.DigitsRequested("request-1", 9)),
            new ToAgent(new AgentFact.RequestStarted(story.Picture.Session.Outstanding!)));

        var change = (Decision.Change)story.Last;
        Content.Of(story.Picture).ShouldNotContain("918273645");
        change.Happened.ShouldAllBe(each => !Content.Of(each).Contains("918273645"));
        $"{ask} {change} {change.Ask} {story}".ShouldNotContain("918273645");
        story.When(SendDigits("918273645").As("request-2")).Last.ToString()!.ShouldNotContain("918273645");
    }

    [Fact]
    public void Digits_go_to_the_one_with_whom_the_agent_talks()
    {
        Given(WithExpert).When(SendDigits("1")).ThenAsked(BridgeOperation.SendDigits, Call, Expert);
        Given(ExpertHeld).When(SendDigits("1", Own)).ThenAsked(BridgeOperation.SendDigits, Call, Customer);
        Given(ExpertAlone).When(SendDigits("1")).ThenAsked(BridgeOperation.SendDigits, Call, Expert);
        Given(BothHeld).When(SendDigits("1")).ThenAsked(BridgeOperation.SendDigits, Call, Customer);
    }

    [Fact]
    public void Digits_go_to_the_party_that_is_named()
    {
        Given(Conferenced).When(SendDigits("1", Expert)).ThenAsked(BridgeOperation.SendDigits, Call, Expert);
        Given(WithExpert).When(SendDigits("1", Customer)).ThenAsked(BridgeOperation.SendDigits, Call, Customer);
        Given(ExpertAlone).When(SendDigits("1", Call)).ThenAsked(BridgeOperation.SendDigits, Call, Expert);
    }

    [Fact]
    public void Digits_are_refused_where_nobody_can_hear_them()
    {
        Given(Dialling).When(SendDigits("1")).ThenRefused("The contact is not connected: it is being dialled.");
        Given(Talking(Agent(Connected))).When(SendDigits("1")).ThenRefused("There is no party on the call.");
        Given(WithExpert).When(WithCustomer).When(SendDigits("1", Expert)).ThenRefused("The connection is disconnected already.");
        Given(WithCustomer).When(Ended).When(SendDigits("1")).ThenRefused("The contact is over: it is ended.");
        Given(WithCustomer).Detached().When(SendDigits("1")).ThenRefused("No bridge of this agent is connected.");
    }
}
