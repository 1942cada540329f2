using System.Text;
using System.Text.Json;
using Akka.Actor;
using Akka.Cluster.Sharding;
using CallActors.Connect;
using CallActors.Contracts;
using CallActors.Edge.Messages;
using CallActors.Engine;
using CallActors.Engine.Wire;
using Microsoft.Extensions.Logging;

namespace CallActors.Akka.Services;

/// <summary>
/// Stands for an agent before the services of the cluster, as the edge does before apps, by the same rules and with the same
/// JSON: what a service asks goes the way of every app's request, and what it is told is what apps are told.
/// </summary>
internal sealed class AgentForServices : ReceiveActor, IWithTimers
{
    private readonly string agentId;
    private readonly ServiceSurroundings surroundings;
    private readonly Dictionary<IActorRef, Follower> followers = [];
    private readonly HashSet<(IActorRef Asker, string RequestId)> awaited = [];
    private int asksUnderWay;

    private int Waiting => asksUnderWay + awaited.Count;

    public AgentForServices(string agentId, ServiceSurroundings surroundings)
    {
        (this.agentId, this.surroundings) = (agentId, surroundings);
        Receive<AskAgent>(Ask);
        Receive<FollowAgent>(Follow);
        Receive<UnfollowAgent>(_ => Forget(Sender));
        Receive<Terminated>(gone => Forget(gone.ActorRef));
        Receive<Replied>(Take);
        Receive<Ended>(Take);
        Receive<ForFollower>(Take);
        Receive<Begun>(begun => begun.Follower.Begin(begun.Subscription));
        Receive<NotBegun>(not => Forget(not.Follower.Actor));
        Receive<IdleCheck>(_ =>
        {
            if (followers.Count == 0 && Waiting == 0)
            {
                Context.Parent.Tell(new Passivate(PoisonPill.Instance));
            }
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props PropsOf(string agentId, ServiceSurroundings surroundings) => Props.Create(() => new AgentForServices(agentId, surroundings));

    protected override void PreStart() => Timers.StartPeriodicTimer("idle", new IdleCheck(), surroundings.IdleFor);

    protected override void PostStop()
    {
        foreach (var follower in followers.Values)
        {
            follower.End();
        }
    }

    private void Ask(AskAgent ask)
    {
        var asker = Sender;
        var envelope = Encoding.UTF8.GetBytes(ask.Request.GetRawText());
        var fault = !Ids.IsAgentId(agentId) ? $"The message names no agent id; it is to be {Ids.AgentForm}."
            : envelope.Length > EnvelopeReader.LongestMessage ? EnvelopeReader.TooLong
            : Waiting >= surroundings.MostAsks ? $"{Waiting} requests of services wait for this agent; ask again later."
            : ask.Request.ValueKind == JsonValueKind.Object && !ask.Request.TryGetProperty("requestId", out _)
                ? "The field \"requestId\" is missing; a message may come twice, and the id says that it is the same request."
            : null;
        if (fault is not null)
        {
            var error = Waiting >= surroundings.MostAsks ? WireError.TooMany(fault) : WireError.Malformed(fault);
            asker.Tell(new AskAnswered(agentId, AskedAnswer.Refused, null, ElementOf(EventWriter.Error(error))));
            return;
        }

        asksUnderWay++;
        surroundings.Requests.TakeAsync(agentId, EnvelopeReader.Read(envelope), default).AsTask().PipeTo(
            Self, Self, reply => new Replied(asker, reply), fault =>
            {
                surroundings.Log.LogError(fault, "A request of a service for agent {AgentId} met a fault", agentId);
                return new Replied(asker, null);
            });
    }

    private void Take(Replied replied)
    {
        asksUnderWay--;
        switch (replied.Reply)
        {
            case Reply.Accepted accepted:
                replied.Asker.Tell(new AskAnswered(agentId, AskedAnswer.Accepted, accepted.RequestId));
                Await(accepted.Outcome, replied.Asker, accepted.RequestId);
                break;
            case Reply.Answered answered:
                replied.Asker.Tell(new AskAnswered(
                    agentId, AskedAnswer.Answered, answered.RequestId, ElementOf(Meta.Answer(answered.Event, answered.View, answered.RequestId))));
                if (answered.Outcome is { } outcome)
                {
                    Await(outcome, replied.Asker, answered.RequestId);
                }

                break;
            case Reply.Failed failed:
                replied.Asker.Tell(new AskAnswered(agentId, AskedAnswer.Refused, failed.RequestId, ElementOf(EventWriter.Error(failed.Error))));
                break;
        }
    }

    /// <summary>Whoever asks again with the same id, since an answer was lost, is told the end once.</summary>
    private void Await(Task<AskOutcome> pending, IActorRef asker, string requestId)
    {
        if (awaited.Add((asker, requestId)))
        {
            surroundings.Requests.EndOfAsync(pending, default).PipeTo(
                Self, Self, outcome => new Ended(asker, requestId, outcome), _ => new Ended(asker, requestId, null));
        }
    }

    private void Take(Ended ended)
    {
        awaited.Remove((ended.Asker, ended.RequestId));
        if (ended.Outcome is { } outcome)
        {
            ended.Asker.Tell(new AskEnded(
                agentId, ended.RequestId, [.. outcome.Events.Select(ElementOf)], outcome.Error is { } error ? ElementOf(EventWriter.Error(error)) : null));
        }
    }

    private void Follow(FollowAgent follow)
    {
        if (!Ids.IsAgentId(agentId))
        {
            return;
        }

        if (followers.TryGetValue(Sender, out var known))
        {
            if (known.LastTold is null || follow.After >= known.LastTold)
            {
                Sender.Tell(new AgentFollowed(agentId, known.LastTold ?? follow.After ?? 0, null));
                return;
            }

            // Something was lost on the way to it.
            known.End();
        }
        else if (followers.Count >= surroundings.MostFollowers)
        {
            surroundings.Log.LogWarning("{Count} services follow agent {AgentId}; one more has to wait until one ends.", followers.Count, agentId);
            return;
        }
        else
        {
            Context.Watch(Sender);
        }

        var (self, follower) = (Self, new Follower(Sender));
        followers[Sender] = follower;
        // A revision that no agent has reached is answered with the state.
        surroundings.Engine.FollowAsync(
            agentId, follow.After ?? long.MaxValue,
            missed =>
            {
                self.Tell(new ForFollower(follower, new AgentFollowed(agentId, follow.After!.Value, null)));
                foreach (var told in missed)
                {
                    self.Tell(new ForFollower(follower, MessageOf(told)));
                }
            },
            (state, view) => self.Tell(new ForFollower(follower, new AgentFollowed(agentId, view.Revision, ElementOf(Meta.Answer(state, view, null))))),
            told => self.Tell(new ForFollower(follower, MessageOf(told))), default)
            .AsTask().PipeTo(self, self, subscription => new Begun(follower, subscription), _ => new NotBegun(follower));
    }

    private void Take(ForFollower message)
    {
        if (message.Follower.IsEnded)
        {
            return;
        }

        message.Follower.LastTold = message.Message switch
        {
            AgentFollowed e => e.Revision,
            ToldOfAgent e => e.Revision,
            _ => message.Follower.LastTold,
        };
        message.Follower.Actor.Tell(message.Message);
    }

    private void Forget(IActorRef actor)
    {
        if (followers.Remove(actor, out var follower))
        {
            follower.End();
            Context.Unwatch(actor);
        }
    }

    private static ToldOfAgent MessageOf(Told told) => new(told.AgentId, told.Revision, told.Previous, [.. Meta.Parts(told).Select(ElementOf)]);

    private static JsonElement ElementOf(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        return JsonElement.ParseValue(ref reader);
    }

    private sealed record Replied(IActorRef Asker, Reply? Reply) : INoSerializationVerificationNeeded;

    private sealed record Ended(IActorRef Asker, string RequestId, AskOutcome? Outcome) : INoSerializationVerificationNeeded;

    private sealed record ForFollower(Follower Follower, IAgentMessage Message) : INoSerializationVerificationNeeded;

    private sealed record Begun(Follower Follower, Subscription Subscription) : INoSerializationVerificationNeeded;

    private sealed record NotBegun(Follower Follower) : INoSerializationVerificationNeeded;

    private sealed record IdleCheck : INoSerializationVerificationNeeded;
}
