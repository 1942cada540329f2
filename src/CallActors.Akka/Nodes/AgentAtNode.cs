using Akka.Actor;
using Akka.Cluster.Sharding;
using CallActors.Akka.Messages;
using CallActors.Engine;
using CallActors.Engine.Journal;

namespace CallActors.Akka.Nodes;

/// <summary>
/// Stands for an agent at a node that has apps or bridges of it, or asks something. It is registered with the agent's
/// session, wherever that is, finds it again when it moved or stopped, and sends each command until it is answered.
/// </summary>
internal sealed partial class AgentAtNode : ReceiveActor, IWithTimers
{
    private readonly string agentId;
    private readonly NodeSurroundings surroundings;
    private readonly Dictionary<string, WaitingCommand> waiting = new(StringComparer.Ordinal);
    private IActorRef? session;
    private long lastCommand;
    private long lastUsed;

    public AgentAtNode(string agentId, NodeSurroundings surroundings)
    {
        (this.agentId, this.surroundings) = (agentId, surroundings);
        Receive<ToAgent.Asking>(Ask);
        Receive<ToAgent.Posting>(post => Send(
            post.Body, answered => GiveWhenTold(answered.View, () => post.Answer.TrySetResult(answered.View), post.Answer.SetFault), post.Answer.SetFault));
        Receive<ToAgent.Subscribing>(Subscribe);
        Receive<ToAgent.Unsubscribing>(each => apps.Remove(each.App));
        Receive<ToAgent.Attaching>(Attach);
        Receive<ToAgent.Detaching>(Detach);
        Receive<Registered>(Take);
        Receive<Answered>(Take);
        Receive<Broadcast>(Take);
        Receive<Missed>(Take);
        // The journal is out of reach: nobody is told anything later before what was missed.
        Receive<NotRead>(_ => Timers.StartSingleTimer("read", new ReadAgain(), surroundings.AskAgain));
        Receive<ReadAgain>(_ =>
        {
            isReading = false;
            ReadMissed(wholeTo);
        });
        Receive<ToBridge>(Take);
        Receive<BridgeNews>(Take);
        Receive<Terminated>(gone =>
        {
            if (gone.ActorRef.Equals(session))
            {
                session = null;
                Register();
            }
        });
        Receive<Tick>(_ => CheckTime());
        Receive<Leave>(_ =>
        {
            session?.Tell(new Unregister(agentId));
            Context.Stop(Self);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props PropsOf(string agentId, NodeSurroundings surroundings) => Props.Create(() => new AgentAtNode(agentId, surroundings));

    protected override void PreStart()
    {
        Touch();
        Timers.StartPeriodicTimer("tick", new Tick(), surroundings.AskAgain);
        Register();
    }

    protected override void PostStop()
    {
        foreach (var command in waiting.Values)
        {
            command.Fail("The node is stopping.");
        }

        foreach (var view in ahead)
        {
            view.Fail("The node is stopping.");
        }

        foreach (var outcome in outcomes.Values)
        {
            outcome.TrySetCanceled();
        }
    }

    private void Touch() => lastUsed = surroundings.Options.Clock.GetTimestamp();

    private void Register() => surroundings.Sessions.Tell(new Register(agentId, [.. links.Where(each => each.Value.IsAttached).Select(each => each.Key)]));

    private void Take(Registered registered)
    {
        if (!Sender.Equals(session))
        {
            if (session is not null)
            {
                Context.Unwatch(session);
            }

            session = Context.Watch(Sender);
            foreach (var command in waiting.Values)
            {
                session.Tell(command.Command);
            }
        }

        SettleOutcomes(registered.View.Picture.Session);
        CatchUp(registered.View);
    }

    private void Send(CommandBody body, Action<Answered> answered, Action<string> fail)
    {
        Touch();
        var command = new Command(agentId, $"{++lastCommand}", body);
        waiting[command.CommandId] = new WaitingCommand(command, answered, fail, surroundings.Options.Clock.GetTimestamp());
        session?.Tell(command);
    }

    private void Take(Answered answered)
    {
        // One that came twice, or after it was given up, is known no more.
        if (waiting.Remove(answered.CommandId, out var command))
        {
            if (answered.Fault is { } fault)
            {
                command.Fail(fault);
            }
            else
            {
                command.Done(answered);
            }
        }
    }

    private void CheckTime()
    {
        var clock = surroundings.Options.Clock;
        foreach (var (id, command) in waiting.Where(each => clock.GetElapsedTime(each.Value.Since) >= surroundings.CommandLimit).ToArray())
        {
            waiting.Remove(id);
            command.Fail("The agent's session did not answer within its time.");
        }

        GiveUpAhead();
        if (session is null)
        {
            Register();
        }
        else
        {
            foreach (var command in waiting.Values.Where(each => clock.GetElapsedTime(each.Since) >= surroundings.AskAgain))
            {
                session.Tell(command.Command);
            }
        }

        if (waiting.Count == 0 && links.Count == 0 && apps.Count == 0 && outcomes.Count == 0
            && clock.GetElapsedTime(lastUsed) >= surroundings.Options.IdleFor)
        {
            Context.Parent.Tell(new Passivate(new Leave()));
        }
    }

    private sealed record WaitingCommand(Command Command, Action<Answered> Done, Action<string> Fail, long Since);

    private sealed record Tick : INoSerializationVerificationNeeded;

    private sealed record Leave : INoSerializationVerificationNeeded;
}

internal static class Faults
{
    public static void SetFault<T>(this TaskCompletionSource<T> answer, string reason) => answer.TrySetException(new JournalUnavailableException(reason));
}
