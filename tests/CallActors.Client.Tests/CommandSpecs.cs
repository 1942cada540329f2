using CallActors.Host.Tests.Running;

namespace CallActors.Client.Tests;

/// <summary>Every command against a real host with its simulator.</summary>
public sealed class CommandSpecs(ClientFixture fixture) : IClassFixture<ClientFixture>
{
    private RunningHost Host => fixture.Host;

    [Fact]
    public async Task A_call_is_worked_from_ringing_to_cleared_and_each_outcome_is_awaited()
    {
        await using var agent = await fixture.AgentAsync();
        var contact = await Host.RingAsync(agent.AgentId);

        Said(await agent.AnswerAsync()).ShouldContain(("Inbound", CallWord.Connected));
        Said(await agent.HoldAsync(contact)).ShouldBe([("Agent", CallWord.Hold), ("Inbound", CallWord.Hold)]);
        var resumed = await agent.ResumeAsync(contact);
        Said(resumed).ShouldBe([("Agent", CallWord.Connected), ("Inbound", CallWord.Connected)]);
        var party = resumed.Events.OfType<AgentEvent.CallChanged>().Last();
        party.Connection.PreviousStatus.ShouldBe(ConnectionStatus.Hold);
        party.Connection.PhoneNumber.ShouldBe("+15550100");
        party.Connection.Buttons.Hold.ShouldBeTrue();
        party.Connection.Buttons.Resume.ShouldBeFalse();
        party.Attributes["DNIS"].ShouldBe("+15550199");
        party.QueueName.ShouldBe("Support");
        (await agent.SendDigitsAsync("12#")).Events.ShouldBeEmpty();
        (await agent.SendDigitsAsync("34", contact)).Events.ShouldBeEmpty();
        Said(await agent.DisconnectAsync(contact)).ShouldContain(("Agent", CallWord.AfterCallWork));
        var over = await agent.GetCallsAsync();
        over.Connections.Single(each => each.IsAgentsOwn).Buttons.ClearContact.ShouldBeTrue();
        over.Connections.ShouldAllBe(each => each.ContactId == contact);
        Said(await agent.ClearContactAsync(contact)).ShouldContain(("Agent", CallWord.Dropped));
        (await agent.GetCallsAsync()).Connections.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_third_party_is_consulted_swapped_joined_and_left_alone_with_the_caller()
    {
        await using var agent = await fixture.AgentAsync();
        var contact = await Host.RingAsync(agent.AgentId);
        await agent.AnswerAsync(contact);

        await agent.ConsultAsync("+15550177");
        var third = (await agent.GetCallsAsync()).Connections.Single(each => each.Type == ConnectionType.Outbound).ConnectionId;
        await Host.SimulateAsync($"connections/{third}/answer");
        await Eventually.TrueAsync(
            async () => (await agent.GetCallsAsync()).Connections.Any(each => each.ConnectionId == third && each.Status == ConnectionStatus.Connected), "he answered");
        Said(await agent.SwapAsync()).ShouldContain(("Outbound", CallWord.Hold));
        Said(await agent.ConferenceAsync(contact)).ShouldContain(("Outbound", CallWord.Connected));
        Said(await agent.TransferAsync()).ShouldContain(("Agent", CallWord.AfterCallWork));
    }

    [Fact]
    public async Task The_agent_calls_out_to_a_number_and_to_a_direct_connect()
    {
        await using var agent = await fixture.AgentAsync();
        await agent.MakeCallAsync("+15550133");
        var dialled = (await agent.GetCallsAsync()).Connections.Single(each => !each.IsAgentsOwn);
        dialled.Status.ShouldBe(ConnectionStatus.Connecting);
        await agent.DisconnectAsync(dialled.ConnectionId);
        await agent.ClearContactAsync();

        var endpoints = (await agent.GetDirectConnectsAsync()).Endpoints;
        await agent.MakeCallAsync(endpoints.First(each => each.Type == "phone_number"));
        (await agent.GetCallsAsync()).Connections.Count.ShouldBe(2);
        (await ShouldFailAsync(agent.ConsultAsync(endpoints[0]))).Type.ShouldBe(CallErrorTypes.ConsultFailed);
    }

    [Fact]
    public async Task A_call_is_rejected()
    {
        await using var agent = await fixture.AgentAsync();
        await Host.RingAsync(agent.AgentId);

        Said(await agent.RejectAsync()).ShouldContain(("Agent", CallWord.Rejected));
    }

    [Fact]
    public async Task The_agents_own_commands_change_his_state()
    {
        await using var agent = await fixture.AgentAsync();
        (await agent.LoginAsync()).Profile!.Id.ShouldBe(agent.AgentId);

        var lunch = (await agent.SetNotReadyAsync("Lunch")).Events.OfType<AgentEvent.AgentStateChanged>().Single();
        (lunch.State!.Name, lunch.State.IsRoutable, lunch.Buttons.SetReady).ShouldBe(("Lunch", false, true));
        (await agent.UpdateStateAsync("Break")).Events.OfType<AgentEvent.CcpAgentState>().Single().Name.ShouldBe("Break");
        (await agent.SetReadyAsync()).Events.OfType<AgentEvent.AgentStateChanged>().Single().State!.IsRoutable.ShouldBeTrue();
        (await agent.MuteAsync()).Events.OfType<AgentEvent.AgentStateChanged>().Single().IsMuted.ShouldBeTrue();
        (await agent.UnmuteAsync()).Events.OfType<AgentEvent.AgentStateChanged>().Single().IsMuted.ShouldBeFalse();
        (await agent.GetStatesAsync()).Choices!.Select(each => each.Name).ShouldContain("Training");
        (await agent.LogoutAsync()).Events.OfType<AgentEvent.LoggedOut>().ShouldHaveSingleItem();
        (await agent.GetAgentAsync()).IsLoggedIn.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_refused_and_what_fails_are_typed_errors()
    {
        await using var agent = await fixture.AgentAsync();
        (await ShouldFailAsync(agent.HoldAsync("nobody"))).Type.ShouldBe(CallErrorTypes.HoldFailed);
        (await ShouldFailAsync(agent.UpdateStateAsync("Nowhere"))).Type.ShouldBe(CallErrorTypes.AgentStateNotFound);
        (await ShouldFailAsync(agent.SendDigitsAsync("x"))).Type.ShouldBe(CallErrorTypes.InvalidMessage);
        var contact = await Host.RingAsync(agent.AgentId);
        await agent.AnswerAsync();
        await Host.SimulateAsync("faults", new { operation = "holdConnection", behaviour = "fail", message = "The voice service is away.", agentId = agent.AgentId, times = 1 });

        var error = await Should.ThrowAsync<CommandFailedException>(agent.HoldAsync(contact, "hold-1"));

        (error.RequestId, error.Message, error.Error.Message).ShouldBe(("hold-1", "The voice service is away.", "Call hold failed."));
        // Asked again with the same id it is the same answer, and nothing is asked of the bridge.
        (await Should.ThrowAsync<CommandFailedException>(agent.HoldAsync(contact, "hold-1"))).Error.ShouldBe(error.Error);
        (await Host.AskedAsync(agent.AgentId))["hold-1"].ShouldBe(1);
    }

    [Fact]
    public async Task A_repeat_of_what_is_outstanding_waits_for_the_same_outcome()
    {
        await using var agent = await fixture.AgentAsync();
        var contact = await Host.RingAsync(agent.AgentId);
        await agent.AnswerAsync();
        await Host.SimulateAsync("faults", new { operation = "holdConnection", behaviour = "silent", agentId = agent.AgentId, times = 1 });

        var first = agent.HoldAsync(contact, "hold-1");
        await Eventually.TrueAsync(async () => (await Host.AskedAsync(agent.AgentId)).ContainsKey("hold-1"), "the bridge was asked");
        var repeat = agent.HoldAsync(contact, "hold-1");
        await agent.GetCallsAsync();
        await agent.GetCallsAsync();
        (first.IsCompleted, repeat.IsCompleted).ShouldBe((false, false));
        // The agent does it himself in Amazon's own panel, and so it is confirmed.
        await Host.SimulateAsync($"agents/{agent.AgentId}/operations", new { operation = "holdConnection", contactId = contact, connectionId = contact });

        Said(await first).ShouldContain(("Inbound", CallWord.Hold));
        Said(await repeat).ShouldContain(("Inbound", CallWord.Hold));
        (await Host.AskedAsync(agent.AgentId))["hold-1"].ShouldBe(1);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_and_not_the_command()
    {
        await using var agent = await fixture.AgentAsync();
        var contact = await Host.RingAsync(agent.AgentId);
        await agent.AnswerAsync();
        await Host.SimulateAsync("faults", new { operation = "holdConnection", behaviour = "slow", delayMilliseconds = 1000, agentId = agent.AgentId, times = 1 });
        using var cancelling = new CancellationTokenSource();

        var hold = agent.HoldAsync(contact, "hold-1", cancelling.Token);
        await Eventually.TrueAsync(async () => (await Host.AskedAsync(agent.AgentId)).ContainsKey("hold-1"), "the bridge was asked");
        await cancelling.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(hold);
        (await agent.HoldAsync(contact, "hold-1")).Events.ShouldNotBeEmpty();
        (await Host.AskedAsync(agent.AgentId))["hold-1"].ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_an_address_or_an_agent_is_said_at_once()
    {
        await Should.ThrowAsync<ArgumentException>(CallActorsClient.ConnectAsync("ftp://somewhere", "agent1", "tests"));
        await Should.ThrowAsync<ArgumentException>(CallActorsClient.ConnectAsync(Host.Address.AbsoluteUri, "agent1", ""));
        (await Should.ThrowAsync<CallActorsException>(CallActorsClient.ConnectAsync(Host.Address.AbsoluteUri, "no such/id", "tests")))
            .Message.ShouldContain("is no agent's id");
        var options = new CallActorsOptions { Addresses = [new Uri($"http://127.0.0.1:{RunningProcess.FreePort()}")], Source = "tests", AttemptLimit = TimeSpan.FromSeconds(1) };
        await Should.ThrowAsync<SiteUnavailableException>(CallActorsClient.ConnectAsync(options, "agent1"));
    }

    private static (string, CallWord)[] Said(CommandOutcome outcome) =>
        [.. outcome.Events.OfType<AgentEvent.CallChanged>().Select(each => (each.Connection.Type.ToString(), each.Word))];

    private static async Task<CallError> ShouldFailAsync(Task<CommandOutcome> asking) =>
        (await Should.ThrowAsync<CommandFailedException>(asking)).Error;
}
