using CallActors.Domain.Agents;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace CallActors.Engine.Actors;

/// <summary>What every actor of a node shares.</summary>
/// <param name="Publish">Called with each new state of an agent that was ever seen.</param>
internal sealed record ActorSurroundings(IJournal Journal, EngineOptions Options, Action<SessionState> Publish, ILogger Log)
{
    private readonly WaitingSnapshots snapshots = new(Journal, Options);
    private volatile ApiLink? api;

    /// <summary>The way to Amazon's API; null where this site has none.</summary>
    public ApiLink? Api
    {
        get => api;
        set => api = value;
    }

    /// <summary>What stands for this node's way to Amazon's API in a request; null where there is none.</summary>
    public string? ApiWay => Api is null ? null : AmazonApi.WayOf(Journal.Node?.Id);

    /// <summary>The time by the journal's clock, which is one for all nodes.</summary>
    public DateTimeOffset Now => Options.Now(Journal.Node);

    public void Warn(string sentence) => Log.LogWarning("{Sentence}", sentence);

    /// <summary>Writes a snapshot in the background: without it a start reads a little more, and nothing else is lost.</summary>
    public void Keep(SessionState state) => _ = KeepAsync(state);

    /// <summary>As <see cref="Keep"/>, and completes when it was written or could not be.</summary>
    public async Task KeepAsync(SessionState state)
    {
        try
        {
            await snapshots.WriteAsync(state);
        }
        catch (ObjectDisposedException)
        {
            // The node stops; what still waits is not kept.
        }
        catch (Exception fault)
        {
            Warn($"The snapshot of {Streams.OfAgent(state.AgentId)} was not kept: {fault.Message}");
        }
    }

    /// <summary>Writes a snapshot at once, before all that wait: what follows hangs on it.</summary>
    /// <exception cref="JournalUnavailableException">It is not known to be written.</exception>
    public Task WriteAsync(SessionState state) =>
        Journal.WriteSnapshotAsync(SessionReader.ToSnapshot(state), Options.NeededFrom(state.Revision), default);
}
