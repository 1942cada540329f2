using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;

namespace CallActors.Akka.Tests.Discovery;

/// <summary>The program as its operator starts it, told where nodes are to be found.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DiscoveringProgramSpecs(PostgresServer server)
{
    private readonly int management = RunningProcess.FreePort();

    [SkippableFact]
    public async Task A_node_finds_itself_and_serves_and_another_at_its_place_is_told_that_it_is_taken()
    {
        var database = await server.CreateDatabaseAsync();
        var url = $"http://127.0.0.1:{RunningProcess.FreePort()}";
        await using var node = Start(database, url);
        await node.ReadyAsync(new Uri($"{url}/health/ready"), TimeSpan.FromMinutes(1));

        await using var other = Start(database, $"http://127.0.0.1:{RunningProcess.FreePort()}");
        (await other.ExitAsync(TimeSpan.FromMinutes(1))).ShouldBe(1);
        other.Output.ShouldContain($"It is not possible to tell other nodes at 127.0.0.1:{management} who is in the cluster");
        other.Output.ShouldContain("give another place with --cluster-management.");
    }

    private RunningProcess Start(string database, string url) => RunningProcess.Start(
        "CallActors.Akka", "--journal", $"postgres:{database}", "--urls", url, "--simulator", "off", "--cluster-port", $"{RunningProcess.FreePort()}",
        "--cluster-discovery", $"config:127.0.0.1:{management}", "--cluster-management", $"127.0.0.1:{management}");
}
