using System.CommandLine;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using CallActors.Engine.Journal.Sqlite;

namespace CallActors.Audit;

/// <summary>The command line: what happened, and what the agent's apps had at a time (docs/audit.md).</summary>
public static class AuditCommand
{
    private const string SqlitePrefix = "sqlite:";
    private const string PostgresPrefix = "postgres:";

    /// <returns>0; 1 with one sentence on <paramref name="error"/> where it is not possible; 2 where verify found a fault.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var journal = new Option<string>("--journal")
        {
            Description = "The journal, as the host was given it.",
            DefaultValueFactory = _ => "sqlite:callactors.db",
            Recursive = true,
        };
        var root = new RootCommand("Reads what happened from the journal of CallActors, and writes nothing.") { journal };
        root.Subcommands.Add(TimelineCommand(journal, output));
        root.Subcommands.Add(AtCommand(journal, output));
        root.Subcommands.Add(VerifyCommand(journal, output));

        var parsed = root.Parse(arguments);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (Exception fault) when (fault is AuditException or JournalUnavailableException or UnreadableEventException)
        {
            await error.WriteLineAsync(fault.Message);
            return 1;
        }
    }

    private static Command TimelineCommand(Option<string> journal, TextWriter output)
    {
        var agent = new Option<string?>("--agent") { Description = "Everything of this agent." };
        var contact = new Option<string?>("--contact") { Description = "Everything of this contact, at every agent that had it." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line instead of a table." };
        var command = new Command("timeline", "What happened, who caused it, and how long each state lasted.") { agent, contact, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var reader = await OpenAsync(parsed.GetValue(journal)!, cancellation);
            var entries = (parsed.GetValue(agent), parsed.GetValue(contact)) switch
            {
                ({ } agentId, null) => await Timeline.OfAgentAsync(reader, agentId, cancellation),
                (null, { } contactId) => await Timeline.OfContactAsync(reader, contactId, cancellation),
                _ => throw new AuditException("Name either --agent or --contact."),
            };
            TimelineWriter.Write(entries, parsed.GetValue(json), output);
        });
        return command;
    }

    private static Command AtCommand(Option<string> journal, TextWriter output)
    {
        var agent = new Option<string>("--agent") { Description = "The agent.", Required = true };
        var revision = new Option<long?>("--revision") { Description = "The agent's revision." };
        var time = new Option<string?>("--time") { Description = "A time, ISO 8601, such as 2026-11-20T09:11:30Z." };
        var command = new Command("at", "The events that the agent's apps were told with a change, and their StateSync, byte for byte.") { agent, revision, time };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var reader = await OpenAsync(parsed.GetValue(journal)!, cancellation);
            await TimeMachine.WriteAsync(
                reader, parsed.GetValue(agent)!, parsed.GetValue(revision), parsed.GetValue(time), output, cancellation);
        });
        return command;
    }

    private static Command VerifyCommand(Option<string> journal, TextWriter output)
    {
        var agent = new Option<string?>("--agent") { Description = "Only this agent; without it, every one." };
        var command = new Command("verify", "Whether every event still stands as it was written, and can be folded.") { agent };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var reader = await OpenAsync(parsed.GetValue(journal)!, cancellation);
            return await Verifying.WriteAsync(reader, parsed.GetValue(agent), output, cancellation);
        });
        return command;
    }

    private static async Task<IJournalReader> OpenAsync(string journal, CancellationToken cancellation) => journal switch
    {
        _ when Rest(journal, SqlitePrefix) is { } path => SqliteJournalReader.Open(path),
        _ when Rest(journal, PostgresPrefix) is { } connection => await PostgresJournalReader.OpenAsync(connection, cancellation),
        _ => throw new AuditException(
            $"{journal} is not a journal that can be read: it must be sqlite: and a path, such as sqlite:callactors.db, "
            + "or postgres: and a connection string, such as \"postgres:Host=localhost;Database=callactors\"."),
    };

    private static string? Rest(string journal, string prefix) =>
        journal.StartsWith(prefix, StringComparison.Ordinal) && journal.Length > prefix.Length ? journal[prefix.Length..] : null;
}

/// <summary>What was asked of the audit is not possible; one sentence.</summary>
public sealed class AuditException(string message) : Exception(message);
