using Akka.Cluster.Sharding;
using CallActors.Akka.Messages;

namespace CallActors.Akka.Placement;

/// <summary>Shards by agent id.</summary>
internal sealed class AgentMessages() : HashCodeMessageExtractor(NumberOfShards)
{
    /// <summary>Ten for each of ten nodes; never to be changed while a cluster runs.</summary>
    private const int NumberOfShards = 100;

    public override string EntityId(object message) => (message as IOfAgent)?.AgentId!;
}
