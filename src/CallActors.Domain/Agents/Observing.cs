using System.Collections.Immutable;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using static CallActors.Domain.Agents.Happened;

namespace CallActors.Domain.Agents;

/// <summary>Decides what follows from a report. A report is never refused: what is older than what is known changes nothing.</summary>
public static class Observing
{
    public static Decision Decide(Picture picture, AgentReport told)
    {
        if (Believing.Take(picture, told) is not { } report)
        {
            return new Decision.Nothing();
        }

        var happened = new List<Happened>();
        AddOfContacts(happened, picture, report);
        AddOfAgent(happened, picture.Session, report);
        if (happened.Count == 0 && report.At == picture.Session.AsOf)
        {
            // The same once more: what was known before a request is no answer to it.
            return new Decision.Nothing();
        }

        if (picture.Session.Outstanding is { } outstanding
            && Ending.ByReport(outstanding, picture, picture.Evolve(happened), report) is { } ending)
        {
            // The failure is told first, then the state as seen.
            happened.Insert(0, new ToAgent(ending));
        }

        if (happened.Count > 0)
        {
            happened.Add(new ToAgent(new AgentFact.ReportTaken(report.At)));
        }

        return Decision.Of(happened);
    }

    private static void AddOfContacts(List<Happened> happened, Picture picture, AgentReport report)
    {
        if (report.Contacts is not { } reported)
        {
            return;
        }

        var connectionIds = new HashSet<string>();
        var contacts = EachOnce(reported, connectionIds);
        var rejecting = picture.Session.Outstanding is { Kind: RequestKind.Reject } reject ? reject.ContactId : null;
        var changes = new List<StatusChange>();
        foreach (var contact in contacts)
        {
            var known = picture.Find(contact.ContactId);
            var reading = ContactReading.Of(contact, known, rejecting == contact.ContactId);
            var isOfferedAnew = false;
            foreach (var each in Contact.Observe((Contact?)known?.Contact ?? Contact.Initial, reading))
            {
                isOfferedAnew |= each is ContactEvent.Offered;
                happened.Add(new ToContact(contact.ContactId, each));
            }

            StatusChange.AddTo(changes, picture, contact, reading, isOfferedAnew);
            if (known is not null && !isOfferedAnew)
            {
                StatusChange.AddMissingTo(changes, known, connectionIds, report.At);
            }
        }

        foreach (var call in picture.Calls)
        {
            // A contact event names one contact and says nothing of the others.
            if (report.Source != ReportSource.ContactEvent && IsGone(call, contacts))
            {
                happened.Add(new ToContact(call.ContactId, new ContactEvent.Cleared()));
                StatusChange.AddMissingTo(changes, call, connectionIds, report.At);
            }
        }

        StatusChange.AddEventsTo(happened, changes);
    }

    /// <summary>An id stands for one thing: what a report names twice counts where it stands first.</summary>
    private static ImmutableArray<ContactReport> EachOnce(ImmutableArray<ContactReport> contacts, HashSet<string> connectionIds)
    {
        var named = 0;
        foreach (var contact in contacts)
        {
            named += contact.Connections.Length;
            foreach (var connection in contact.Connections)
            {
                connectionIds.Add(connection.ConnectionId);
            }
        }

        var once = contacts.Length <= 1 ? contacts : [.. contacts.DistinctBy(contact => contact.ContactId)];
        if (once.Length == contacts.Length && connectionIds.Count == named)
        {
            // Nearly every report: it is not copied.
            return contacts;
        }

        connectionIds.Clear();
        return [.. once.Select(contact =>
            contact with { Connections = [.. contact.Connections.Where(connection => connectionIds.Add(connection.ConnectionId))] })];
    }

    private static bool IsGone(ContactPicture call, ImmutableArray<ContactReport> contacts)
    {
        foreach (var contact in contacts)
        {
            if (contact.ContactId == call.ContactId)
            {
                return false;
            }
        }

        return call.Contact.Phase != ContactPhase.Cleared;
    }

    private static void AddOfAgent(List<Happened> happened, AgentSession session, AgentReport report)
    {
        if (report.State is { } state && (state != session.State || report.NextState != session.NextState))
        {
            happened.Add(new ToAgent(new AgentFact.StateChanged(state, report.NextState)));
        }

        // The bridge's ok to a Mute is newer than a report that was known before it and comes once more.
        if (report.Muted is { } muted && muted != session.Muted && report.At > session.AsOf)
        {
            happened.Add(new ToAgent(new AgentFact.MuteChanged(muted)));
        }
    }
}
