using System.Collections.Concurrent;
using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;
using Microsoft.Extensions.Logging;

namespace CallActors.Engine;

/// <summary>The engine without a cluster: an actor per live agent in this process, on one journal.</summary>
public sealed partial class EmbeddedEngine : ICallEngine, IAsyncDisposable
{
    private const int WakenAtOnce = 64;

    private readonly ConcurrentDictionary<string, AgentActor> actors = new(StringComparer.Ordinal);
    private readonly KnownAgents known;
    private readonly ActorSurroundings surroundings;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task takingUp;
    private readonly Task sweeping;
    private Task waking = Task.CompletedTask;

    private EmbeddedEngine(IJournal journal, EngineOptions options, ILogger log)
    {
        surroundings = new ActorSurroundings(journal, options, state => known!.Publish(state), log);
        known = new KnownAgents(journal, TakeUpAsync, surroundings.Warn);
        if (journal.Node is { } node)
        {
            node.IsFollowed = actors.ContainsKey;
            node.Committed += HearOf;
            node.Missed += HearOfAnything;
            node.Lost += surroundings.Warn;
            node.Died += WakeAll;
            node.DigitsCame += TakeDigits;
            node.Leads += Lead;
        }

        takingUp = Task.Run(TakeUpAllAsync);
        sweeping = Task.Run(SweepAsync);
    }

    /// <summary>Starts on an open journal. Agents that somebody asks for are taken up first, all others in the background.</summary>
    public static EmbeddedEngine Start(IJournal journal, EngineOptions options, ILogger log) => new(journal, options, log);

    public TimeSpan JournalOutFor => surroundings.Journal.Node?.OutFor ?? TimeSpan.Zero;

    public TimeSpan Deadline => surroundings.Options.Deadline;

    /// <summary>Completes when every agent in the journal is in memory. Bridges and requests that are gone end after that.</summary>
    public Task TakenUp => takingUp;

    public async ValueTask<AskAnswer> AskAsync(string agentId, Ask ask, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var actor = ActorOf(agentId);
                if (actor.TryPost(() => AskInsideAsync(actor, ask), out var answer))
                {
                    try
                    {
                        return await answer.WaitAsync(cancellation);
                    }
                    catch (ActorRetiredException)
                    {
                    }
                }
                else if (!actor.IsClosed)
                {
                    return AskAnswer.TooManyWait(surroundings.Options.MailboxCapacity);
                }

                Remove(actor);
            }
        }
        catch (JournalUnavailableException fault)
        {
            return new AskAnswer.Refused(WireError.JournalUnavailable(fault.Message));
        }
    }

    public async ValueTask<AgentView> ViewAsync(string agentId, CancellationToken cancellation) =>
        actors.TryGetValue(agentId, out var live) && live.Known is { } state
            ? state.View
            : await TakeUpAsync(agentId, cancellation);

    public async ValueTask<Subscription> SubscribeAsync(string agentId, long? after, Action<Told> tell, CancellationToken cancellation)
    {
        var (subscriber, view, missed) = await PostAsync(
            agentId,
            actor => Task.FromResult((actor.Listen(tell), actor.State.View, after is { } revision ? actor.ToldAfter(revision) : [])),
            cancellation,
            abandoned => abandoned.Item1.End());
        try
        {
            return new Subscription(view, missed ?? await Replay.ReadAsync(surroundings.Journal, surroundings.Options, surroundings.Now, agentId, view.Revision, after!.Value, cancellation), subscriber.End);
        }
        catch
        {
            subscriber.End();
            throw;
        }
    }

    public async ValueTask<IReadOnlyList<AgentSummary>> AgentsAsync(CancellationToken cancellation)
    {
        await takingUp.WaitAsync(cancellation);
        return [.. (await known.ListAsync(stopping.Token, cancellation)).Select(view => new AgentSummary(view))];
    }

    public async ValueTask<string> AttachAsync(BridgeHello hello, BridgeLink link, CancellationToken cancellation)
    {
        var attachment = surroundings.Journal.Node?.NewAttachment() ?? Guid.CreateVersion7().ToString("N");
        return await PostAsync(hello.AgentId, async actor =>
        {
            actor.AddLink(attachment, link);
            try
            {
                await actor.WakeBeforeAttachingAsync();
                await actor.ChangeAsync(
                    (_, _) => Attaching.Attach(attachment, hello.AgentArn, hello.BridgeVersion, hello.Username, hello.Name),
                    new Cause("hello", attachment));
                return attachment;
            }
            catch
            {
                actor.RemoveLink(attachment);
                throw;
            }
        }, cancellation, abandoned => _ = DetachAsync(hello.AgentId, abandoned, default).AsTask());
    }

    public async ValueTask DetachAsync(string agentId, string attachment, CancellationToken cancellation)
    {
        if (actors.TryGetValue(agentId, out var live))
        {
            // Should the journal be out of reach: without a link the attachment is detached when the agent is taken up again.
            live.RemoveLink(attachment);
        }

        await PostAsync(
            agentId, actor => actor.ChangeAsync((picture, _) => Attaching.Detach(picture, attachment), new Cause("lost", attachment)), default)
            .WaitAsync(cancellation);
    }

    public async ValueTask ReportAsync(string agentId, AgentReport report, CancellationToken cancellation)
    {
        report = surroundings.Options.NotFromTheFuture(agentId, report, surroundings.Now, surroundings.Warn);
        // Heartbeats of thousands of agents wake nobody: where nothing follows there is nothing to load.
        if (!actors.ContainsKey(agentId) && known.Find(agentId) is { } view
            && Observing.Decide(view.Picture, report) is Decision.Nothing)
        {
            return;
        }

        await PostAsync(agentId, async actor =>
        {
            await actor.ChangeAsync((picture, _) => Observing.Decide(picture, report), Cause.Of(report));
            actor.Note(report);
            return true;
        }, cancellation);
    }

    public async ValueTask AnswerAsync(string agentId, string requestId, ConnectError? error, CancellationToken cancellation) =>
        await PostAsync(
            agentId, actor => actor.ChangeAsync((picture, _) => Ending.ByAnswer(picture, requestId, error), new Cause("answer", requestId)), cancellation);

    public async ValueTask TellStatesAsync(string agentId, IReadOnlyList<AgentState> states, CancellationToken cancellation) =>
        await PostAsync(
            agentId, actor => actor.ChangeAsync((picture, _) => Attaching.TellStates(picture, states), new Cause("states", null)), cancellation);

    public void AttachApi(ApiLink link)
    {
        surroundings.Api = link;
        if (surroundings.Journal.Node is null or { IsLeader: true })
        {
            link.Lead();
        }
    }

    public async ValueTask TellAttributesAsync(
        string agentId, string contactId, IReadOnlyDictionary<string, string> attributes, CancellationToken cancellation)
    {
        var sorted = attributes.ToImmutableSortedDictionary(StringComparer.Ordinal);
        await PostAsync(
            agentId, actor => actor.ChangeAsync((picture, _) => Describing.TellAttributes(picture, contactId, sorted), new Cause("attributes", contactId)),
            cancellation);
    }

    public async ValueTask TellEndpointsAsync(string agentId, IReadOnlyList<Endpoint> endpoints, CancellationToken cancellation) =>
        await PostAsync(
            agentId, actor => actor.ChangeAsync((picture, _) => Attaching.TellEndpoints(picture, endpoints), new Cause("endpoints", null)), cancellation);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (surroundings.Journal.Node is { } node)
        {
            node.Committed -= HearOf;
            node.Missed -= HearOfAnything;
            node.Lost -= surroundings.Warn;
            node.Died -= WakeAll;
            node.DigitsCame -= TakeDigits;
            node.Leads -= Lead;
        }

        await Task.WhenAll(takingUp, sweeping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await waking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(actors.Values.Select(actor => actor.CloseAsync()));
        stopping.Dispose();
    }

    private static async Task<AskAnswer> AskInsideAsync(AgentActor actor, Ask ask)
    {
        if (actor.State.Revision == 0)
        {
            return new AskAnswer.Refused(WireError.NoSuchAgent(actor.AgentId));
        }

        var decision = await actor.ChangeAsync((picture, now) => actor.Decide(picture, ask, now), new Cause("request", ask.RequestId, ask.App));
        return AskAnswer.Of(decision, ask, actor.State.View, actor.OutcomeOf);
    }
}
