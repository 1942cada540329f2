using CallActors.Connect.Tests.Loopback;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using CallActors.Nodes.Tests.Running;

namespace CallActors.Akka.Tests.Services;

/// <summary>The sample as its user starts it: a node of another role, beside three nodes with agents.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SampleSpecs(PostgresServer server)
{
    [SkippableFact]
    public async Task PauseRecordingInCluster_pauses_on_hold_and_resumes_and_goes_on_after_a_node_was_killed()
    {
        await using var amazon = await LoopbackServer.StartAsync();
        amazon.Answers = _ => new Answer(200, """{"Contact":{"InitialContactId":"the-first"} }""");
        await using var site = await Site.StartAsync(server, nodes: 3, agents: 2);
        await using var sample = RunningProcess.StartProgram(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "PauseRecordingInCluster.dll"), "--cluster-seeds", NodeProgram.SeedsOf(site.Database), "--instance-id", "instance-1"],
            new Dictionary<string, string>
            {
                ["AWS_ENDPOINT_URL_CONNECT"] = amazon.Url,
                ["AWS_REGION"] = "eu-central-1",
                ["AWS_ACCESS_KEY_ID"] = "test",
                ["AWS_SECRET_ACCESS_KEY"] = "test",
            });
        var contacts = new Dictionary<string, string>();
        foreach (var agentId in new[] { "agent1", "agent2" })
        {
            await SaidAsync(sample, $"{agentId}: followed");
            await using var app = await site.Nodes[0].OpenAsync(agentId, "?meta=true");
            contacts[agentId] = await site.AnsweredAsync(agentId, app);
            await HoldAndResumeAsync(site, sample, agentId, contacts[agentId], 1);
        }

        await site.Nodes[2].KillAsync();

        foreach (var (agentId, contact) in contacts)
        {
            await HoldAndResumeAsync(site, sample, agentId, contact, 2);
        }

        amazon.Received.Count(each => each.Target == "/contact/suspend-recording").ShouldBe(4);
        amazon.Received.Count(each => each.Target == "/contact/resume-recording").ShouldBe(4);
    }

    private static async Task HoldAndResumeAsync(Site site, RunningProcess sample, string agentId, string contact, int times)
    {
        foreach (var (subtopic, done) in new[] { ("Hold", "paused"), ("Resume", "resumed") })
        {
            await using var app = await site.Nodes[0].OpenAsync(agentId, "?meta=true");
            await Eventually.TrueAsync(async () =>
            {
                using var answer = await site.Nodes[0].AskAsync(agentId, subtopic, contact, $"{agentId}-{subtopic}-{times}");
                return answer.IsSuccessStatusCode;
            }, $"{agentId} can be asked to {subtopic}");
            await SaidAsync(sample, $"{contact}: the recording is {done}", times);
        }
    }

    private static Task SaidAsync(RunningProcess sample, string line, int times = 1) => Eventually.TrueAsync(
        () => Task.FromResult(sample.Output.Split(line).Length > times), () => $"the sample says \"{line}\"; it said:\n{sample.Output}");
}
