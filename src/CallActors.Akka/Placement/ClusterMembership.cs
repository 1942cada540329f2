using System.Security.Cryptography;
using Akka.Actor;
using Akka.Cluster;
using CallActors.Contracts.Akka;
using CallActors.Engine.Journal;

namespace CallActors.Akka.Placement;

/// <summary>This node among the nodes of its cluster; a node without a cluster is alone.</summary>
internal sealed class ClusterMembership
{
    private readonly Cluster? cluster;

    private ClusterMembership(ActorSystem system, Cluster? cluster)
    {
        this.cluster = cluster;
        NodeId = cluster is null ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) : IdOf(cluster.SelfUniqueAddress);
        if (cluster is not null)
        {
            Action gone = () => NodeGone?.Invoke();
            system.ActorOf(Props.Create(() => new Listener(cluster, gone)), "membership");
        }
    }

    public bool IsCluster => cluster is not null;

    /// <summary>Null for a node that is alone.</summary>
    public UniqueAddress? Self => cluster?.SelfUniqueAddress;

    /// <summary>How many nodes are known to be up.</summary>
    public int NodesUp => cluster?.State.Members.Count(member => member.Status == MemberStatus.Up) ?? 1;

    /// <summary>16 hexadecimal digits, new for each start, so that an id never means another node.</summary>
    public string NodeId { get; }

    /// <summary>A node is gone for good: what it had is to be taken up. Told at the node that leads the cluster.</summary>
    public event Action? NodeGone;

    /// <summary>Whether a node is there, as far as is known.</summary>
    public bool IsThere(string nodeId) =>
        nodeId == NodeId || (cluster is not null && cluster.State.Members.Any(member => IdOf(member.UniqueAddress) == nodeId));

    /// <summary>Whether the node that gave an attachment its id is there.</summary>
    public bool IsNodeOfThere(string attachment) => JournalNode.NodeOf(attachment) is { } nodeId && IsThere(nodeId);

    /// <summary>Whether there is a node with agents of a later version: what cannot be read may be of that.</summary>
    public bool IsNewerThere => cluster is not null
        && cluster.State.Members.Any(member => member.HasRole(AgentShards.Role) && member.AppVersion.CompareTo(cluster.SelfMember.AppVersion) > 0);

    /// <summary>Completes when this node is one of the cluster's.</summary>
    public async Task JoinedAsync(CancellationToken cancellation)
    {
        if (cluster is not null)
        {
            var joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            cluster.RegisterOnMemberUp(joined.SetResult);
            await joined.Task.WaitAsync(cancellation);
        }
    }

    public static ClusterMembership Of(ActorSystem system) =>
        new(system, ((ExtendedActorSystem)system).Provider is IClusterActorRefProvider ? Cluster.Get(system) : null);

    private static string IdOf(UniqueAddress address) => $"{address.Uid:x16}";

    private sealed class Listener : ReceiveActor
    {
        public Listener(Cluster cluster, Action gone)
        {
            cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));
            Receive<ClusterEvent.MemberRemoved>(_ =>
            {
                // Of the nodes with agents: the one that leads them all may be a service's.
                if (cluster.State.RoleLeader(AgentShards.Role) == cluster.SelfAddress)
                {
                    gone();
                }
            });
        }
    }
}
