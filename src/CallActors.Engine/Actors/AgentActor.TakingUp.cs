using CallActors.Domain.Agents;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Actors;

/// <content>How an actor comes to its state: at its start, after an append whose outcome is unknown, and when its past cannot be read.</content>
internal sealed partial class AgentActor
{
    /// <summary>Reads the agent, or reads on after an append whose outcome is unknown, and settles what nobody has any more.</summary>
    private async Task TakeUpAsync()
    {
        try
        {
            if (state is null)
            {
                var begun = Interlocked.Exchange(ref read, null) ?? await SessionReader.ReadAsync(surroundings.Journal, AgentId, long.MaxValue, default);
                lastSnapshot = begun.Revision;
                Volatile.Write(ref state, begun);
            }
            else
            {
                await ReadOnAsync();
            }

            isUncertain = false;
        }
        catch (UnreadableEventException fault)
        {
            if (!await IsBegunAnewAsync())
            {
                await ResetAsync(fault);
            }
        }

        if (State.Revision > 0)
        {
            surroundings.Publish(State);
            await WakeAsync();
            outstanding.Watch(State.Picture.Session.Outstanding);
        }
    }

    /// <summary>Follows what other nodes did, before anything is decided.</summary>
    private async ValueTask CatchUpAsync()
    {
        if (!heard.IsEmpty)
        {
            await FollowHeardAsync();
        }

        if (isToWake)
        {
            await WakeAsync();
            isToWake = false;
        }
    }

    /// <summary>Detaches bridges that neither this node nor another one that lives has, and fails what is overdue.</summary>
    private async Task WakeAsync()
    {
        if (surroundings.Journal.Node is { } node)
        {
            await node.LearnOfAsync(State.Picture.Session.Attachments.Select(each => each.Id), default);
        }

        await ChangeAsync(
            (picture, now) => Attaching.Wake(
                picture, id => links.ContainsKey(id) || IsElsewhere(id), now - PatienceWith(picture.Session.Outstanding), surroundings.Options.Deadline),
            new Cause("wake", null));
    }

    /// <summary>
    /// A bridge comes: were there others at nodes that died just now, they are detached first, so that its first
    /// snapshot settles what they had.
    /// </summary>
    public async Task WakeBeforeAttachingAsync()
    {
        if (surroundings.Journal.Node is { } node && State.Picture.Session.Attachments.Any(each => node.WasElsewhere(each.Id)))
        {
            await node.RefreshAsync(default);
            await WakeAsync();
        }
    }

    /// <summary>Another node met the same event and began the session anew already.</summary>
    private async Task<bool> IsBegunAnewAsync()
    {
        try
        {
            var read = await SessionReader.ReadAsync(surroundings.Journal, AgentId, long.MaxValue, default);
            if (state is null || read.Revision <= State.Revision)
            {
                return false;
            }

            listeners.Forget();
            outstanding.Forget();
            Volatile.Write(ref state, read);
            lastSnapshot = read.Revision;
            isUncertain = false;
        }
        catch (UnreadableEventException)
        {
            return false;
        }

        foreach (var gone in links.Keys.Where(id => State.Picture.Session.Attachments.All(each => each.Id != id)))
        {
            if (links.TryRemove(gone, out var link))
            {
                link.Lose?.Invoke();
            }
        }

        return true;
    }

    /// <summary>Folds the changes that were heard of. Most come with their rows; where one is missing the journal is read.</summary>
    private async Task FollowHeardAsync()
    {
        string? started = null;
        while (heard.TryTake(out var change))
        {
            if (change is { Rows: { } rows } && change.Revision == State.Revision + 1)
            {
                try
                {
                    FollowRead(SessionReader.Fold(State, rows), ref started);
                }
                catch
                {
                    isUncertain = true;
                    throw;
                }
            }
            else if (change is null || change.Revision > State.Revision)
            {
                await ReadOnAsync(started: started);
                started = null;
            }
        }

        SendStarted(started);
    }

    /// <summary>Folds what stands in the journal after this state, and asks Amazon Connect where the bridge is here.</summary>
    /// <param name="own">The session's event of a change that this actor tried to write.</param>
    /// <param name="started">The last request that began in changes which were followed just before.</param>
    /// <returns>Whether that event stands there, byte for byte.</returns>
    private async Task<bool> ReadOnAsync(JournalRow? own = null, string? started = null)
    {
        var isOwnThere = false;
        try
        {
            await foreach (var step in SessionReader.ReadOnAsync(surroundings.Journal, State, long.MaxValue, default))
            {
                FollowRead(step, ref started);
                isOwnThere |= own is not null && step.Change.Session.Key == own.Key && step.Change.Session.Message.Span.SequenceEqual(own.Message.Span);
            }
        }
        catch
        {
            isUncertain = true;
            throw;
        }

        SendStarted(started);
        unsent = null;
        return isOwnThere;
    }

    /// <param name="started">The last request that these changes began.</param>
    private void FollowRead(Step step, ref string? started)
    {
        Follow(step, isOwn: false);
        started = step.Happened.OfType<Happened.ToAgent>().Select(each => each.Fact).OfType<AgentFact.RequestStarted>()
            .LastOrDefault()?.Request.RequestId ?? started;
    }

    /// <summary>A request that began in what was read goes out if it is still outstanding, and not late.</summary>
    private void SendStarted(string? started)
    {
        if (State.Picture.Session.Outstanding is { } request && request.RequestId == started
            && State.NotBefore(surroundings.Now) - request.AskedAt < surroundings.Options.Deadline)
        {
            SendOnce(request);
        }
    }

    /// <summary>Digits are not in the journal: where they do not come either the deadline ends the request.</summary>
    private void SendOnce(Request request)
    {
        var isOwn = unsent?.RequestId == request.RequestId;
        if (isOwn || request.Kind != RequestKind.SendDigits)
        {
            Send(isOwn ? unsent : request.ToBridge(null));
        }
        else if (sealedDigits?.RequestId == request.RequestId)
        {
            Send(request.ToBridge(sealedDigits.Digits));
        }
        else
        {
            withoutDigits = request.ToBridge(null);
            return;
        }

        sealedDigits = null;
    }

    /// <summary>A past that cannot be folded must not lose the agent: the next whole report says what is true.</summary>
    private async Task ResetAsync(UnreadableEventException fault)
    {
        surroundings.Warn($"The session of agent {AgentId} is begun anew: {fault.Message}");
        // Nobody is to see it halfway.
        isUncertain = true;
        var heads = await surroundings.Journal.ReadHeadsAsync([Streams.OfAgent(AgentId)], default);
        state = SessionState.BegunAnew(AgentId, heads[0], links.Keys);
        try
        {
            await ChangeAsync(
                (_, _) => new Decision.Change([new Happened.ToAgent(new AgentFact.Reset(fault.Message))], null), new Cause("wake", null));
            await surroundings.WriteAsync(State);
            lastSnapshot = State.Revision;
            isUncertain = false;
        }
        catch
        {
            // Without the snapshot the next start meets the same event: it is done again as a whole.
            Volatile.Write(ref state, null);
            isUncertain = true;
            throw;
        }
    }

    /// <summary>Goes on by itself once the journal is back, whether anyone asks or not.</summary>
    private void ReadOnLater()
    {
        if (isUncertain && Interlocked.Exchange(ref isReadingOnLater, 1) == 0)
        {
            Task.Delay(surroundings.Options.JournalRetry).ContinueWith(
                _ =>
                {
                    Volatile.Write(ref isReadingOnLater, 0);
                    TryPost(() => Task.FromResult(true), out var _, isUse: false);
                },
                TaskScheduler.Default);
        }
    }
}
