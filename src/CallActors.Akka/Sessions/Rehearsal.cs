using Akka.Actor;
using CallActors.Engine;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Akka.Sessions;

/// <summary>
/// Reads an agent's stream as its session would, and changes nothing: what is connected and compiled at the first use is
/// so before the node takes anybody over.
/// </summary>
internal sealed class Rehearsal(string agentId, TaskCompletionSource done) : EventSourcedActor(Streams.OfAgent(agentId))
{
    public static async Task HoldAsync(IActorRefFactory system, IJournalReader journal, CancellationToken cancellation)
    {
        // Where there is nobody yet, a stream without rows is read.
        var agentId = "nobody";
        await foreach (var first in History.AgentsAsync(journal, cancellation))
        {
            agentId = first;
            break;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.Create(() => new Rehearsal(agentId, done)));
        await done.Task.WaitAsync(cancellation);
    }

    protected override void Replay(JournalRow row)
    {
    }

    protected override void OnCommand(object message) => Unhandled(message);

    protected override void Begin() => Context.Stop(Self);

    protected override void NotDurable(string reason)
    {
    }

    protected override void PostStop() => done.TrySetResult();
}
