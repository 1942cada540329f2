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
public sealed class EmbeddedEngine : ICallEngine, IAsyncDisposable
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
            node.Committed += HearOf;
            node.Missed += HearOfAnything;
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

    private void HearOf(IReadOnlyDictionary<string, long> agents)
    {
        foreach (var (agentId, revision) in agents)
        {
            if (actors.TryGetValue(agentId, out var actor))
            {
                actor.HearOf(revision);
            }
            else
            {
                known.HearOf(agentId);
            }
        }
    }

    private void HearOfAnything()
    {
        foreach (var (_, actor) in actors)
        {
            actor.HearOfAnything();
        }

        known.HearOfAnything(actors.ContainsKey);
    }

    /// <summary>A node died: what its bridges had is settled by whoever has the agent's apps or another bridge, at once.</summary>
    private void WakeAll()
    {
        foreach (var (_, actor) in actors)
        {
            actor.WakeSoon();
        }
    }

    private void Lead() => surroundings.Api?.Lead();

    private void TakeDigits(DigitsForBridge digits)
    {
        if (actors.TryGetValue(digits.AgentId, out var actor))
        {
            actor.TryPost(() =>
            {
                actor.TakeDigits(digits);
                return Task.FromResult(true);
            }, out _);
        }
    }

    private AgentActor ActorOf(string agentId) => stopping.IsCancellationRequested
        ? throw new JournalUnavailableException("The node is stopping.")
        : actors.GetOrAdd(agentId, id => new AgentActor(id, surroundings));

    private Task<AgentView> TakeUpAsync(string agentId, CancellationToken cancellation) =>
        PostAsync(agentId, actor => Task.FromResult(actor.State.View), cancellation);

    /// <param name="abandoned">Undoes the work where it is done after the caller gave up waiting.</param>
    private async Task<T> PostAsync<T>(
        string agentId, Func<AgentActor, Task<T>> work, CancellationToken cancellation, Action<T>? abandoned = null)
    {
        while (true)
        {
            var actor = ActorOf(agentId);
            var (posted, answer) = await actor.PostAsync(() => work(actor), cancellation);
            try
            {
                if (posted)
                {
                    return await answer.WaitAsync(cancellation);
                }
            }
            catch (ActorRetiredException)
            {
            }
            catch (OperationCanceledException) when (abandoned is not null)
            {
                _ = answer.ContinueWith(
                    done => abandoned(done.Result), default, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
                throw;
            }

            Remove(actor);
        }
    }

    private Task TakeUpAllAsync() => TakingUp.UntilDoneAsync(
        async () =>
        {
            await known.ReadUnknownAsync(stopping.Token);
            waking = WakeAsync();
        },
        surroundings.Options, surroundings.Warn, stopping.Token);

    /// <summary>Those who have something outstanding or a bridge that is nowhere any more: both end when an actor takes them up.</summary>
    private Task WakeAsync()
    {
        var waiting = known.Views.Where(view => !actors.ContainsKey(view.AgentId) && IsToWake(view.Picture.Session)).Select(view => view.AgentId);
        // While the changes of some are written the next ones are read.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = stopping.Token };
        return Parallel.ForEachAsync(waiting.Chunk(WakenAtOnce), parallel, async (agentIds, cancellation) =>
        {
            try
            {
                var read = (await ManySessions.ReadAsync(surroundings.Journal, agentIds, cancellation)).ToDictionary(state => state.AgentId);
                await Task.WhenAll(agentIds.Select(agentId => WakeAsync(agentId, read.GetValueOrDefault(agentId))));
            }
            catch (JournalUnavailableException)
            {
                // Whoever needs these agents next wakes them.
            }
        });
    }

    /// <param name="read">What was read of him just now; null where his actor is to read it.</param>
    private async Task WakeAsync(string agentId, SessionState? read)
    {
        try
        {
            if (read is not null)
            {
                actors.TryAdd(agentId, new AgentActor(agentId, surroundings, read));
                if (known.IsChangedElsewhere(agentId) && actors.TryGetValue(agentId, out var behind))
                {
                    behind.HearOfAnything();
                }
            }

            await known.TakeUpAloneAsync(agentId, stopping.Token);
            if (actors.TryGetValue(agentId, out var actor) && await IsRetiredAsync(actor, TimeSpan.Zero))
            {
                Remove(actor);
            }
        }
        catch (JournalUnavailableException)
        {
            // Whoever needs the agent next wakes him.
        }
    }

    private bool IsToWake(AgentSession session) =>
        session.Outstanding is not null || session.Attachments.Any(each => surroundings.Journal.Node?.IsElsewhere(each.Id) != true);

    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(surroundings.Options.IdleFor / 2, surroundings.Options.Clock);
        while (await timer.WaitForNextTickAsync(stopping.Token))
        {
            foreach (var (_, actor) in actors)
            {
                if (await IsRetiredAsync(actor, surroundings.Options.IdleFor))
                {
                    Remove(actor);
                }
            }
        }
    }

    private void Remove(AgentActor retired)
    {
        if (actors.TryRemove(new KeyValuePair<string, AgentActor>(retired.AgentId, retired)))
        {
            known.LetGo(retired.AgentId);
        }
    }

    private async Task<bool> IsRetiredAsync(AgentActor actor, TimeSpan idleFor)
    {
        try
        {
            return actor.TryPost(() => Task.FromResult(actor.RetireIfIdle(idleFor)), out var retired, isUse: false)
                && await retired;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // It could not be taken up just now: it stays, and is asked again at the next round.
            surroundings.Warn($"Agent {actor.AgentId} could not be let go: {fault.Message}");
            return false;
        }
    }
}
