using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster;
using CallActors.Client;
using CallActors.Contracts;
using CallActors.Contracts.Akka;

namespace PauseRecordingInCluster;

/// <summary>Follows every agent of the cluster, those too that come later, and writes what they are told to a channel.</summary>
internal sealed class SiteFollower : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> followed = [];

    public SiteFollower(ChannelWriter<AgentEvent> events)
    {
        var agents = AgentShards.StartProxy(Context.System);
        var cluster = Cluster.Get(Context.System);
        Receive<Look>(_ =>
        {
            // Any node with agents knows them all.
            if (cluster.State.Members.FirstOrDefault(member => member.Status == MemberStatus.Up && member.HasRole(AgentShards.Role)) is { } node)
            {
                Context.ActorSelection(new RootActorPath(node.Address) / "user" / AgentShards.DirectoryName).Tell(new ListAgents());
            }
        });
        Receive<AgentsListed>(listed =>
        {
            foreach (var agentId in listed.AgentIds.Where(followed.Add))
            {
                Context.ActorOf(AgentFollower.PropsOf(agentId, agents, Self));
            }
        });
        Receive<AgentFollowed>(followed =>
        {
            Console.WriteLine($"{followed.AgentId}: followed");
            Write(followed.AgentId, [followed.State!.Value]);
        });
        Receive<ToldOfAgent>(told => Write(told.AgentId, told.Events));

        void Write(string agentId, IEnumerable<System.Text.Json.JsonElement> envelopes)
        {
            foreach (var envelope in envelopes)
            {
                if (!events.TryWrite(AgentEvent.Read(agentId, envelope)))
                {
                    throw new InvalidOperationException("The events come faster than they are taken.");
                }
            }
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // Begun anew it follows everybody anew, from the state.
    protected override void PreStart()
    {
        Console.WriteLine("looking for agents");
        Timers.StartPeriodicTimer("look", new Look(), TimeSpan.Zero, LookEvery);
    }

    private sealed record Look : INoSerializationVerificationNeeded;
}
