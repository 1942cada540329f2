using Akka.Actor;
using Akka.Cluster;
using CallActors.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace CallActors.Akka.Placement;

/// <summary>
/// Takes a node out of the cluster as soon as neither the others nor the journal hear it: its heartbeats are missing,
/// and the database let go of the lock that its process holds. Such a node has ended, or can serve nobody. One that is
/// only slow keeps its lock, and only the split brain resolver may take that out, after a longer time.
/// </summary>
internal sealed class JournalWitness : ReceiveActor, IWithTimers
{
    private const string RolePrefix = "journal-";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    // A connection that was cut is made again within this, and the lock is there again.
    private static readonly TimeSpan Certain = TimeSpan.FromSeconds(1);

    public JournalWitness(Cluster cluster, JournalNode journal, ILogger log) => Receive<Look>(_ =>
    {
        // What it said before it was out of reach says nothing of now.
        if (journal.OutFor >= Certain)
        {
            return;
        }

        foreach (var silent in cluster.State.Unreachable.Where(member => member.Status is not (MemberStatus.Down or MemberStatus.Removed)))
        {
            if (silent.Roles.FirstOrDefault(role => role.StartsWith(RolePrefix, StringComparison.Ordinal)) is { } role
                && journal.GoneFor(role[RolePrefix.Length..]) is { } gone && gone >= Certain)
            {
                log.LogWarning("The node {Address} sends no heartbeats, and the journal has missed it for {Gone:0.0} s: it is taken out of the cluster.",
                    silent.Address, gone.TotalSeconds);
                cluster.Down(silent.Address);
            }
        }
    });

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>By this role the other nodes know under which id the journal knows this one.</summary>
    public static string RoleOf(JournalNode journal) => RolePrefix + journal.Id;

    public static Props PropsOf(Cluster cluster, JournalNode journal, ILogger log) => Props.Create(() => new JournalWitness(cluster, journal, log));

    protected override void PreStart() => Timers.StartPeriodicTimer("look", new Look(), LookEvery);

    private sealed record Look : INoSerializationVerificationNeeded;
}
