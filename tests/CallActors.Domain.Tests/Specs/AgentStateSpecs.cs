using CallActors.Domain.Agents;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.BridgeOperation;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

public sealed class AgentStateSpecs
{
    private static readonly Story Agent = Given().TellsStates(Available, Lunch, Busy);

    [Fact]
    public void A_state_is_asked_for_by_its_name_its_ARN_or_the_last_part_of_that()
    {
        Agent.When(SetState("Lunch")).ThenAsked(PutAgentState).State.ShouldBe(Lunch);
        Agent.When(SetState("arn:agent-state/Lunch")).ThenAsked(PutAgentState).State.ShouldBe(Lunch);
        Agent.TellsStates(Lunch with { Name = "Mittag" }).When(SetState("Lunch")).ThenAsked(PutAgentState).State!.Name.ShouldBe("Mittag");
    }

    [Fact]
    public void Ready_and_not_ready_are_asked_for_by_their_type()
    {
        Agent.When(SetState(type: AgentStates.Routable)).ThenAsked(PutAgentState).State.ShouldBe(Available);
        Agent.When(SetState(type: AgentStates.NotRoutable)).ThenAsked(PutAgentState).State.ShouldBe(Lunch);
    }

    [Fact]
    public void An_unknown_state_is_refused_and_the_known_ones_are_named() =>
        Agent.When(SetState("Dinner")).ThenRefused("The agent has no state Dinner; there are Available, Lunch.", RefusalKind.StateNotFound);

    [Theory]
    [InlineData("PendingBusy")]
    [InlineData("Busy")]
    [InlineData("FailedConnectAgent")]
    [InlineData("FailedConnectCustomer")]
    [InlineData("AfterCallWork")]
    [InlineData("MissedCallAgent")]
    public void No_agent_chooses_a_system_state(string name) => Agent.When(SetState(name)).ThenRefused(
        $"{name} is a system state: only Amazon Connect puts an agent into it.", RefusalKind.StateNotFound);

    [Fact]
    public void No_agent_chooses_a_state_of_a_type_that_only_Connect_uses() => Agent.TellsStates(Available, State("Mishap", "error"))
        .When(SetState("Mishap")).ThenRefused("The agent has no state Mishap; there are Available.", RefusalKind.StateNotFound);

    [Fact]
    public void The_state_that_the_agent_has_is_not_asked_for_again()
    {
        Agent.When(Seen(Available, null)).When(SetState("Available")).ThenRefused("The agent's state is Available already.");
        Agent.When(Seen(Busy, Lunch)).When(SetState("Lunch")).ThenRefused("The agent's state is Lunch already.");
        Agent.When(Seen(Busy, Lunch)).When(SetState("Available")).ThenAsked(PutAgentState);
    }

    [Fact]
    public void Mute_and_unmute_go_to_the_bridge()
    {
        Agent.When(Mute()).ThenAsked(BridgeOperation.Mute);
        Agent.When(Unmute()).ThenAsked(BridgeOperation.Unmute);
        Agent.Detached().When(Mute()).ThenRefused("No bridge of this agent is connected.");
    }

    [Fact]
    public void What_a_report_says_of_the_agent_is_taken()
    {
        var since = Busy with { Since = At(2) };
        Agent.When(Seen(since, Lunch)).ThenHappened(
            new ToAgent(new AgentFact.StateChanged(since, Lunch)), new ToAgent(new AgentFact.ReportTaken(At(2))));
        Agent.When(Report(2) with { Muted = true }).ThenHappened(
            new ToAgent(new AgentFact.MuteChanged(true)), new ToAgent(new AgentFact.ReportTaken(At(2))));
        Agent.When(Report(2)).ThenNothing();
    }

    [Fact]
    public void States_and_endpoints_that_were_told_before_change_nothing()
    {
        Agent.TellsStates(Available, Lunch, Busy).ThenNothing();
        Agent.TellsStates(Available).Picture.Session.States.ShouldBe([Available]);
        var told = Agent.Take(Attaching.TellEndpoints(Agent.Picture, [ToExpert]));
        told.Picture.Session.Endpoints.ShouldBe([ToExpert]);
        told.Take(Attaching.TellEndpoints(told.Picture, [ToExpert])).ThenNothing();
    }

    private static AgentReport Seen(AgentState state, AgentState? next) => Report(2) with { State = state, NextState = next };
}
