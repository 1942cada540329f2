using Akka.Actor;
using Akka.Cluster.Sharding;
using CallActors.Contracts.Akka;
using CallActors.Edge.Messages;
using CallActors.Engine;
using Microsoft.Extensions.Logging;

namespace CallActors.Akka.Services;

/// <summary>What the actors that stand before services share.</summary>
internal sealed record ServiceSurroundings(ICallEngine Engine, ILogger Log)
{
    public AppRequests Requests { get; } = new(Engine);

    /// <summary>After how long an actor that nobody needs is let go.</summary>
    public TimeSpan IdleFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many services may follow one agent.</summary>
    public int MostFollowers { get; init; } = 100;

    /// <summary>How many requests of services may wait for one agent.</summary>
    public int MostAsks { get; init; } = 100;

    /// <summary>Lets the services of the cluster in.</summary>
    public static void Begin(ActorSystem system, ICallEngine engine, ILogger log)
    {
        var surroundings = new ServiceSurroundings(engine, log);
        ClusterSharding.Get(system).Start(
            AgentShards.TypeName, agentId => AgentForServices.PropsOf(agentId, surroundings), ClusterShardingSettings.Create(system), AgentShards.Extractor);
        system.ActorOf(Props.Create(() => new AgentDirectory(engine, log)), AgentShards.DirectoryName);
    }
}
