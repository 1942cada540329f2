using CallActors.Domain.Agents;

namespace CallActors.Domain.Tests.Model;

/// <summary>
/// What holds of the times of statuses, whatever happens: all that changed in a report have one, which is no later than
/// the report and no earlier than the one before; what did not change keeps its own.
/// </summary>
internal static class Times
{
    public static void ShouldFollow(Picture before, Picture after, AgentReport report)
    {
        var changed = new HashSet<DateTimeOffset>();
        foreach (var now in after.Connections)
        {
            var known = before.FindConnection(now.Party.ConnectionId);
            if (now == known)
            {
                continue;
            }

            changed.Add(now.Since);
            now.Since.ShouldBeLessThanOrEqualTo(report.At);
            now.Since.ShouldBeGreaterThanOrEqualTo(known?.Since ?? now.Since, $"{known} became {now}");
        }

        changed.Count.ShouldBeLessThanOrEqualTo(1);
    }
}
