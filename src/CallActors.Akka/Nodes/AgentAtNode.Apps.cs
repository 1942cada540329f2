using Akka.Actor;
using CallActors.Akka.Messages;
using CallActors.Domain.Agents;
using CallActors.Engine;
using CallActors.Engine.Actors;
using CallActors.Engine.Wire;

namespace CallActors.Akka.Nodes;

/// <content>The apps at this node: what they ask, and what they are told, in the order of revisions and each once.</content>
internal sealed partial class AgentAtNode
{
    private readonly List<ToldApp> apps = [];
    private readonly Dictionary<string, TaskCompletionSource<AskOutcome>> outcomes = new(StringComparer.Ordinal);
    private readonly List<Told> held = [];
    private readonly List<ViewAhead> ahead = [];
    private long? lastTold;
    private long wholeTo;
    private bool isReading;

    private void Ask(ToAgent.Asking asking)
    {
        if (waiting.Count >= surroundings.Options.MailboxCapacity)
        {
            asking.Answer.TrySetResult(AskAnswer.TooManyWait(surroundings.Options.MailboxCapacity));
            return;
        }

        Send(
            new CommandBody.AskOf(AskForm.Of(asking.Ask)),
            answered =>
            {
                AskAnswer answer = answered.Reply! switch
                {
                    { Kind: AskReplyKind.Accepted } => new AskAnswer.Accepted(asking.Ask.RequestId, OutcomeOf(asking.Ask.RequestId)),
                    { Kind: AskReplyKind.Refused, Error: { } error } => new AskAnswer.Refused(error),
                    { Kind: AskReplyKind.Repeated } repeated => new AskAnswer.Repeated(
                        repeated.Error, answered.View!,
                        answered.View!.Picture.Session.Outstanding?.RequestId == asking.Ask.RequestId ? OutcomeOf(asking.Ask.RequestId) : null),
                    var other => throw new InvalidOperationException($"{other.Kind} without an error is not an answer."),
                };
                GiveWhenTold(answered.View, () => asking.Answer.TrySetResult(answer), Fail);
            },
            Fail);

        void Fail(string reason) => asking.Answer.TrySetResult(new AskAnswer.Refused(WireError.JournalUnavailable(reason)));
    }

    /// <summary>An answer must not overtake what the apps here are told of its revision, which may still be read from the journal.</summary>
    /// <param name="view">Null where the answer stands for none.</param>
    private void GiveWhenTold(AgentView? view, Action give, Action<string> fail)
    {
        if (apps.Count == 0 || view is null || view.Picture.Session.LastTold <= lastTold)
        {
            give();
        }
        else
        {
            ahead.Add(new ViewAhead(view.Picture.Session.LastTold, give, fail, surroundings.Options.Clock.GetTimestamp()));
        }
    }

    private void GiveTold()
    {
        foreach (var view in ahead.Where(each => each.LastTold <= lastTold).ToArray())
        {
            ahead.Remove(view);
            view.Give();
        }
    }

    private void GiveUpAhead()
    {
        foreach (var view in ahead.Where(each => surroundings.Options.Clock.GetElapsedTime(each.Since) >= surroundings.CommandLimit).ToArray())
        {
            ahead.Remove(view);
            view.Fail("What the agent's apps are to be told before could not be read within its time.");
        }
    }

    private Task<AskOutcome> OutcomeOf(string requestId)
    {
        if (!outcomes.TryGetValue(requestId, out var outcome))
        {
            outcomes[requestId] = outcome = new TaskCompletionSource<AskOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return outcome.Task;
    }

    private void Subscribe(ToAgent.Subscribing subscribing) => Send(
        new CommandBody.View(),
        answered =>
        {
            subscribing.App.Since = answered.View!.Revision;
            apps.Add(subscribing.App);
            if (!subscribing.Answer.TrySetResult(answered.View) || subscribing.App.IsEnded)
            {
                apps.Remove(subscribing.App);
            }
        },
        subscribing.Answer.SetFault);

    private void Take(Broadcast broadcast)
    {
        if (broadcast.Told is { } told)
        {
            held.Add(told);
            GoOn(told.Revision);
            GiveTold();
        }

        if (broadcast.Ended is { } requestId && outcomes.Remove(requestId, out var outcome))
        {
            outcome.TrySetResult(new AskOutcome(broadcast.Error, broadcast.Told?.Parts ?? []));
        }
    }

    /// <summary>What ended while this node did not hear the session.</summary>
    private void SettleOutcomes(AgentSession known)
    {
        foreach (var (requestId, outcome) in outcomes.Where(each => each.Key != known.Outstanding?.RequestId).ToArray())
        {
            outcomes.Remove(requestId);
            var ended = known.Recent.Find(requestId);
            outcome.TrySetResult(new AskOutcome(ended is { Failure: { } text } ? EventWriter.ErrorOf(ended.Request, text) : null, []));
        }
    }

    /// <summary>The session was found, for the first time or again: what was told in between stands in the journal.</summary>
    private void CatchUp(AgentView view)
    {
        lastTold ??= view.Picture.Session.LastTold;
        if (view.Picture.Session.LastTold > lastTold)
        {
            ReadMissed(view.Picture.Session.LastTold);
        }
    }

    /// <summary>Tells what is held as far as nothing is missing before it.</summary>
    private void GoOn(long upTo)
    {
        while (!isReading && held.Count > 0)
        {
            var next = held[0];
            if (next.Previous > lastTold && apps.Count > 0)
            {
                ReadMissed(next.Previous);
                return;
            }

            held.RemoveAt(0);
            if (next.Revision > lastTold)
            {
                Tell(next);
            }
        }

        lastTold = Math.Max(lastTold ?? 0, held.Count == 0 ? upTo : 0);
    }

    private void ReadMissed(long to)
    {
        wholeTo = Math.Max(wholeTo, to);
        if (!isReading)
        {
            isReading = true;
            Replay.ReadAsync(surroundings.Held.Reader, surroundings.Options, surroundings.Options.Now(surroundings.Held.Node), agentId, to, lastTold ?? to, default)
                .PipeTo(Self, Self, told => new Missed(to, told), _ => new NotRead());
        }
    }

    private void Take(Missed missed)
    {
        isReading = false;
        // What is too old to be given is a gap, which apps see by "previous".
        foreach (var told in (missed.Told ?? []).Where(each => each.Revision > lastTold))
        {
            Tell(told);
        }

        lastTold = Math.Max(lastTold ?? 0, missed.To);
        if (wholeTo > lastTold)
        {
            ReadMissed(wholeTo);
        }

        GoOn(missed.To);
        GiveTold();
    }

    private void Tell(Told told)
    {
        lastTold = told.Revision;
        foreach (var app in apps.ToArray())
        {
            try
            {
                app.Tell(told);
            }
            catch (Exception fault)
            {
                surroundings.Warn($"An app of agent {agentId} could not be told revision {told.Revision}: {fault.Message}");
                apps.Remove(app);
            }
        }
    }

    private sealed record ViewAhead(long LastTold, Action Give, Action<string> Fail, long Since);

    private sealed record NotRead : INoSerializationVerificationNeeded;

    private sealed record ReadAgain : INoSerializationVerificationNeeded;

    private sealed record Missed(long To, IReadOnlyList<Told>? Told) : INoSerializationVerificationNeeded;
}
