using System.Collections.Concurrent;
using CallActors.Domain.Agents;

namespace CallActors.Engine.Tests.Engine;

/// <summary>An agent's bridge that records what it is sent and reports what the test says.</summary>
internal sealed class FakeBridge(ICallEngine engine, string agentId)
{
    private readonly ConcurrentQueue<BridgeRequest> requests = new();
    private int standbys;
    private int attachedAgain;

    public string Attachment { get; private set; } = "";

    public IReadOnlyList<BridgeRequest> Requests => [.. requests];

    public BridgeRequest Last => requests.Last();

    public int Standbys => standbys;

    public int AttachedAgain => attachedAgain;

    public BridgeLink Link => new(
        (request, _) => requests.Enqueue(request), () => Interlocked.Increment(ref standbys), Attach: () => Interlocked.Increment(ref attachedAgain));

    public BridgeHello Hello => new(agentId, $"arn:aws:connect:instance/i/agent/{agentId}", Scene.Username, Scene.AgentName, "1.0");

    public async Task AttachAsync() => Attachment = await engine.AttachAsync(Hello, Link, default);

    public async Task DetachAsync() => await engine.DetachAsync(agentId, Attachment, default);

    public async Task ReportAsync(double seconds, params ContactReport[] contacts) => await ReportAsync(Scene.Report(seconds, contacts));

    public async Task ReportAsync(AgentReport report) =>
        await engine.ReportAsync(agentId, report with { Attachment = Attachment }, default);

    public async Task AnswerAsync(ConnectError? error) => await engine.AnswerAsync(agentId, Last.RequestId, error, default);
}
