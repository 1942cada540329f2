using System.Collections.Concurrent;
using CallActors.Host.Tests.Running;

namespace CallActors.Client.Tests;

/// <summary>A host that is killed while a client works with it.</summary>
public sealed class RestartSpecs
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

        using var ending = new CancellationTokenSource();
        var (done, failed) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        var working = Task.Run(() => WorkAsync(agent, contact, done, failed, ending.Token));
        for (var kill = 0; kill < 5; kill++)
        {
            var before = done.Count;
            await Eventually.TrueAsync(() => Task.FromResult(done.Count > before), "a command is done");
            await Task.Delay(kill * 7);
            await host.KillAsync();
            host.StartAgain();
            await host.ReadyAsync();
            await host.BridgeAsync(Agent);
        }

        await ending.CancelAsync();
        await working;
        // Outcomes come another way than events, so the last ones may be known before they are told.
        await Eventually.TrueAsync(
            () => Task.FromResult(!done.Concat(failed).Except(log.Events.Where(each => each.ResumeAfter is not null).Select(each => each.Meta?.RequestId)).Any()),
            "every command's end is told");

        (await host.AskedAsync(Agent)).Values.ShouldAllBe(times => times == 1);
        var told = log.Events.Where(each => each.Meta!.Part is not null).ToArray();
        told.Select(each => (each.Meta!.Revision, each.Meta.Part)).ShouldBeUnique();
        told.Zip(told.Skip(1)).ShouldAllBe(pair => pair.Second.Meta!.Part == 1
            ? pair.First.Meta!.Part == pair.First.Meta.Parts && pair.Second.Meta.Previous == pair.First.Meta.Revision
            : pair.Second.Meta.Revision == pair.First.Meta!.Revision && pair.Second.Meta.Part == pair.First.Meta.Part + 1);
        log.Events.OfType<AgentEvent.CallsSynced>().ShouldHaveSingleItem();
        Console.WriteLine($"RestartSpecs: {done.Count} commands done, {failed.Count} failed, {told.Length} events told over 5 kills");
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

    private static async Task WorkAsync(
        AgentClient agent, string contact, ConcurrentQueue<string> done, ConcurrentQueue<string> failed, CancellationToken ending)
    {
        for (var number = 0; !ending.IsCancellationRequested; number++)
        {
            var id = $"work-{number}";
            try
            {
                var isHeld = (await agent.GetCallsAsync(CancellationToken.None)).Connections.Any(each => !each.IsAgentsOwn && each.Status == ConnectionStatus.Hold);
                await (isHeld ? agent.ResumeAsync(contact, id, CancellationToken.None) : agent.HoldAsync(contact, id, CancellationToken.None));
                done.Enqueue(id);
            }
            catch (CommandFailedException error) when (error.Message.StartsWith("The bridge was lost", StringComparison.Ordinal))
            {
                failed.Enqueue(id);
            }
            catch (CommandFailedException)
            {
                // Refused: no bridge yet, or it is so already. Nothing was asked, so nothing is told.
            }

            await Task.Delay(10, CancellationToken.None);
        }
    }
}
