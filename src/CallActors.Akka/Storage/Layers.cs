using Akka.Configuration;
using CallActors.Akka.Placement;
using CallActors.Contracts.Akka;

namespace CallActors.Akka.Storage;

/// <summary>
/// The configuration of the actor system: the files in hocon/, each of one concern, joined here. They hold keys of
/// Akka.NET alone, and nothing of the environment: its parser does not read that as the JVM's does.
/// </summary>
internal static class Layers
{
    /// <param name="cluster">Null for a node that is alone.</param>
    /// <param name="first">A layer that goes before the others, null for none.</param>
    public static Config Of(HeldJournal journal, ClusterOptions? cluster, Config? first)
    {
        var code = cluster is null ? Of(journal) : Of(journal).WithFallback(Of(cluster, journal));
        string[] names = [.. cluster is null ? ["local"] : OfNode(cluster), journal.Layer, "persistence", "engine"];
        return names.Aggregate(first is null ? code : code.WithFallback(first), (config, name) => config.WithFallback(Read(name)));
    }

    public static Config Read(string name)
    {
        using var file = typeof(Layers).Assembly.GetManifestResourceStream($"hocon/{name}.conf")
            ?? throw new ArgumentException($"There is no hocon/{name}.conf.", nameof(name));
        using var reader = new StreamReader(file);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private static IEnumerable<string> OfNode(ClusterOptions cluster) =>
        [.. cluster.Discovery is null ? Array.Empty<string>() : ["discovery"], "cluster", .. ServiceLayers.OfEveryNode(cluster.Certificates)];

    /// <summary>What only the code knows: where the journal is.</summary>
    private static Config Of(HeldJournal journal)
    {
        var connection = $$"""{ connection-string = {{Quoted(journal.ConnectionString)}}, provider-name = {{Quoted(journal.Provider)}} }""";
        return ConfigurationFactory.ParseString($$"""
            akka.persistence.journal.sql {{connection}}
            akka.persistence.snapshot-store.sql {{connection}}
            """);
    }

    /// <summary>What only the operator knows: where this node is, and where the cluster is.</summary>
    private static Config Of(ClusterOptions cluster, HeldJournal journal) => ConfigurationFactory.ParseString($$"""
        akka.remote.dot-netty.tcp {
          hostname = {{Quoted(cluster.Host)}}
          public-hostname = {{Quoted(cluster.Host)}}
          port = {{cluster.Port}}
        }
        akka.cluster.roles = [{{string.Join(", ", RolesOf(journal).Select(Quoted))}}]
        akka.cluster.seed-nodes = [{{string.Join(", ", cluster.Seeds.Select(seed => Quoted(ServiceLayers.AddressOf(seed, cluster.Certificates))))}}]
        """).WithFallback(cluster.Discovery is { } discovery ? Of(discovery) : Config.Empty);

    /// <summary>Where the others tell who is in their cluster.</summary>
    private static Config Of(ClusterDiscovery discovery) => ConfigurationFactory.ParseString($$"""
        akka.management.cluster.bootstrap {
          contact-point.fallback-port = {{discovery.Port}}
          contact-point-discovery.required-contact-point-nr = {{discovery.ContactPoints}}
        }
        """).WithFallback(discovery switch
    {
        ClusterDiscovery.Config config => ConfigurationFactory.ParseString($$"""
            akka.discovery { method = config, config.services.{{ClusterOptions.SystemName}}.endpoints = [{{string.Join(", ", config.Nodes.Select(Quoted))}}] }
            """),
        ClusterDiscovery.Kubernetes pods => ConfigurationFactory.ParseString($$"""
            akka.discovery {
              method = {{PodDiscovery.Method}}
              {{PodDiscovery.Method}} {
                class = "{{typeof(PodDiscovery).FullName}}, CallActors.Akka"
                api = {{Quoted(pods.Api.GetLeftPart(UriPartial.Authority))}}
                service-account = {{Quoted(pods.ServiceAccount)}}
                selector = {{Quoted(pods.Selector)}}
                namespace = {{Quoted(pods.Namespace ?? "")}}
              }
            }
            """),
        _ => throw new ArgumentOutOfRangeException(nameof(discovery), discovery.GetType(), "not a way to find nodes"),
    });

    private static IEnumerable<string> RolesOf(HeldJournal journal) => journal.Node is { } node ? [AgentShards.Role, JournalWitness.RoleOf(node)] : [AgentShards.Role];

    /// <summary>A text as HOCON takes it.</summary>
    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
