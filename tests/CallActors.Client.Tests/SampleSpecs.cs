using CallActors.Connect.Tests.Loopback;
using CallActors.Host.Tests.Running;

namespace CallActors.Client.Tests;

/// <summary>The samples as their users start them, beside a real host.</summary>
public sealed class SampleSpecs(ClientFixture fixture) : IClassFixture<ClientFixture>
{
    private RunningHost Host => fixture.Host;

    [Fact]
    public async Task WrapUp_clears_what_is_over_after_its_time_and_sets_the_agents_state()
    {
        await using var agent = await fixture.AgentAsync();
        await using var sample = RunningProcess.Start("WrapUp", "--url", Host.Address.AbsoluteUri, "--after-seconds", "1", "--state", "Lunch");
        var contact = await Host.RingAsync(agent.AgentId);
        await agent.AnswerAsync();

        await agent.DisconnectAsync(contact);

        await Eventually.TrueAsync(
            async () => (await agent.GetCallsAsync()).Connections.Count == 0 && (await agent.GetAgentAsync()).State?.Name == "Lunch",
            () => $"it is cleared, and the agent at lunch; the sample said:\n{sample.Output}");
        sample.Output.ShouldContain($"{agent.AgentId}: cleared {contact}");
    }

    [Fact]
    public async Task WrapUp_begun_later_clears_what_was_over_before_and_leaves_what_the_agent_cleared()
    {
        await using var agent = await fixture.AgentAsync();
        await using var quicker = await fixture.AgentAsync();
        var contact = await Host.RingAsync(agent.AgentId);
        await agent.AnswerAsync();
        await agent.DisconnectAsync(contact);
        await using var sample = RunningProcess.Start("WrapUp", "--url", Host.Address.AbsoluteUri, "--after-seconds", "1");
        await Eventually.TrueAsync(() => Task.FromResult(sample.Output.Contains($"cleared {contact}", StringComparison.Ordinal)), () => $"it clears it; it said:\n{sample.Output}");

        var other = await Host.RingAsync(quicker.AgentId);
        await quicker.AnswerAsync();
        await quicker.DisconnectAsync(other);
        await quicker.ClearContactAsync(other);

        await Task.Delay(TimeSpan.FromSeconds(1.5));
        sample.Output.ShouldNotContain(other);
    }

    [Fact]
    public async Task WrapUp_goes_on_after_the_host_was_killed()
    {
        await using var host = await RunningHost.StartAsync();
        await host.WithPatienceAsync();
        await host.BridgeAsync("agent1");
        await using var sample = RunningProcess.Start("WrapUp", "--url", host.Address.AbsoluteUri, "--after-seconds", "3");
        await using var agent = await CallActorsClient.ConnectAsync(host.Address.AbsoluteUri, "agent1", "tests");
        var contact = await host.RingAsync("agent1");
        await agent.AnswerAsync();
        await agent.DisconnectAsync(contact);

        await host.RestartAsync();

        await Eventually.TrueAsync(
            async () => (await agent.GetCallsAsync()).Connections.Count == 0, () => $"it is cleared; the sample said:\n{sample.Output}");
        (await host.BridgeRequestsAsync("agent1")).Count(each => each.GetProperty("operation").GetString() == "clearContact").ShouldBe(1);
    }

    [Fact]
    public async Task PauseRecording_pauses_on_hold_and_resumes_in_the_words_of_Amazons_API()
    {
        await using var amazon = await LoopbackServer.StartAsync();
        amazon.Answers = _ => new Answer(200, """{"Contact":{"InitialContactId":"the-first"} }""");
        await using var agent = await fixture.AgentAsync();
        await using var sample = StartPauseRecording(amazon);
        var contact = await Host.RingAsync(agent.AgentId);
        await agent.AnswerAsync();

        for (var time = 1; time <= 2; time++)
        {
            await agent.HoldAsync(contact);
            await SaidAsync(sample, $"{contact}: the recording is paused", time);
            await agent.ResumeAsync(contact);
            await SaidAsync(sample, $"{contact}: the recording is resumed", time);
        }

        var sent = amazon.Received.Where(each => each.Body.Contains(contact, StringComparison.Ordinal)).ToArray();
        sent.Select(each => each.Target).ShouldBe(
            ["/contact/suspend-recording", "/contact/resume-recording", "/contact/suspend-recording", "/contact/resume-recording"]);
        sent.ShouldAllBe(each => each.Body == $$"""{"InstanceId":"instance-1","ContactId":"{{contact}}","InitialContactId":"the-first"}""");
        sent.ShouldAllBe(each => each.Authorization.Contains("Credential=test/"));
    }

    [Fact]
    public async Task PauseRecording_begun_later_pauses_what_is_on_hold_already_and_says_what_Amazon_refuses()
    {
        await using var amazon = await LoopbackServer.StartAsync();
        amazon.Answers = _ => new Answer(
            400, """{"Message":"Recording is not enabled."}""", new() { ["x-amzn-ErrorType"] = "InvalidRequestException" });
        await using var agent = await fixture.AgentAsync();
        var contact = await Host.RingAsync(agent.AgentId);
        await agent.AnswerAsync();
        await agent.HoldAsync(contact);

        await using var sample = StartPauseRecording(amazon);

        await SaidAsync(sample, $"{contact}: the recording was not paused: Recording is not enabled.", 1);
    }

    [Fact]
    public async Task A_sample_without_what_it_needs_says_so()
    {
        await using var sample = RunningProcess.Start("PauseRecording");

        (await sample.ExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(1);
        await Eventually.TrueAsync(() => Task.FromResult(sample.Output.Contains("--instance-id", StringComparison.Ordinal)), "it says what is missing");
    }

    private RunningProcess StartPauseRecording(LoopbackServer amazon) => RunningProcess.StartProgram(
        "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "PauseRecording.dll"), "--url", Host.Address.AbsoluteUri, "--instance-id", "instance-1"],
        new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL_CONNECT"] = amazon.Url,
            ["AWS_REGION"] = "eu-central-1",
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
        });

    private static Task SaidAsync(RunningProcess sample, string line, int times) => Eventually.TrueAsync(
        () => Task.FromResult(sample.Output.Split(line).Length > times), () => $"the sample says \"{line}\"; it said:\n{sample.Output}");
}
