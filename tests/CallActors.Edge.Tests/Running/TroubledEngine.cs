using System.Collections.Concurrent;
using CallActors.Domain.Agents;
using CallActors.Engine;
using CallActors.Engine.Journal;

namespace CallActors.Edge.Tests.Running;

/// <summary>An engine whose journal comes and goes; it keeps what it was given and tells what it is told to.</summary>
internal sealed class TroubledEngine : ICallEngine
{
    public bool IsJournalAvailable { get; set; } = true;

    public TimeSpan JournalOutFor => TimeSpan.Zero;

    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What was taken, as words: <c>report 7</c>, <c>answer r-1</c>, <c>detach a-1</c>.</summary>
    public ConcurrentQueue<string> Taken { get; } = [];

    public int Refused { get; private set; }

    public BridgeLink? Link { get; private set; }

    /// <summary>Runs while somebody subscribes, with his own way of being told.</summary>
    public Func<Action<Told>, Subscription>? OnSubscribe { get; set; }

    /// <summary>Gives what is true of the agent; whatever it does first happens while somebody asks.</summary>
    public Func<AgentView>? OnView { get; set; }

    /// <summary>Answers a request.</summary>
    public Func<Ask, AskAnswer>? OnAsk { get; set; }

    public ValueTask<AskAnswer> AskAsync(string agentId, Ask ask, CancellationToken cancellation) => ValueTask.FromResult(OnAsk!(ask));

    public ValueTask<AgentView> ViewAsync(string agentId, CancellationToken cancellation) =>
        IsJournalAvailable ? ValueTask.FromResult(OnView!()) : throw new JournalUnavailableException("The disk is full.");

    public ValueTask<Subscription> SubscribeAsync(string agentId, long? after, Action<Told> tell, CancellationToken cancellation) =>
        ValueTask.FromResult(OnSubscribe!(tell));

    public ValueTask<IReadOnlyList<AgentSummary>> AgentsAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<string> AttachAsync(BridgeHello hello, BridgeLink link, CancellationToken cancellation)
    {
        Link = link;
        link.Send(new BridgeRequest("early", "a-1", BridgeOperation.Mute, null, null, null, null, null), TimeSpan.FromSeconds(5));
        return IsJournalAvailable ? ValueTask.FromResult("a-1") : throw new JournalUnavailableException("The disk is full.");
    }

    public ValueTask DetachAsync(string agentId, string attachment, CancellationToken cancellation) => Take($"detach {attachment}");

    public ValueTask ReportAsync(string agentId, AgentReport report, CancellationToken cancellation) =>
        Take($"report {report.At.ToUnixTimeSeconds()} of {report.Attachment}");

    public ValueTask AnswerAsync(string agentId, string requestId, ConnectError? error, CancellationToken cancellation) =>
        Take($"answer {requestId}");

    public ValueTask TellStatesAsync(string agentId, IReadOnlyList<AgentState> states, CancellationToken cancellation) => Take("states");

    public ValueTask TellEndpointsAsync(string agentId, IReadOnlyList<Endpoint> endpoints, CancellationToken cancellation) => Take("endpoints");

    public void AttachApi(ApiLink link) => throw new NotSupportedException();

    public ValueTask TellAttributesAsync(
        string agentId, string contactId, IReadOnlyDictionary<string, string> attributes, CancellationToken cancellation) => Take("attributes");

    private ValueTask Take(string word)
    {
        if (!IsJournalAvailable)
        {
            Refused++;
            throw new JournalUnavailableException("The disk is full.");
        }

        Taken.Enqueue(word);
        return ValueTask.CompletedTask;
    }
}
