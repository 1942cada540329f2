using CallActors.Engine;
using CallActors.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace CallActors.Akka.Sessions;

/// <summary>What every session of a node shares.</summary>
/// <param name="Journal">Reads what no actor holds: the rows that a session's events name.</param>
/// <param name="IsNodeThere">Whether the node in an attachment's id is of this cluster.</param>
internal sealed record SessionSurroundings(IJournalReader Journal, EngineOptions Options, Func<string, bool> IsNodeThere, ILogger Log)
{
    /// <summary>How long a node has to say that it still has an attachment, after the session was taken up elsewhere.</summary>
    public TimeSpan ReturnGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a change may take before it counts as lost: the journal's own limits are shorter.</summary>
    public TimeSpan ChangeLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The journal's clock, which does not go back for one agent.</summary>
    public DateTimeOffset Now(DateTimeOffset notBefore)
    {
        var now = Options.Clock.GetUtcNow();
        return now < notBefore ? notBefore : now;
    }

    public void Warn(string sentence) => Log.LogWarning("{Sentence}", sentence);
}
