using CallActors.Domain.Agents;
using CallActors.Engine.Journal;

namespace CallActors.Engine;

/// <summary>How the engine works; the defaults are for a real site.</summary>
public sealed record EngineOptions
{
    /// <summary>How long Amazon Connect has to show what was asked.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many messages an agent's mailbox holds; a request beyond is refused, a report waits.</summary>
    public int MailboxCapacity { get; init; } = 256;

    /// <summary>After how many revisions a session is snapshotted.</summary>
    public int SnapshotEvery { get; init; } = 100;

    /// <summary>How many snapshots may wait to be written; one more is left out, and a start reads a little more.</summary>
    public int SnapshotsWaiting { get; init; } = 1_000;

    /// <summary>After how long without a change an agent's session is snapshotted, where a start would have much to fold otherwise.</summary>
    public TimeSpan RestsFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far back an app can resume (docs/messages.md, "after").</summary>
    public TimeSpan ReplayFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How many revisions back an app can resume.</summary>
    public int ReplayRevisions { get; init; } = 10_000;

    /// <summary>The oldest revision after which apps may resume when a snapshot of this one is kept; before it, so that two stay.</summary>
    internal long NeededFrom(long revision) => revision - Math.Max(1, ReplayRevisions);

    /// <summary>How long after a failed append the journal is asked again.</summary>
    public TimeSpan JournalRetry { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an agent without bridge, app and outstanding request stays in memory.</summary>
    public TimeSpan IdleFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How far a report's time may be ahead of the journal's clock and still be believed.</summary>
    public TimeSpan ReportAheadMost { get; init; } = TimeSpan.FromMinutes(5);

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The time by the journal's clock, which is one for all nodes.</summary>
    /// <param name="node">This node among those on the journal, null where it is alone.</param>
    internal DateTimeOffset Now(JournalNode? node) => Clock.GetUtcNow() + (node?.ClockAhead ?? TimeSpan.Zero);

    /// <summary>A report whose time is far ahead of ours comes from a broken clock: believed, it would make every later report too old.</summary>
    /// <param name="now">The journal's clock.</param>
    internal AgentReport NotFromTheFuture(string agentId, AgentReport report, DateTimeOffset now, Action<string> warn)
    {
        if (report.At <= now + ReportAheadMost)
        {
            return report;
        }

        warn($"A report of agent {agentId} is {(report.At - now).TotalMinutes:0} minutes ahead of the journal's clock; it counts as of now.");
        return report with { At = now };
    }
}
