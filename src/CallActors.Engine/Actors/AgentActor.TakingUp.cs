using System.Collections.Immutable;
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
                var read = await SessionReader.ReadAsync(surroundings.Journal, AgentId, long.MaxValue, default);
                lastSnapshot = read.Revision;
                Volatile.Write(ref state, read);
            }
            else
            {
                await ReadOnAsync();
            }

            isUncertain = false;
        }
        catch (UnreadableEventException fault)
        {
            await ResetAsync(fault);
        }

        if (State.Revision > 0)
        {
            surroundings.Publish(State);
            await ChangeAsync(
                (picture, now) => Attaching.Wake(picture, links.ContainsKey, now, surroundings.Options.Deadline), new Cause("wake", null));
            outstanding.Watch(State.Picture.Session.Outstanding);
        }
    }

    private async Task ReadOnAsync()
    {
        var started = new HashSet<string>();
        try
        {
            await foreach (var step in SessionReader.ReadOnAsync(surroundings.Journal, State, long.MaxValue, default))
            {
                Follow(step);
                started.UnionWith(step.Happened.OfType<Happened.ToAgent>().Select(each => each.Fact).OfType<AgentFact.RequestStarted>()
                    .Select(fact => fact.Request.RequestId));
            }
        }
        catch
        {
            isUncertain = true;
            throw;
        }

        if (State.Picture.Session.Outstanding is { } request && started.Contains(request.RequestId)
            && surroundings.Now(State.At) - request.AskedAt < surroundings.Options.Deadline)
        {
            // Digits are not in the journal: where they are not known here the deadline ends the request.
            Send(unsent?.RequestId == request.RequestId ? unsent
                : request.Kind == RequestKind.SendDigits ? null : request.ToBridge(null));
        }

        unsent = null;
    }

    /// <summary>A past that cannot be folded must not lose the agent: the next whole report says what is true.</summary>
    private async Task ResetAsync(UnreadableEventException fault)
    {
        surroundings.Warn($"The session of agent {AgentId} is begun anew: {fault.Message}");
        var heads = await surroundings.Journal.ReadHeadsAsync([Streams.OfAgent(AgentId)], default);
        var revision = heads[0].Key.SequenceNumber;
        // The ids of attachments are ordered by time.
        ImmutableArray<Attachment> attachments = [.. links.Keys.Order(StringComparer.Ordinal).Select(id => new Attachment(id))];
        var picture = Picture.Initial with { Session = AgentSession.Initial with { Attachments = attachments, LastTold = revision } };
        state = (SessionState.Initial(AgentId) with { Revision = revision, Picture = picture }).WithHeads(heads);
        try
        {
            await ChangeAsync(
                (_, _) => new Decision.Change([new Happened.ToAgent(new AgentFact.Reset(fault.Message))], null), new Cause("wake", null));
            await surroundings.Journal.WriteSnapshotAsync(SessionReader.ToSnapshot(State), default);
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
