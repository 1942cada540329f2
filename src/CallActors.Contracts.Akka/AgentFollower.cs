using Akka.Actor;

namespace CallActors.Contracts.Akka;

/// <summary>
/// Follows an agent for another actor, over moves and losses of nodes: gives it every <see cref="ToldOfAgent"/> once and in
/// the order of revisions, and a <see cref="AgentFollowed"/> with the state where it begins, or where what was missed is too
/// long ago. It ends with its parent.
/// </summary>
public sealed class AgentFollower : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    // A message that was lost on the way is missed at the next one, or after this.
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(5);

    private readonly string agentId;
    private readonly IActorRef agents;
    private IActorRef? source;
    private long? last;

    /// <param name="agentId">Whom.</param>
    /// <param name="agents">The way to the agents, <see cref="AgentShards.StartProxy"/>.</param>
    /// <param name="to">Who is given what is told.</param>
    /// <param name="after">The last revision that is known already; null to begin with the state.</param>
    public AgentFollower(string agentId, IActorRef agents, IActorRef to, long? after)
    {
        (this.agentId, this.agents, last) = (agentId, agents, after);
        Receive<AgentFollowed>(following =>
        {
            Listen(Sender);
            if (following.State is not null)
            {
                last = following.Revision;
                to.Tell(following);
            }
        });
        Receive<ToldOfAgent>(told =>
        {
            if (told.Revision <= last)
            {
                return;
            }

            if (last is null || told.Previous > last)
            {
                Follow();
                return;
            }

            last = told.Revision;
            to.Tell(told);
        });
        Receive<Terminated>(_ =>
        {
            source = null;
            Follow();
        });
        Receive<Check>(_ => Follow());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc cref="AgentFollower(string, IActorRef, IActorRef, long?)"/>
    public static Props PropsOf(string agentId, IActorRef agents, IActorRef to, long? after = null) =>
        Props.Create(() => new AgentFollower(agentId, agents, to, after));

    /// <inheritdoc/>
    protected override void PreStart() => Follow();

    /// <inheritdoc/>
    protected override void PostStop() => source?.Tell(new UnfollowAgent(agentId));

    private void Follow()
    {
        (source ?? agents).Tell(new FollowAgent(agentId, last));
        Timers.StartSingleTimer("check", new Check(), source is null ? Again : CheckEvery);
    }

    private void Listen(IActorRef sender)
    {
        if (!sender.Equals(source))
        {
            if (source is not null)
            {
                Context.Unwatch(source);
            }

            source = Context.Watch(sender);
            Timers.StartSingleTimer("check", new Check(), CheckEvery);
        }
    }

    private sealed record Check : INoSerializationVerificationNeeded;
}
