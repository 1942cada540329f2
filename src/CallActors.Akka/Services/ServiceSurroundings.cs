using Akka.Actor;
using Akka.Cluster.Sharding;
using CallActors.Contracts.Akka;
using CallActors.Edge;
using CallActors.Edge.Messages;
using CallActors.Edge.Sockets;
using CallActors.Engine;
using Microsoft.Extensions.Logging;

namespace CallActors.Akka.Services;

/// <summary>What the actors that stand before services share.</summary>
internal sealed record ServiceSurroundings(ICallEngine Engine, AppRequests Requests, ILogger Log)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>After how long an actor that nobody needs is let go.</summary>
    public TimeSpan IdleFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many services may follow one agent.</summary>
    public int MostFollowers { get; init; } = 100;

    /// <summary>How many requests of services may wait for one agent.</summary>
    public int MostAsks { get; init; } = 100;

    /// <summary>Lets the services of the cluster in.</summary>
    public static void Begin(ActorSystem system, ICallEngine engine, ILoggerFactory logs)
    {
        var log = logs.CreateLogger<AgentForServices>();
        var journal = new JournalWatch(engine, new EdgeOptions(), logs.CreateLogger<JournalWatch>());
        system.Scheduler.Advanced.ScheduleRepeatedly(LookEvery, LookEvery, journal.Look);
        var surroundings = new ServiceSurroundings(engine, new AppRequests(engine, journal), log);
        ClusterSharding.Get(system).Start(
            AgentShards.TypeName, agentId => AgentForServices.PropsOf(agentId, surroundings), ClusterShardingSettings.Create(system), AgentShards.Extractor);
        system.ActorOf(Props.Create(() => new AgentDirectory(engine, log)), AgentShards.DirectoryName);
    }
}
