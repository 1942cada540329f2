using CallActors.Domain.Agents;
using CallActors.Engine.Actors;
using CallActors.Engine.Journal;

namespace CallActors.Engine;

/// <summary>Which agents have an actor: whoever is needed is given one, and whoever nobody needs is let go.</summary>
public sealed partial class EmbeddedEngine
{
    private void HearOf(IReadOnlyList<CommittedChange> changes)
    {
        foreach (var change in changes)
        {
            if (!actors.TryGetValue(change.AgentId, out var actor) || !actor.HearOf(change))
            {
                known.HearOf(change.AgentId);
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
        : actors.GetOrAdd(agentId, static (id, around) => new AgentActor(id, around), surroundings);

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

    private bool IsToWake(AgentSession session) => TakingUp.IsToWake(session, id => surroundings.Journal.Node?.IsElsewhere(id) == true);

    private async Task SweepAsync()
    {
        var options = surroundings.Options;
        using var timer = new PeriodicTimer(options.RestsFor < options.IdleFor / 2 ? options.RestsFor : options.IdleFor / 2, options.Clock);
        while (await timer.WaitForNextTickAsync(stopping.Token))
        {
            foreach (var (_, actor) in actors)
            {
                if (await WhenAskedAsync(actor, actor.ToKeepAtRest) is { } state)
                {
                    // One after the other: there may be as many as agents.
                    await surroundings.KeepAsync(state).WaitAsync(stopping.Token);
                }

                if (await IsRetiredAsync(actor, options.IdleFor))
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

    private Task<bool> IsRetiredAsync(AgentActor actor, TimeSpan idleFor) => WhenAskedAsync(actor, () => actor.RetireIfIdle(idleFor));

    /// <summary>Asks an actor something that is no use of it; where it cannot be asked now, it is at the next round.</summary>
    private async Task<T?> WhenAskedAsync<T>(AgentActor actor, Func<T> question)
    {
        try
        {
            return actor.TryPost(() => Task.FromResult(question()), out var answer, isUse: false) ? await answer : default;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            surroundings.Warn($"Agent {actor.AgentId} could not be taken up to be let go or snapshotted: {fault.Message}");
            return default;
        }
    }
}
