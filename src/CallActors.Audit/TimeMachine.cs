using System.Globalization;
using System.Text;
using CallActors.Engine;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;

namespace CallActors.Audit;

/// <summary>What an agent's apps had at a revision or a time: the same bytes as they got then.</summary>
internal static class TimeMachine
{
    /// <summary>Writes a line of JSON for each event of the change, then the StateSync that stood after it.</summary>
    public static async Task WriteAsync(
        IJournalReader journal, string agentId, long? revision, string? time, TextWriter output, CancellationToken cancellation)
    {
        var asked = (revision, time) switch
        {
            ({ } number, null) => number,
            (null, { } text) => await History.RevisionAtAsync(journal, agentId, TimeOf(text), cancellation),
            _ => throw new AuditException("Name either --revision or --time."),
        };
        var past = await History.AtAsync(journal, agentId, asked, cancellation)
            ?? throw new AuditException(time is null
                ? $"Agent {agentId} has no revision {asked} in this journal."
                : $"Agent {agentId} was not seen before {time}.");
        foreach (var part in past.Told?.Parts ?? [])
        {
            await output.WriteLineAsync(Encoding.UTF8.GetString(part.Span));
        }

        await output.WriteLineAsync(Encoding.UTF8.GetString(EventWriter.StateSync(past.View).Span));
    }

    private static DateTimeOffset TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new AuditException($"{text} is not a time: write it as 2026-11-20T09:11:30Z.");
}
