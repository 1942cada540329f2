using System.Net;
using CallActors.Host.Tests.Running;

namespace CallActors.Client.Tests;

/// <summary>Events over lost sockets and killed hosts: each once, in order, none missing.</summary>
public sealed class EventSpecs(ClientFixture fixture) : IClassFixture<ClientFixture>
{
    private RunningHost Host => fixture.Host;

    [Fact]
    public async Task Events_begin_with_what_is_true_now_and_go_on_with_what_comes()
    {
        await using var agent = await fixture.AgentAsync();
        var contact = await Host.RingAsync(agent.AgentId);
        await agent.AnswerAsync();
        await using var log = new EventLog(ending => agent.Events(cancellation: ending));
        await log.WaitAsync<AgentEvent.AgentSynced>();

        await agent.HoldAsync(contact, "hold-1");
        var held = await log.WaitAsync<AgentEvent.CallChanged>(each => !each.Connection.IsAgentsOwn);

        log.Events[0].ShouldBeOfType<AgentEvent.CallsSynced>().Connections.Count.ShouldBe(2);
        log.Events[1].ShouldBeOfType<AgentEvent.AgentSynced>().State!.Name.ShouldNotBeNull();
        log.Events.Skip(2).ShouldAllBe(each => each is AgentEvent.CallChanged);
        held.Word.ShouldBe(CallWord.Hold);
        held.Meta!.RequestId.ShouldBe("hold-1");
        held.Meta.IsBridgeAttached.ShouldBeTrue();
        held.ResumeAfter.ShouldBe(held.Meta.Revision);
        log.Events.OfType<AgentEvent.CallChanged>().First().ResumeAfter.ShouldBeNull("a change has two parts");
    }

    [Fact]
    public async Task A_service_that_was_away_goes_on_after_what_it_had_dealt_with()
    {
        await using var agent = await fixture.AgentAsync();
        var contact = await Host.RingAsync(agent.AgentId);
        await agent.AnswerAsync();
        long? dealtWith = null;
        await foreach (var each in agent.Events())
        {
            dealtWith = each.ResumeAfter ?? dealtWith ?? each.Meta!.Revision;
            if (each is AgentEvent.AgentSynced)
            {
                break;
            }
        }

        await agent.HoldAsync(contact, "while-away");
        await agent.ResumeAsync(contact, "and-again");
        await using var log = new EventLog(ending => agent.Events(dealtWith, ending));
        await log.WaitAsync<AgentEvent.CallChanged>(each => each.Meta!.RequestId == "and-again" && each.ResumeAfter is not null);

        log.Events.Select(each => each.Meta!.RequestId).ShouldBe(["while-away", "while-away", "and-again", "and-again"]);
    }

    [Fact]
    public async Task What_is_too_long_ago_is_told_as_the_state()
    {
        await using var agent = await fixture.AgentAsync();
        await using var log = new EventLog(ending => agent.Events(after: 1_000_000, ending));
        await log.WaitAsync<AgentEvent.CallsSynced>();
        await log.WaitAsync<AgentEvent.AgentSynced>();
    }

    [Fact]
    public async Task Two_loops_over_one_client_are_refused()
    {
        await using var agent = await fixture.AgentAsync();
        await using var log = new EventLog(ending => agent.Events(cancellation: ending));
        await log.WaitAsync<AgentEvent.CallsSynced>();

        await Should.ThrowAsync<InvalidOperationException>(async () => { await foreach (var _ in agent.Events()) { } });
    }

    [Fact]
    public async Task The_failure_of_another_apps_command_is_told()
    {
        await using var agent = await fixture.AgentAsync();
        var contact = await Host.RingAsync(agent.AgentId);
        await agent.AnswerAsync();
        await using var log = new EventLog(ending => agent.Events(cancellation: ending));
        await log.WaitAsync<AgentEvent.AgentSynced>();
        await Host.SimulateAsync("faults", new { operation = "holdConnection", behaviour = "fail", message = "Away.", agentId = agent.AgentId, times = 1 });

        await Host.AskAsync(agent.AgentId, "Hold", contact);

        (await log.WaitAsync<AgentEvent.Failed>()).Error.ShouldBe(new CallError(CallErrorTypes.HoldFailed, "Away.", "Call hold failed."));
    }

    [Fact]
    public async Task All_agents_of_the_site_are_followed_and_those_seen_later_too()
    {
        await using var first = await fixture.AgentAsync();
        await using var site = new CallActorsClient(
            new CallActorsOptions { Addresses = [Host.Address], Source = "tests", ListEvery = TimeSpan.FromMilliseconds(100) });
        await using var log = new EventLog(ending => site.AllEvents(cancellation: ending));
        await log.WaitAsync<AgentEvent.AgentSynced>(each => each.AgentId == first.AgentId);

        await using var later = await fixture.AgentAsync();
        await log.WaitAsync<AgentEvent.AgentSynced>(each => each.AgentId == later.AgentId);
        await Host.RingAsync(later.AgentId);
        await Host.RingAsync(first.AgentId);

        await log.WaitAsync<AgentEvent.CallChanged>(each => each.AgentId == later.AgentId);
        await log.WaitAsync<AgentEvent.CallChanged>(each => each.AgentId == first.AgentId);
        (await site.AgentsAsync()).Select(each => each.AgentId).ShouldContain(later.AgentId);
    }

    [Fact]
    public async Task More_agents_than_are_to_be_followed_is_an_error_and_not_a_silent_part()
    {
        await using var first = await fixture.AgentAsync();
        await using var second = await fixture.AgentAsync();
        await using var site = new CallActorsClient(new CallActorsOptions { Addresses = [Host.Address], Source = "tests", AgentsMost = 1 });

        var error = await Should.ThrowAsync<CallActorsException>(async () => { await foreach (var _ in site.AllEvents()) { } });

        error.Message.ShouldContain("raise AgentsMost");
    }

    [Fact]
    public async Task An_address_that_is_no_nodes_ends_the_events_with_an_error()
    {
        await using var site = new CallActorsClient(new CallActorsOptions { Addresses = [new Uri(Host.Address, "nowhere")], Source = "tests" });

        (await Should.ThrowAsync<CallActorsException>(async () => { await foreach (var _ in site.Agent("agent1").Events()) { } }))
            .Message.ShouldContain("is the address right");
    }
}
