using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using CallActors.Contracts;
using CallActors.Contracts.Akka;
using CallActors.Engine.Tests.Engine;

namespace CallActors.Akka.Tests.Cluster;

/// <summary>
/// Somebody on the network of the cluster with Akka.NET as it comes: Newtonsoft's JSON for every type, and actors that are
/// started at other nodes. It knows the contracts too.
/// </summary>
internal sealed class ForeignProgram : IAsyncDisposable
{
    private readonly ActorSystem system = ActorSystem.Create(ServiceLayers.SystemName, ConfigurationFactory.ParseString($$"""
        akka {
          stdout-loglevel = OFF
          loglevel = OFF
          actor {
            provider = remote
            serializers {
              contracts = "{{typeof(ContractSerializer).AssemblyQualifiedName}}"
              like-hyperion = "{{typeof(LikeHyperion).AssemblyQualifiedName}}"
            }
            serialization-bindings {
              "{{typeof(ListAgents).AssemblyQualifiedName}}" = contracts
              "{{typeof(AgentsListed).AssemblyQualifiedName}}" = contracts
              "{{typeof(OfHyperion).AssemblyQualifiedName}}" = like-hyperion
            }
          }
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        }
        """));

    /// <summary>Where it is reached, as host:port.</summary>
    public string Address => ((ExtendedActorSystem)system).Provider.DefaultAddress is var own ? $"{own.Host}:{own.Port}" : "";

    /// <summary>An actor where nodes with agents have their directory; it takes whatever comes.</summary>
    public void BeDirectory() => system.ActorOf(Props.Create<Silent>(), AgentShards.DirectoryName);

    public void Tell(string node, object message) => DirectoryOf(node).Tell(message);

    /// <summary>Starts an actor at another node, as far as that lets it.</summary>
    public void Deploy<TActor>(string node)
        where TActor : ActorBase, new() =>
        system.ActorOf(Props.Create<TActor>().WithDeploy(global::Akka.Actor.Deploy.None.WithScope(new RemoteScope(
            global::Akka.Actor.Address.Parse(ServiceLayers.AddressOf(node, null))))));

    public async Task<IReadOnlyList<string>> AgentsAsync(string node) =>
        (await DirectoryOf(node).Ask<AgentsListed>(new ListAgents(), TimeSpan.FromSeconds(20))).AgentIds;

    public async ValueTask DisposeAsync() => await system.Terminate().InTime();

    private ActorSelection DirectoryOf(string node) => system.ActorSelection($"{ServiceLayers.AddressOf(node, null)}/user/{AgentShards.DirectoryName}");

    private sealed class Silent : ReceiveActor
    {
        public Silent() => ReceiveAny(_ => { });
    }
}

/// <summary>Goes out under the number that Hyperion has.</summary>
internal sealed record OfHyperion;

internal sealed class LikeHyperion(ExtendedActorSystem system) : Serializer(system)
{
    public override int Identifier => -5;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => [1, 2, 3];

    public override object FromBinary(byte[] bytes, Type type) => new OfHyperion();
}
