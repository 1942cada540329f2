using CallActors.Host.Tests.Running;
using Xunit.Abstractions;

namespace CallActors.Client.Tests;

/// <summary>A host that is killed while a client works with it.</summary>
public sealed class RestartSpecs(ITestOutputHelper output)
{
    private const string Agent = "agent1";

    [Fact]
    public async Task Over_kills_of_the_host_every_command_is_done_once_and_every_event_is_told_once()
    {
        await using var host = await RunningHost.StartAsync();
        await host.WithPatienceAsync();
        await host.BridgeAsync(Agent);
        var options = new CallActorsOptions
        {
            // One that nobody listens at, and the host: any node will do.
            Addresses = [new Uri($"http://127.0.0.1:{RunningProcess.FreePort()}"), host.Address],
            Source = "tests",
            CommandPatience = TimeSpan.FromMinutes(2),
            LongestPause = TimeSpan.FromSeconds(1),
        };
        await using var agent = await CallActorsClient.ConnectAsync(options, Agent);
        var contact = await host.RingAsync(Agent);
        await agent.AnswerAsync();
        await using var log = new EventLog(ending => agent.Events(cancellation: ending));
        await log.WaitAsync<AgentEvent.AgentSynced>();

        await using var work = new Work(agent, contact);
        for (var kill = 0; kill < 5; kill++)
        {
            await work.GoesOnAsync();
            await Task.Delay(kill * 7);
            await host.KillAsync();
            host.StartAgain();
            await host.ReadyAsync();
            await host.BridgeAsync(Agent);
        }

        await work.EndAsync();
        await work.ToldOnceInOrderAsync(log);
        (await host.AskedAsync(Agent)).Values.ShouldAllBe(times => times == 1);
        output.WriteLine($"{work} over 5 kills");
    }

    [Fact]
    public async Task A_host_that_is_away_for_longer_than_the_patience_leaves_the_outcome_unknown_and_the_id_to_ask_again()
    {
        await using var host = await RunningHost.StartAsync("--deadline-seconds", "120");
        await host.WithPatienceAsync();
        await host.BridgeAsync(Agent);
        await using var agent = await CallActorsClient.ConnectAsync(
            new CallActorsOptions { Addresses = [host.Address], Source = "tests", CommandPatience = TimeSpan.FromMilliseconds(500) }, Agent);
        var contact = await host.RingAsync(Agent);
        await agent.AnswerAsync();
        await host.SimulateAsync("faults", new { operation = "holdConnection", behaviour = "silent", agentId = Agent, times = 1 });

        var hold = agent.HoldAsync(contact, "hold-1");
        await Eventually.TrueAsync(async () => (await host.AskedAsync(Agent)).ContainsKey("hold-1"), "the bridge was asked");
        await host.KillAsync();

        (await Should.ThrowAsync<OutcomeUnknownException>(hold)).RequestId.ShouldBe("hold-1");
        host.StartAgain();
        await host.ReadyAsync();
        (await Should.ThrowAsync<CommandFailedException>(async () =>
        {
            await host.BridgeAsync(Agent);
            await agent.HoldAsync(contact, "hold-1");
        })).Message.ShouldBe("The bridge was lost before Amazon Connect confirmed.");
        (await host.AskedAsync(Agent))["hold-1"].ShouldBe(1);
    }
}
