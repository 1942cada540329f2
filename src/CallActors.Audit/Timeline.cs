using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Engine;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Audit;

/// <summary>One thing that happened.</summary>
/// <param name="Event">The event's name, such as Held or ResumeRequested.</param>
/// <param name="Lasted">How long the state lasted that this ended, by Amazon Connect's times; null where none did.</param>
/// <param name="By">Why: the app that asked, or the report.</param>
internal sealed record TimelineEntry(
    DateTimeOffset At, string AgentId, long Revision, string Entity, string Event, string? Detail, TimeSpan? Lasted, string By);

/// <summary>Puts an agent's or a contact's past into lines.</summary>
internal static class Timeline
{
    public static async Task<IReadOnlyList<TimelineEntry>> OfAgentAsync(IJournalReader journal, string agentId, CancellationToken cancellation)
    {
        var entries = await ReadAsync(journal, agentId, _ => true, cancellation);
        return entries.Count > 0 ? entries : throw new AuditException($"No agent {agentId} is in this journal.");
    }

    public static async Task<IReadOnlyList<TimelineEntry>> OfContactAsync(IJournalReader journal, string contactId, CancellationToken cancellation)
    {
        var entries = new List<TimelineEntry>();
        foreach (var agentId in await History.AgentsOfAsync(journal, contactId, cancellation))
        {
            entries.AddRange(await ReadAsync(journal, agentId, id => id == contactId, cancellation));
        }

        return entries.Count > 0
            ? [.. entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Revision)]
            : throw new AuditException($"No contact {contactId} is in this journal.");
    }

    private static async Task<List<TimelineEntry>> ReadAsync(
        IJournalReader journal, string agentId, Func<string?, bool> isOfContact, CancellationToken cancellation)
    {
        var entries = new List<TimelineEntry>();
        await foreach (var past in History.ReadAsync(journal, agentId, gap => entries.Add(Of(gap, agentId)), cancellation))
        {
            var before = past.Before;
            foreach (var happened in past.Happened)
            {
                var after = before.Evolve(happened);
                if (isOfContact(ContactOf(happened, before, after)))
                {
                    entries.Add(new TimelineEntry(
                        past.View.At, agentId, past.View.Revision, EntityOf(happened, agentId), EventOf(happened).GetType().Name,
                        DetailOf(EventOf(happened)), Lasted(happened, before, after), ByOf(past.Cause)));
                }

                before = after;
            }
        }

        return entries;
    }

    private static TimelineEntry Of(Gap gap, string agentId) => new(
        gap.After, agentId, gap.From, $"agent {agentId}", "Unreadable",
        gap.To is { } to ? $"{gap.Reason} The session goes on at revision {to}." : $"{gap.Reason} The session does not go on yet.", null, "audit");

    private static object EventOf(Happened happened) => happened switch
    {
        Happened.ToConnection e => e.Event,
        Happened.ToContact e => e.Event,
        Happened.ToAgent e => e.Fact,
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "not something that happens"),
    };

    private static string EntityOf(Happened happened, string agentId) => happened switch
    {
        Happened.ToConnection e => $"connection {e.ConnectionId}",
        Happened.ToContact e => $"contact {e.ContactId}",
        _ => $"agent {agentId}",
    };

    private static string? ContactOf(Happened happened, Picture before, Picture after) => happened switch
    {
        Happened.ToConnection e => after.FindConnection(e.ConnectionId)?.Party.ContactId,
        Happened.ToContact e => e.ContactId,
        Happened.ToAgent { Fact: AgentFact.RequestStarted e } => e.Request.ContactId,
        Happened.ToAgent { Fact: AgentFact.RequestConfirmed or AgentFact.RequestFailed } => before.Session.Outstanding?.ContactId,
        _ => null,
    };

    private static string? DetailOf(object happened) => happened switch
    {
        ConnectionEvent.Joined e => $"{e.Type}, {e.Status}",
        ConnectionEvent.DigitsRequested e => $"{e.Count} digits",
        Domain.Contacts.ContactEvent.Offered e => $"{e.Phase}{(e.QueueName is { } queue ? $", queue {queue}" : "")}",
        AgentFact.RequestStarted e => $"{e.Request.Subtopic} ({e.Request.RequestId})",
        AgentFact.RequestFailed e => $"{e.Reason}: {e.Personal.Text}",
        AgentFact.StateChanged e => e.State.Name,
        AgentFact.Reset e => e.Reason,
        _ => null,
    };

    private static TimeSpan? Lasted(Happened happened, Picture before, Picture after) =>
        happened is Happened.ToConnection { ConnectionId: var id }
        && before.FindConnection(id) is { } was && after.FindConnection(id) is { } now && was.Status != now.Status
            ? now.Since - was.Since
            : null;

    private static string ByOf(Cause cause) => cause.App is { } app ? $"{cause.By} of {app}" : cause.By;
}
