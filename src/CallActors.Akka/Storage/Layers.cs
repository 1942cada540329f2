using Akka.Configuration;

namespace CallActors.Akka.Storage;

/// <summary>
/// The configuration of the actor system: the files in hocon/, each of one concern, joined here. They hold keys of
/// Akka.NET alone, and nothing of the environment: its parser does not read that as the JVM's does.
/// </summary>
internal static class Layers
{
    /// <param name="names">The layers beside those that are always there; what an earlier one says wins.</param>
    public static Config Of(HeldJournal journal, params IEnumerable<string> names) => names.Append(journal.Layer).Append("persistence").Append("engine")
        .Aggregate(Of(journal), (config, name) => config.WithFallback(Read(name)));

    public static Config Read(string name)
    {
        using var file = typeof(Layers).Assembly.GetManifestResourceStream($"hocon/{name}.conf")
            ?? throw new ArgumentException($"There is no hocon/{name}.conf.", nameof(name));
        using var reader = new StreamReader(file);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    /// <summary>What only the code knows: where the journal is.</summary>
    private static Config Of(HeldJournal journal)
    {
        var connection = $$"""{ connection-string = {{Quoted(journal.ConnectionString)}}, provider-name = {{Quoted(journal.Provider)}} }""";
        return ConfigurationFactory.ParseString($$"""
            akka.persistence.journal.sql {{connection}}
            akka.persistence.snapshot-store.sql {{connection}}
            """);
    }

    /// <summary>A text as HOCON takes it.</summary>
    public static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
