using CallActors.Domain.Agents;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Tests.Engine;

namespace CallActors.Engine.Tests.Golden;

/// <summary>Makes the changes of one agent without engine, clock or chance, for a golden journal.</summary>
internal sealed class Rehearsal
{
    public const string AgentId = "8cbd2b6c-7a5e-4f1e-9c51-0d3f6e2a7b10";
    private const string Attachment = "019e3bb6f4f07c5f8d8d2f4b6a1c9e10";

    private SessionState state = SessionState.Initial(AgentId);
    private DateTimeOffset now = Scene.Documented;

    public List<Change> Changes { get; } = [];

    public IReadOnlyList<JournalRow> Rows => [.. Changes.SelectMany(change => change.Rows)];

    public void Attach() => Journal(
        Attaching.Attach(Attachment, "arn:aws:connect:agent/a", "1.0", Scene.Username, Scene.AgentName), new Cause("hello", Attachment));

    public void Report(double seconds, params ContactReport[] contacts) => Journal(
        Observing.Decide(state.Picture, Scene.Report(seconds, contacts) with { Attachment = Attachment }), new Cause("snapshot", Attachment));

    public void Ask(string subtopic, string? data = null)
    {
        var ask = Scene.Ask(subtopic, data, $"request-{state.Revision + 1}");
        Journal(Asking.Decide(state.Picture, ask, now), new Cause("request", ask.RequestId, ask.App));
    }

    public void Fail(string text)
    {
        var requestId = state.Picture.Session.Outstanding!.RequestId;
        Journal(Ending.ByAnswer(state.Picture, requestId, new ConnectError(null, text)), new Cause("answer", requestId));
    }

    private void Journal(Decision decision, Cause cause)
    {
        now = now.AddMilliseconds(250);
        var step = state.Prepare(decision.ShouldBeOfType<Decision.Change>().Happened, cause, now);
        Changes.Add(step.Change);
        state = step.After;
    }
}
