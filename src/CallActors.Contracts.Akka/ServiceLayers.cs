using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace CallActors.Contracts.Akka;

/// <summary>The configuration of a service's node, as layers of hocon/.</summary>
public static class ServiceLayers
{
    /// <summary>The name of the actor system; nodes of other names are not let in.</summary>
    public const string SystemName = "callactors";

    /// <summary>What a service starts its actor system with, named <see cref="SystemName"/>.</summary>
    /// <param name="role">The service's own; not <see cref="AgentShards.Role"/>.</param>
    /// <param name="host">This machine's name or address, as the other nodes reach it.</param>
    /// <param name="port">0 for any that is free.</param>
    /// <param name="seeds">Nodes with agents, as host:port.</param>
    /// <param name="certificates">Null for a cluster on loopback without TLS.</param>
    /// <param name="own">The service's own layer, before these.</param>
    public static ActorSystemSetup Of(
        string role, string host, int port, IReadOnlyList<string> seeds, ClusterCertificates? certificates, Config? own = null)
    {
        if (role == AgentShards.Role)
        {
            throw new ArgumentException($"A node of the role {AgentShards.Role} has agents; a service has a role of its own.", nameof(role));
        }

        var place = ConfigurationFactory.ParseString($$"""
            akka.remote.dot-netty.tcp { hostname = {{Quoted(host)}}, public-hostname = {{Quoted(host)}}, port = {{port}} }
            akka.cluster { roles = [{{Quoted(role)}}], seed-nodes = [{{string.Join(", ", seeds.Select(seed => Quoted(AddressOf(seed, certificates))))}}] }
            """);
        var config = (own ?? Config.Empty).WithFallback(place);
        string[] layers = ["service", .. OfEveryNode(certificates)];
        var setup = BootstrapSetup.Create().WithConfig(layers.Aggregate(config, (all, name) => all.WithFallback(Read(name))));
        return certificates is null ? ActorSystemSetup.Create(setup) : setup.And(certificates.ToSetup());
    }

    /// <summary>A node as its cluster knows it.</summary>
    /// <param name="node">host:port.</param>
    /// <param name="certificates">Null where nodes speak without TLS.</param>
    public static string AddressOf(string node, ClusterCertificates? certificates) =>
        $"akka.{(certificates is null ? "tcp" : "ssl.tcp")}://{SystemName}@{node}";

    /// <summary>The layers of every node of a cluster, whatever its role; those of it that stand first win.</summary>
    public static IReadOnlyList<string> OfEveryNode(ClusterCertificates? certificates) =>
        certificates is null ? ["membership", "contracts"] : ["tls", "membership", "contracts"];

    /// <summary>One of the layers here: <c>service</c>, or one of every node.</summary>
    public static Config Read(string name)
    {
        using var file = typeof(ServiceLayers).Assembly.GetManifestResourceStream($"hocon/{name}.conf")
            ?? throw new ArgumentException($"There is no hocon/{name}.conf.", nameof(name));
        using var reader = new StreamReader(file);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
