using CallActors.Client;
using CallActors.Client.Tests;
using CallActors.Engine.Tests.Journal;
using CallActors.Nodes.Tests.Running;
using Xunit.Abstractions;

namespace CallActors.Nodes.Tests;

/// <summary>The .NET client with the load balancer's address alone.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ClientSpecs(PostgresServer server, ITestOutputHelper output)
{
    private const string Agent = "agent1";

    [SkippableFact]
    public async Task The_client_goes_on_by_itself_while_each_node_is_killed_in_turn_and_is_told_everything_once()
    {
        await using var site = await Site.StartAsync(server, nodes: 3, withBalancer: true);
        var options = new CallActorsOptions
        {
            Addresses = [site.Front.BaseAddress!],
            Source = "tests",
            CommandPatience = TimeSpan.FromMinutes(2),
            LongestPause = TimeSpan.FromSeconds(1),
        };
        await using var agent = await CallActorsClient.ConnectAsync(options, Agent);
        string contact;
        await using (var app = await site.OpenAsync(Agent))
        {
            contact = await site.AnsweredAsync(Agent, app);
        }

        await using var log = new EventLog(ending => agent.Events(cancellation: ending));
        await log.WaitAsync<AgentEvent.AgentSynced>();

        await using var work = new Work(agent, contact);
        // One of them has the client's socket, and one the bridge.
        foreach (var node in site.Nodes)
        {
            await work.GoesOnAsync();
            await node.KillAsync();
            await work.GoesOnAsync();
            node.StartAgain();
            await node.ReadyAsync();
        }

        await work.GoesOnAsync();
        await work.EndAsync();
        await work.ToldOnceInOrderAsync(log);
        (await site.AskedAsync(Agent)).Values.ShouldAllBe(times => times == 1);
        output.WriteLine($"{work} over 3 kills");
    }
}
