using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using CallActors.Nodes.Tests.Running;
using Xunit.Abstractions;

namespace CallActors.Akka.Tests.Nodes;

/// <summary>Three nodes on Akka.NET behind HAProxy, with agents at work: nobody is taken for dead, and nothing is lost by stopping in good order.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SteadySpecs(PostgresServer server, ITestOutputHelper output)
{
    private const int Agents = 6;

    [SkippableFact]
    public async Task Under_load_no_node_takes_another_for_dead()
    {
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("SOAK_SECONDS"), out var given) ? given : 10;
        await UnderLoadAsync(async (site, desks) =>
        {
            var before = desks.Sum(desk => desk.Reconnections);
            for (var second = 0; second < seconds; second++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
                foreach (var node in site.Nodes)
                {
                    (await node.IsReadyAsync()).ShouldNotBeNull(node.Output);
                }
            }

            var suspected = site.Nodes.Sum(node => node.Output.Split("as UNREACHABLE").Length - 1);
            var downed = site.Nodes.Sum(node => node.Output.Split("is downing").Length - 1);
            output.WriteLine($"{seconds} s under load: {suspected} times a node was suspected, {downed} times one was taken out, "
                + $"{desks.Sum(desk => desk.Reconnections) - before} sockets opened again");
            downed.ShouldBe(0);
            (desks.Sum(desk => desk.Reconnections) - before).ShouldBe(0);
        });
    }

    [SkippableFact]
    public async Task Each_node_stopped_and_started_again_in_turn_loses_nothing()
    {
        var gaps = new List<double>();
        await UnderLoadAsync(async (site, desks) =>
        {
            foreach (var node in site.Nodes)
            {
                var moments = desks.ToDictionary(desk => desk, desk => desk.Now);
                (await node.TerminateAsync()).ShouldBe(0, node.Output);
                foreach (var (desk, moment) in moments)
                {
                    await Eventually.TrueAsync(() => Task.FromResult(desk.AcceptedAfter(moment) is not null), $"{desk.AgentId} can be commanded");
                    gaps.Add(desk.AcceptedAfter(moment)!.Value.TotalMilliseconds);
                }

                node.StartAgain();
                await node.ReadyAsync();
            }
        });

        gaps.Sort();
        output.WriteLine($"{gaps.Count / Agents} nodes stopped in good order: the next command accepted after a median of {gaps[gaps.Count / 2]:0} ms, at worst {gaps[^1]:0} ms");
    }

    private async Task UnderLoadAsync(Func<Site, IReadOnlyList<Desk>, Task> doing)
    {
        var desks = await SiteUnderLoad.WhileAsync(server, Agents, doing);
        output.WriteLine($"{desks.Sum(desk => desk.Acknowledged.Count)} commands acknowledged, {desks.Sum(desk => desk.Told.Count)} events told");
    }
}
