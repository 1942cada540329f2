using Akka.Actor;
using Akka.Cluster.Sharding;
using CallActors.Akka.Messages;

namespace CallActors.Akka.Placement;

/// <summary>
/// Brings each message to the actor of its agent, which is started where there is none: the agents of a node, and on a
/// node without a cluster also the sessions, in place of a shard region.
/// </summary>
internal sealed class ActorsById : ReceiveActor
{
    private readonly Dictionary<string, IActorRef> actors = new(StringComparer.Ordinal);
    private readonly Dictionary<IActorRef, List<(object Message, IActorRef Sender)>> leaving = [];

    public ActorsById(Func<string, Props> propsOf)
    {
        Receive<IOfAgent>(message =>
        {
            if (!actors.TryGetValue(message.AgentId, out var actor))
            {
                actors[message.AgentId] = actor = Context.Watch(Context.ActorOf(propsOf(message.AgentId)));
            }

            if (leaving.TryGetValue(actor, out var waiting))
            {
                waiting.Add((message, Sender));
            }
            else
            {
                actor.Forward(message);
            }
        });
        Receive<Passivate>(passivate =>
        {
            if (leaving.TryAdd(Sender, []))
            {
                Sender.Tell(passivate.StopMessage);
            }
        });
        Receive<Terminated>(gone =>
        {
            foreach (var (agentId, _) in actors.Where(each => each.Value.Equals(gone.ActorRef)).ToArray())
            {
                actors.Remove(agentId);
            }

            if (leaving.Remove(gone.ActorRef, out var waiting))
            {
                waiting.ForEach(each => Self.Tell(each.Message, each.Sender));
            }
        });
    }

    // What one agent meets stops its actor, and nobody else's; whoever needs it next starts it anew.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
}
