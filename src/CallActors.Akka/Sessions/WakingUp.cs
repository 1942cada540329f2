using Akka.Actor;
using CallActors.Akka.Messages;

namespace CallActors.Akka.Sessions;

/// <summary>
/// Wakes sessions, a few at a time: after a start of all nodes there may be as many as the site has agents, and an agent
/// whom an app or a bridge needs must not wait until all others were read.
/// </summary>
internal sealed class WakingUp : ReceiveActor, IWithTimers
{
    /// <summary>Fewer than a node recovers at once (hocon/persistence.conf).</summary>
    private const int AtOnce = 32;

    // Where the journal is out of reach a session stops without an answer, and whoever needs it next starts it again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IActorRef sessions;
    private readonly TimeProvider clock;
    private readonly Queue<string> waiting = new();
    private readonly Dictionary<string, long> underWay = new(StringComparer.Ordinal);

    public WakingUp(IActorRef sessions, TimeProvider clock)
    {
        (this.sessions, this.clock) = (sessions, clock);
        Receive<ToWake>(toWake =>
        {
            foreach (var agentId in toWake.AgentIds.Except(waiting))
            {
                waiting.Enqueue(agentId);
            }

            GoOn();
        });
        Receive<Awake>(awake =>
        {
            underWay.Remove(awake.AgentId);
            GoOn();
        });
        Receive<Look>(_ =>
        {
            foreach (var (agentId, _) in underWay.Where(each => clock.GetElapsedTime(each.Value) >= Patience).ToArray())
            {
                underWay.Remove(agentId);
            }

            GoOn();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props PropsOf(IActorRef sessions, TimeProvider clock) => Props.Create(() => new WakingUp(sessions, clock));

    protected override void PreStart() => Timers.StartPeriodicTimer("look", new Look(), Patience / 10);

    private void GoOn()
    {
        while (underWay.Count < AtOnce && waiting.TryDequeue(out var agentId))
        {
            underWay[agentId] = clock.GetTimestamp();
            sessions.Tell(new WakeUp(agentId));
        }
    }

    private sealed record Look : INoSerializationVerificationNeeded;
}

internal sealed record ToWake(IReadOnlyList<string> AgentIds) : INoSerializationVerificationNeeded;
