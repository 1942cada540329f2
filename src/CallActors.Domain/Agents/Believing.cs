using System.Collections.Immutable;
using CallActors.Domain.Contacts;

namespace CallActors.Domain.Agents;

/// <summary>
/// Who is believed (docs/amazon-connect.md). The newest report is, by its own time; but while a bridge is attached only
/// a bridge is, and what knows contacts alone takes nothing away from what a bridge knew of their connections.
/// </summary>
public static class Believing
{
    /// <returns>The report as it stands beside what is known, null where it counts for nothing.</returns>
    public static AgentReport? Take(Picture picture, AgentReport report)
    {
        if (report.At < picture.Session.AsOf)
        {
            return null;
        }

        return report.Source switch
        {
            ReportSource.Bridge => report,
            _ when picture.Session.Attached is not null => null,
            ReportSource.AgentEvent => AtContactLevel(picture, report),
            // At the same time the agent event is believed.
            _ when report.At == picture.Session.AsOf => null,
            ReportSource.CurrentUserData => AtContactLevel(picture, report),
            ReportSource.ContactEvent when IsForward(picture, report) => AtContactLevel(picture, report),
            _ => null,
        };
    }

    private static AgentReport AtContactLevel(Picture picture, AgentReport report) => report with
    {
        State = StateOf(picture.Session, picture.Session.State, report.State),
        NextState = StateOf(picture.Session, picture.Session.NextState, report.NextState),
        Contacts = report.Contacts is { } contacts
            ? contacts.Select(contact => ContactLevel.Complete(contact, picture.Find(contact.ContactId), report.At)).ToImmutableArray()
            : null,
    };

    /// <summary>Contact events come in no order: they only take a contact that is open one step further.</summary>
    private static bool IsForward(Picture picture, AgentReport report) =>
        report.Contacts is [var told] && picture.Find(told.ContactId) is { } known && (known.Contact.Phase, told.State) is
            (ContactPhase.Ringing, ReportedContactState.Connected) or (ContactPhase.Connected, ReportedContactState.Ended);

    /// <summary>The feeds spell types otherwise than Streams, or not at all, and round times: the same state stays as it is known.</summary>
    private static AgentState? StateOf(AgentSession session, AgentState? known, AgentState? told)
    {
        if (told is null)
        {
            return null;
        }

        if (AgentStates.IsSame(known, told) && IsSameMoment(known!.Since, told.Since))
        {
            return known;
        }

        var listed = session.States.FirstOrDefault(each => AgentStates.IsSame(each, told));
        return listed is null ? told : told with { Type = listed.Type };
    }

    private static bool IsSameMoment(DateTimeOffset? one, DateTimeOffset? other) =>
        one is not { } a || other is not { } b || (a - b).Duration() < TimeSpan.FromSeconds(1);
}
