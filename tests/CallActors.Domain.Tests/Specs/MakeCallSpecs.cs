using CallActors.Domain.Agents;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.BridgeOperation;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

public sealed class MakeCallSpecs
{
    [Fact]
    public void A_number_is_called_where_the_agent_is_free() =>
        Given().When(MakeCall()).ThenAsked(ConnectEndpoint).Endpoint.ShouldBe(ToExpert);

    [Fact]
    public void A_direct_connect_is_called_as_the_app_named_it()
    {
        var queue = new Endpoint("arn:queue/1", "1", "queue", "Support", null);
        Given().When(MakeCall(queue)).ThenAsked(ConnectEndpoint).Endpoint.ShouldBe(queue);
    }

    [Fact]
    public void An_agent_who_is_on_a_call_makes_no_other()
    {
        Given(WithCustomer).When(MakeCall()).ThenRefused("The agent is on a call: call-1.");
        Given(RingingIn).When(MakeCall()).ThenRefused("The agent is on a call: call-1.");
        Given(WithCustomer).When(Ended).When(MakeCall()).ThenAsked(ConnectEndpoint);
    }

    [Fact]
    public void Two_calls_are_not_made_at_once() =>
        Given().When(MakeCall()).When(MakeCall().As("request-2")).ThenRefused("Another request of this agent is outstanding: SetMakeCall.");

    [Fact]
    public void No_call_is_made_without_a_bridge() => Given().Detached().When(MakeCall()).ThenRefused("No bridge of this agent is connected.");
}
