using Akka.Actor;
using Akka.Cluster.Sharding;

namespace CallActors.Contracts.Akka;

/// <summary>The way to the agents: where in the cluster each is, and which messages are brought there.</summary>
public static class AgentShards
{
    /// <summary>What the nodes with agents call themselves.</summary>
    public const string Role = "callactors";

    /// <summary>The name of the shards.</summary>
    public const string TypeName = "agents";

    /// <summary>The name of the actor, at every node of <see cref="Role"/>, that answers <see cref="ListAgents"/>.</summary>
    public const string DirectoryName = "directory";

    /// <summary>Ten for each of ten nodes; never to be changed while a cluster runs.</summary>
    private const int NumberOfShards = 100;

    /// <summary>Which messages go to which agent.</summary>
    public static IMessageExtractor Extractor { get; } =
        HashCodeMessageExtractor.Create(NumberOfShards, message => (message as IAgentMessage)?.AgentId!, message => message);

    /// <summary>For a node that has no agents itself: takes every <see cref="IAgentMessage"/> to where its agent is.</summary>
    public static IActorRef StartProxy(ActorSystem system) => ClusterSharding.Get(system).StartProxy(TypeName, Role, Extractor);
}
