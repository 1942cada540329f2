using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using CallActors.Akka.Storage;
using CallActors.Akka.Tests.Cluster;
using CallActors.Contracts;
using CallActors.Contracts.Akka;
using CallActors.Engine.Tests.Engine;

namespace CallActors.Akka.Tests.Services;

/// <summary>A node of another role, with one actor that keeps what it is told.</summary>
internal sealed class ServiceNode : IAsyncDisposable
{
    private readonly ActorSystem system;
    private readonly IActorRef agents;
    private readonly IActorRef ear;
    private readonly Channel<object> heard = Channel.CreateUnbounded<object>();

    private ServiceNode(ActorSystem system)
    {
        this.system = system;
        agents = AgentShards.StartProxy(system);
        ear = system.ActorOf(Props.Create(() => new Ear(heard.Writer)));
    }

    public static async Task<ServiceNode> StartAsync(ClusterOfNodes cluster)
    {
        var newer = ConfigurationFactory.ParseString($$"""
            akka.actor {
              serializers.newer = "{{typeof(NewerSerializer).AssemblyQualifiedName}}"
              serialization-bindings { "{{typeof(OfNewerVersion).AssemblyQualifiedName}}" = newer }
            }
            """);
        var setup = ServiceLayers.Of("recording", "127.0.0.1", 0, [cluster.Seed], null, newer.WithFallback(Layers.Read("test")));
        var node = new ServiceNode(ActorSystem.Create(ServiceLayers.SystemName, setup));
        await Waiting.UntilAsync(
            "the service is of the cluster", () => cluster.Nodes.All(each => each.Membership.NodesUp == cluster.Nodes.Count + 1));
        return node;
    }

    public void Tell(object message) => agents.Tell(message, ear);

    public void Ask(string agentId, string subtopic, string? requestId, string? data)
    {
        var envelope = new Dictionary<string, string?>
        {
            ["channel"] = "Amazon",
            ["topic"] = "InboundCall",
            ["subtopic"] = subtopic,
            ["source"] = "recording",
            ["data"] = data,
            ["requestId"] = requestId,
        };
        Tell(new AskAgent(agentId, JsonSerializer.SerializeToElement(envelope.Where(each => each.Value is not null).ToDictionary())));
    }

    public void Follow(string agentId) => system.ActorOf(AgentFollower.PropsOf(agentId, agents, ear));

    public async Task<IReadOnlyList<string>> AgentsAsync(ClusterOfNodes cluster)
    {
        system.ActorSelection($"akka.tcp://{ServiceLayers.SystemName}@{cluster.Seed}/user/{AgentShards.DirectoryName}").Tell(new ListAgents(), ear);
        return (await NextAsync<AgentsListed>()).AgentIds;
    }

    /// <summary>The next message, which is to be of this type.</summary>
    public async Task<T> NextAsync<T>() => (await NextAsync()).ShouldBeOfType<T>();

    public Task<object> NextAsync() => heard.Reader.ReadAsync().AsTask().InTime();

    public async ValueTask DisposeAsync() => await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);

    private sealed class Ear : ReceiveActor
    {
        public Ear(ChannelWriter<object> heard) => ReceiveAny(message => heard.TryWrite(message));
    }
}

/// <summary>What a service says that is of a later version than the nodes with agents.</summary>
internal sealed record OfNewerVersion(string AgentId) : IAgentMessage;

internal sealed class NewerSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 1673;

    public override string Manifest(object o) => "listen/7";

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes("""{"agentId":"agent1"}""");

    public override object FromBinary(byte[] bytes, string manifest) => ContractCodec.Read(manifest, bytes);
}
