using System.Text.Json;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster.Sharding;
using CallActors.Akka.Tests.Cluster;
using CallActors.Contracts;
using CallActors.Contracts.Akka;
using CallActors.Engine;
using CallActors.Engine.Tests.Engine;
using CallActors.Engine.Tests.Journal;
using Npgsql;

namespace CallActors.Akka.Tests.Services;

/// <summary>Services that join as nodes of a role of their own.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ServiceSpecs(PostgresServer server)
{
    private static readonly EngineOptions Options = new() { Deadline = TimeSpan.FromSeconds(30), JournalRetry = TimeSpan.FromMilliseconds(20) };

    [SkippableFact]
    public async Task A_service_asks_an_agent_and_hears_what_became_of_it()
    {
        await using var cluster = await ClusterOfNodes.StartAsync(server, 2, Options);
        await using var service = await ServiceNode.StartAsync(cluster);
        var bridge = await CallAsync(cluster, "agent1");

        service.Ask("agent1", "Hold", "r-1", Scene.ContactId);
        (await service.NextAsync<AskAnswered>()).ShouldSatisfyAllConditions(
            answered => answered.Answer.ShouldBe(AskedAnswer.Accepted), answered => answered.RequestId.ShouldBe("r-1"));
        await Waiting.UntilAsync("the bridge is asked", () => bridge.Requests.Count == 1);

        // As if the answer had been lost on the way.
        service.Ask("agent1", "Hold", "r-1", Scene.ContactId);
        (await service.NextAsync<AskAnswered>()).Answer.ShouldBe(AskedAnswer.Answered);

        await bridge.ReportAsync(0, Scene.Held(0));
        var ended = await service.NextAsync<AskEnded>();
        ended.Error.ShouldBeNull();
        ended.Events.Count.ShouldBe(2);
        bridge.Requests.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task A_service_does_not_wait_for_ever_for_an_end_that_cannot_be_journaled_and_hears_it_when_it_asks_again()
    {
        await using var cluster = await ClusterOfNodes.StartAsync(server, 1, Options with { Deadline = TimeSpan.FromSeconds(3) });
        await using var service = await ServiceNode.StartAsync(cluster);
        await CallAsync(cluster, "agent1");
        await using (var locking = new NpgsqlConnection(cluster.Database + ";Pooling=false"))
        {
            await locking.OpenAsync();
            service.Ask("agent1", "Hold", "r-1", Scene.ContactId);
            (await service.NextAsync<AskAnswered>()).Answer.ShouldBe(AskedAnswer.Accepted);
            await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE journal IN EXCLUSIVE MODE", locking);
            await command.ExecuteNonQueryAsync();

            var ended = await service.NextAsync<AskEnded>();
            ended.RequestId.ShouldBe("r-1");
            ended.Events.ShouldBeEmpty();
            ErrorIn(ended.Error).ShouldBe(
                ("JOURNAL_UNAVAILABLE", "The request was accepted, and how it ended cannot be journaled at the moment; ask again with the same requestId to hear it."));
        }

        await Waiting.UntilAsync("the end is heard", async () =>
        {
            service.Ask("agent1", "Hold", "r-1", Scene.ContactId);
            // Until it is journaled it is outstanding, and what ends then is told as well.
            var (type, message) = await service.NextAsync() switch
            {
                AskAnswered answered => ErrorIn(answered.Event),
                AskEnded late => ErrorIn(late.Error),
                _ => default,
            };
            return type == "HOLD_CALL_FAILED" && message == "Amazon Connect did not confirm within 3 s.";
        });
    }

    [SkippableTheory]
    [InlineData("Hold", null, "INVALID_MESSAGE", "requestId")]
    [InlineData("Hold", "not possible", "INVALID_MESSAGE", "requestId")]
    [InlineData("Levitate", "r-1", "INVALID_MESSAGE", "Levitate")]
    [InlineData("Resume", "r-1", "RESUME_CALL_FAILED", "not on hold")]
    public async Task What_cannot_be_asked_is_refused_in_the_words_of_every_app(string subtopic, string? requestId, string type, string words)
    {
        await using var cluster = await ClusterOfNodes.StartAsync(server, 1, Options);
        await using var service = await ServiceNode.StartAsync(cluster);
        await CallAsync(cluster, "agent1");

        service.Ask("agent1", subtopic, requestId, Scene.ContactId);

        var answered = await service.NextAsync<AskAnswered>();
        answered.Answer.ShouldBe(AskedAnswer.Refused);
        ErrorIn(answered.Event).Type.ShouldBe(type);
        ErrorIn(answered.Event).Message.ShouldContain(words);
    }

    [SkippableFact]
    public async Task A_service_follows_agents_over_nodes_that_stop_each_change_once_and_in_order()
    {
        await using var cluster = await ClusterOfNodes.StartAsync(server, 3, Options);
        await using var service = await ServiceNode.StartAsync(cluster);
        string[] agents = [.. Enumerable.Range(1, 8).Select(number => $"agent{number}")];
        var bridges = await Task.WhenAll(agents.Select(agentId => CallAsync(cluster, agentId)));
        (await service.AgentsAsync(cluster)).ShouldBe(agents);
        foreach (var agentId in agents)
        {
            service.Follow(agentId);
        }

        var last = new Dictionary<string, long>();
        while (last.Count < agents.Length)
        {
            var begun = await service.NextAsync<AgentFollowed>();
            begun.State!.Value.GetProperty("message").GetProperty("calls").GetArrayLength().ShouldBe(2);
            last[begun.AgentId] = begun.Revision;
        }

        for (var second = 0; second < 6; second++)
        {
            if (second is 2 or 4)
            {
                await cluster.StopAsync(cluster.Nodes[^1]);
            }

            await Task.WhenAll(bridges.Select(bridge => bridge.ReportAsync(second, second % 2 == 0 ? Scene.Held(second) : Scene.Connected(second))));
            foreach (var _ in agents)
            {
                var told = await service.NextAsync<ToldOfAgent>();
                told.Previous.ShouldBeLessThanOrEqualTo(last[told.AgentId], "nothing is missing before it");
                told.Revision.ShouldBeGreaterThan(last[told.AgentId], "nothing is told twice");
                last[told.AgentId] = told.Revision;
                told.Events.ShouldAllBe(each => each.GetProperty("meta").GetProperty("revision").GetInt64() == told.Revision);
                told.Events[0].GetProperty("message").GetProperty("call").GetProperty("event").GetString().ShouldBe(second % 2 == 0 ? "hold" : "connected");
            }
        }
    }

    [SkippableFact]
    public async Task A_message_of_a_newer_service_is_let_go_and_the_next_is_taken()
    {
        await using var cluster = await ClusterOfNodes.StartAsync(server, 1, Options);
        await using var service = await ServiceNode.StartAsync(cluster);
        await CallAsync(cluster, "agent1");

        service.Tell(new OfNewerVersion("agent1"));
        service.Ask("agent1", "StateSync", "r-1", null);

        (await service.NextAsync<AskAnswered>()).Answer.ShouldBe(AskedAnswer.Answered);
        cluster.Nodes[0].Membership.NodesUp.ShouldBe(2);
    }

    private static (string Type, string Message) ErrorIn(JsonElement? answer) => answer is { } json && json.TryGetProperty("data", out var data)
        ? (data.GetProperty("errorType").GetString()!, data.GetProperty("errorMessage").GetString()!)
        : ("", "");

    private static async Task<FakeBridge> CallAsync(ClusterOfNodes cluster, string agentId)
    {
        var bridge = new FakeBridge(cluster.Nodes[0], agentId);
        await bridge.AttachAsync();
        await bridge.ReportAsync(-60, Scene.Connected(-60));
        return bridge;
    }
}
