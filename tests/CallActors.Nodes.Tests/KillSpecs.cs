using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using CallActors.Nodes.Tests.Running;
using Xunit.Abstractions;

namespace CallActors.Nodes.Tests;

/// <summary>Three nodes behind HAProxy under load: nodes are killed at random, and PostgreSQL is.</summary>
[Collection(PostgresCollection.Name)]
public sealed class KillSpecs(PostgresServer server, ITestOutputHelper output)
{
    private const int Agents = 4;

    private readonly Random random = new(20261122);

    [SkippableFact]
    public async Task A_random_node_killed_again_and_again_loses_nothing_acknowledged_and_nothing_is_done_twice()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("NODE_KILLS"), out var given) ? given : NodeProgram.Kills;
        var takeovers = new List<double>();
        await UnderLoadAsync(async (site, desks) =>
        {
            for (var kill = 0; kill < kills; kill++)
            {
                // Every second one has a bridge, so that few kills show a takeover too.
                var candidates = site.Nodes.Where(node => kill % 2 == 1 || desks.Any(desk => node.HasBridgeOf(desk.AgentId))).ToArray();
                var killed = candidates[random.Next(candidates.Length)];
                await Task.Delay(random.Next(500));
                var there = desks.Where(desk => killed.HasBridgeOf(desk.AgentId)).ToArray();
                var moments = there.ToDictionary(desk => desk, desk => desk.Now);
                await killed.KillAsync();
                foreach (var (desk, moment) in moments)
                {
                    await Eventually.TrueAsync(() => Task.FromResult(desk.AcceptedAfter(moment) is not null), $"{desk.AgentId} can be commanded again");
                    takeovers.Add(desk.AcceptedAfter(moment)!.Value.TotalMilliseconds);
                }

                killed.StartAgain();
                await killed.ReadyAsync();
            }
        });

        takeovers.Sort();
        takeovers.Count.ShouldBeGreaterThanOrEqualTo(kills / 2);
        output.WriteLine($"{kills} nodes killed with {takeovers.Count} bridges on them; commanded again: median {takeovers[takeovers.Count / 2]:0} ms, worst {takeovers[^1]:0} ms");
    }

    [SkippableFact]
    public async Task PostgreSQL_killed_again_and_again_under_load_loses_nothing_acknowledged()
    {
        var returns = new List<double>();
        await UnderLoadAsync(async (_, desks) =>
        {
            for (var kill = 0; kill < NodeProgram.DatabaseKills; kill++)
            {
                await Task.Delay(500 + random.Next(500));
                await server.KillAsync();
                await server.StartAsync();
                foreach (var (desk, moment) in desks.Select(desk => (desk, desk.Now)).ToArray())
                {
                    await Eventually.TrueAsync(() => Task.FromResult(desk.AcceptedAfter(moment) is not null), $"{desk.AgentId} can be commanded again");
                    returns.Add(desk.AcceptedAfter(moment)!.Value.TotalMilliseconds);
                }
            }
        });

        returns.Sort();
        output.WriteLine($"PostgreSQL killed {NodeProgram.DatabaseKills} times; commanded again after it was back: median {returns[returns.Count / 2]:0} ms, worst {returns[^1]:0} ms");
    }

    private async Task UnderLoadAsync(Func<Site, IReadOnlyList<Desk>, Task> trouble)
    {
        var desks = await SiteUnderLoad.WhileAsync(server, Agents, trouble);
        output.WriteLine($"{desks.Sum(desk => desk.Acknowledged.Count)} commands acknowledged, {desks.Sum(desk => desk.Unavailable)} asked again, "
            + $"{desks.Sum(desk => desk.Reconnections)} sockets opened again, {desks.Sum(desk => desk.Told.Count)} events told");
    }
}
