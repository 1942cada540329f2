using CallActors.Akka.Placement;
using CallActors.Akka.Storage;
using CallActors.Domain.Agents;
using CallActors.Engine;
using CallActors.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace CallActors.Akka.Sessions;

/// <summary>What every session of a node shares.</summary>
internal sealed record SessionSurroundings(HeldJournal Held, EngineOptions Options, ClusterMembership Membership, ILogger Log)
{
    private volatile ApiLink? api;

    /// <summary>Reads what no actor holds: the rows that a session's events name.</summary>
    public IJournalReader Journal => Held.Reader;

    /// <summary>The way to Amazon's API; null where this site has none.</summary>
    public ApiLink? Api
    {
        get => api;
        set => api = value;
    }

    /// <summary>What stands for this node's way to Amazon's API in a request; null where there is none.</summary>
    public string? ApiWay => Api is null ? null : AmazonApi.WayOf(Membership.IsCluster ? Membership.NodeId : null);

    /// <summary>How long a node has to say that it still has an attachment, after the session was taken up elsewhere.</summary>
    public TimeSpan ReturnGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a change may take before it counts as lost: the journal's own limits are shorter.</summary>
    public TimeSpan ChangeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time by the journal's clock, which is one for all nodes.</summary>
    public DateTimeOffset Now => Options.Now(Held.Node);

    public void Warn(string sentence) => Log.LogWarning("{Sentence}", sentence);
}
