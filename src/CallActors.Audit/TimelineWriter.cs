using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace CallActors.Audit;

/// <summary>Writes a timeline for people or for programs.</summary>
internal static class TimelineWriter
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IReadOnlyList<TimelineEntry> entries, bool asJson, TextWriter output)
    {
        if (asJson)
        {
            foreach (var entry in entries)
            {
                output.WriteLine(JsonSerializer.Serialize(
                    new { entry.At, entry.AgentId, entry.Revision, entry.Entity, entry.Event, entry.Detail, LastedSeconds = entry.Lasted?.TotalSeconds, entry.By }, Json));
            }

            return;
        }

        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("time", "agent", "revision", "of", "happened", "state before lasted", "caused by");
        foreach (var entry in entries)
        {
            table.AddRow(
                entry.At.ToString("yyyy-MM-dd HH:mm:ss.fff"), Markup.Escape(entry.AgentId), entry.Revision.ToString(), Markup.Escape(entry.Entity),
                Markup.Escape(entry.Detail is { } detail ? $"{entry.Event}: {detail}" : entry.Event),
                entry.Lasted is { } lasted ? $"{lasted.TotalSeconds:0.000} s" : "", Markup.Escape(entry.By));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        // A table in a file or a pipe is as wide as it needs to be.
        console.Profile.Width = Console.IsOutputRedirected ? 240 : console.Profile.Width;
        console.Write(table);
    }
}
