using System.Text;
using CallActors.Domain.Agents;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;

namespace CallActors.Engine.Tests.Engine;

/// <summary>
/// What every engine does the same (docs/design.md, "The contract"). An engine's own specs derive from this and start it
/// on storage that the test alone has. After each spec the whole journal must keep its promises.
/// </summary>
public abstract partial class EngineContract : IAsyncLifetime
{
    protected const string AgentId = "8cbd2b6c-7a5e-4f1e-9c51-0d3f6e2a7b10";

    private protected static readonly EngineOptions Patient = new() { Deadline = TimeSpan.FromSeconds(30), JournalRetry = TimeSpan.FromMilliseconds(20) };
    private protected static readonly EngineOptions Hasty = Patient with { Deadline = TimeSpan.FromMilliseconds(250) };

    private ICallEngine? engine;

    private protected ICallEngine Engine => engine ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>What the engine under test writes to, for reading.</summary>
    private protected abstract IJournal Journal { get; }

    /// <summary>Whether the spec damaged the journal itself, so that its promises are not asked.</summary>
    private protected bool IsDamaged { get; set; }

    public virtual async Task InitializeAsync() => await RestartAsync(Patient);

    public virtual async Task DisposeAsync()
    {
        try
        {
            if (!IsDamaged)
            {
                await JournalPromises.CheckAsync(Journal);
            }
        }
        finally
        {
            await StopAsync();
        }
    }

    /// <summary>Starts the engine on the test's storage, which is new or was used and left.</summary>
    private protected abstract Task<ICallEngine> StartAsync(EngineOptions options);

    /// <summary>Ends the engine as a killed node ends: nothing more is journaled. Does nothing where none was started.</summary>
    private protected abstract Task StopAsync();

    private protected async Task RestartAsync(EngineOptions options)
    {
        await StopAsync();
        engine = await StartAsync(options);
    }

    private protected async Task<FakeBridge> BridgeAsync(string agentId = AgentId)
    {
        var bridge = new FakeBridge(Engine, agentId);
        await bridge.AttachAsync();
        return bridge;
    }

    /// <summary>A bridge whose agent has the documented call, connected since second −60 and held since −30.</summary>
    private protected async Task<FakeBridge> BridgeWithHeldCallAsync(string agentId = AgentId)
    {
        var bridge = await BridgeWithCallAsync(agentId);
        await bridge.ReportAsync(-30, Scene.Held(-30));
        return bridge;
    }

    private protected async Task<FakeBridge> BridgeWithCallAsync(string agentId = AgentId)
    {
        var bridge = await BridgeAsync(agentId);
        await bridge.ReportAsync(-60, Scene.Connected(-60));
        return bridge;
    }

    private protected Task<FakeApp> AppAsync(long? after = null, string agentId = AgentId) => FakeApp.SubscribeAsync(Engine, agentId, after);

    private protected async Task<AskAnswer> AskAsync(string subtopic, string? data = null, string? requestId = null, string agentId = AgentId) =>
        await Engine.AskAsync(agentId, Scene.Ask(subtopic, data, requestId), default).AsTask().InTime();

    private protected async Task<AskAnswer.Accepted> AcceptedAsync(string subtopic, string? data = null, string? requestId = null, string agentId = AgentId) =>
        (await AskAsync(subtopic, data, requestId, agentId)).ShouldBeOfType<AskAnswer.Accepted>();

    private protected async Task RefusedAsync(string error, string subtopic, string? data = null, string? requestId = null, string agentId = AgentId)
    {
        var refused = (await AskAsync(subtopic, data, requestId, agentId)).ShouldBeOfType<AskAnswer.Refused>();
        $"{refused.Error.Type}: {refused.Error.Detail}: {refused.Error.Message}".ShouldBe(error);
    }

    private protected async Task<AgentView> ViewAsync(string agentId = AgentId) => await Engine.ViewAsync(agentId, default).AsTask().InTime();

    private protected async Task<string> StateSyncAsync(string agentId = AgentId) =>
        Encoding.UTF8.GetString(EventWriter.StateSync(await ViewAsync(agentId)).Span);

    private protected async Task<IReadOnlyList<AgentFact>> FactsAsync(string agentId = AgentId) =>
        [.. (await RowsAsync(Streams.OfAgent(agentId))).SelectMany(row => EventCodec.ReadChanged(row).Facts)];

    private protected async Task<IReadOnlyList<JournalRow>> RowsAsync(string stream)
    {
        var rows = new List<JournalRow>();
        await foreach (var row in Journal.ReadStreamAsync(stream, 1, long.MaxValue, default))
        {
            rows.Add(row);
        }

        return rows;
    }

    private protected static string ErrorEvent(string type, string detail, string text) =>
        "{\"channel\":\"Amazon\",\"topic\":\"Error\",\"subtopic\":\"ApiError\",\"data\":"
        + $"{{\"errorType\":\"{type}\",\"errorMessage\":\"{detail}\",\"msg\":\"{text}\"}}}}";

    private protected static string ResumeFailed(string detail) => ErrorEvent("RESUME_CALL_FAILED", detail, "Resuming call failed.");
}
