using CallActors.Domain.Agents;
using CallActors.Engine;

namespace CallActors.Edge.Feeds;

/// <summary>Gives what a delivery says to the engine: the agents side by side, each agent's reports by their own times.</summary>
internal sealed class FeedReports(ICallEngine engine)
{
    private const int AgentsAtOnce = 32;

    /// <summary>Returns when all that follows is durable.</summary>
    public Task GiveAsync(IEnumerable<(string AgentId, AgentReport Report)> reports, CancellationToken cancellation) => Parallel.ForEachAsync(
        reports.GroupBy(each => each.AgentId, each => each.Report, StringComparer.Ordinal),
        new ParallelOptions { MaxDegreeOfParallelism = AgentsAtOnce, CancellationToken = cancellation },
        async (agent, stopping) =>
        {
            foreach (var report in agent.OrderBy(report => report.At))
            {
                await engine.ReportAsync(agent.Key, report, stopping);
            }
        });
}
