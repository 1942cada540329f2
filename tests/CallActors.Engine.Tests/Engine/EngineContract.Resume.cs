using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallActors.Domain.Agents;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Tests.Engine;

/// <content>One Resume, from the request to the events and the journal.</content>
public abstract partial class EngineContract
{
    private static readonly JsonSerializerOptions AsOnTheWire = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [SkippableFact]
    public async Task A_resume_is_told_exactly_as_documented()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var app = await AppAsync();
        var accepted = await AcceptedAsync("Resume", Scene.ContactId);
        app.All.ShouldBeEmpty();

        await bridge.ReportAsync(0, Scene.Connected(0));

        var told = await app.NextAsync();
        told.Parts.Select(part => Encoding.UTF8.GetString(part.Span)).ShouldBe([Sample("resume-agent"), Sample("resume-inbound")]);
        told.RequestId.ShouldBe(accepted.RequestId);
        var outcome = await accepted.Outcome.InTime();
        outcome.Error.ShouldBeNull();
        outcome.Events.ShouldBe(told.Parts);
    }

    [SkippableFact]
    public async Task A_resume_is_journaled_as_asked_and_then_as_happened()
    {
        var bridge = await BridgeWithHeldCallAsync();
        var before = (await JournalPromises.ReadAllAsync(Journal)).Select(row => row.Key).ToHashSet();
        await AcceptedAsync("Resume", Scene.ContactId, "r-1");
        await bridge.ReportAsync(0, Scene.Connected(0));

        var after = await JournalPromises.ReadAllAsync(Journal);
        after.Where(row => !before.Contains(row.Key)).Select(row => $"{row.Key.PersistenceId} {row.Key.SequenceNumber} {row.Manifest}").ShouldBe(
        [
            $"agent-{AgentId} 4 agent.changed/1",
            $"agent-{AgentId} 5 agent.changed/1",
            $"connection-{AgentId}-{Scene.OwnId} 3 connection.resumed/1",
            $"connection-{AgentId}-{Scene.ContactId} 3 connection.resumeRequested/1",
            $"connection-{AgentId}-{Scene.ContactId} 4 connection.resumed/1",
        ]);
        var asked = after.Single(row => row.Manifest == "connection.resumeRequested/1");
        var envelope = JsonNode.Parse(asked.Message.Span)!;
        envelope["cause"]!.ToJsonString().ShouldBe("""{"by":"request","id":"r-1","app":"myapp"}""");
        envelope["event"]!.ToJsonString().ShouldBe("""{"requestId":"r-1"}""");
        var session = JsonNode.Parse(after.Single(row => row.Key == new RowKey($"agent-{AgentId}", 5)).Message.Span)!;
        session["cause"]!.ToJsonString().ShouldBe($$"""{"by":"snapshot","id":"{{bridge.Attachment}}"}""");
        session["event"]!["events"]!.ToJsonString().ShouldBe(
            $$"""[{"stream":"connection-{{AgentId}}-{{Scene.OwnId}}","number":3},{"stream":"connection-{{AgentId}}-{{Scene.ContactId}}","number":4}]""");
        session["event"]!["parts"]!.GetValue<int>().ShouldBe(2);
        session["event"]!["previous"]!.GetValue<int>().ShouldBe(3);
    }

    [SkippableFact]
    public async Task The_bridge_is_asked_once_for_the_party_that_is_held()
    {
        var bridge = await BridgeWithHeldCallAsync();

        var accepted = await AcceptedAsync("Resume", Scene.OwnId);

        bridge.Requests.ShouldBe(
            [new BridgeRequest(accepted.RequestId, bridge.Attachment, BridgeOperation.ResumeConnection, Scene.ContactId, Scene.ContactId, null, null, null)]);
    }

    [SkippableFact]
    public async Task Digits_reach_the_bridge_and_end_with_its_ok()
    {
        var bridge = await BridgeWithCallAsync();
        var accepted = await AcceptedAsync("SendDTMF", Scene.Digits);
        bridge.Last.Digits.ShouldBe(Scene.Digits);

        await bridge.AnswerAsync(null);

        (await accepted.Outcome.InTime()).Error.ShouldBeNull();
        (await FactsAsync()).OfType<AgentFact.RequestStarted>().Single().Request.DigitCount.ShouldBe(Scene.Digits.Length);
    }

    private static string Sample(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", $"{name}.json")))!.ToJsonString(AsOnTheWire);
}
