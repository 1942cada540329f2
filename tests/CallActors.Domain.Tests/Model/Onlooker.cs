using CallActors.Domain.Agents;
using CallActors.Domain.Tests.Telling;

namespace CallActors.Domain.Tests.Model;

/// <summary>What apps must be shown after the reports that came, whatever was lost, late, or told twice.</summary>
internal sealed class Onlooker
{
    private readonly Dictionary<string, Shown> contacts = [];

    /// <summary>The newest report that came.</summary>
    public AgentReport? Newest { get; private set; }

    /// <returns>Whether the report is newer than all before it.</returns>
    public bool Take(AgentReport report, string? rejecting)
    {
        if (report.At <= Newest?.At)
        {
            return false;
        }

        Newest = report;
        foreach (var gone in contacts.Keys.Except(report.Contacts!.Value.Select(each => each.ContactId)).ToArray())
        {
            contacts.Remove(gone);
        }

        foreach (var contact in report.Contacts!.Value)
        {
            contacts.TryAdd(contact.ContactId, new Shown());
            contacts[contact.ContactId].Take(contact, rejecting == contact.ContactId);
        }

        return true;
    }

    public void ShouldEqual(Picture picture, Visits rows)
    {
        picture.Calls.Select(call => call.ContactId).Order(StringComparer.Ordinal).ShouldBe(contacts.Keys.Order(StringComparer.Ordinal));
        foreach (var (contactId, shown) in contacts)
        {
            shown.ShouldEqual(picture.Find(contactId)!);
            foreach (var row in shown.Rows())
            {
                rows.Count(row.Situation);
            }
        }

        picture.Session.State.ShouldBe(Newest?.State);
        picture.Session.NextState.ShouldBe(Newest?.NextState);
    }
}
