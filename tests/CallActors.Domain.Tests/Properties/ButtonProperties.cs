using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.ButtonTables;
using CallActors.Domain.Tests.Telling;
using Xunit.Abstractions;

namespace CallActors.Domain.Tests.Properties;

/// <summary>
/// A button is Enable exactly when its command, given the id of the connection on which it stands, would be accepted
/// were nothing outstanding and a bridge attached.
/// </summary>
public sealed class ButtonProperties(ITestOutputHelper output)
{
    [Fact]
    public void A_button_is_enabled_exactly_when_its_command_is_accepted_in_every_row_of_the_table()
    {
        var visits = new Visits("Rows of the button table in random histories", ButtonTable.Rows.Select(row => row.Situation));
        Run.ForAll(Step.Histories, 500, steps =>
        {
            foreach (var moment in History.Of(steps).Moments)
            {
                foreach (var contact in moment.After.Told.Calls)
                {
                    ShouldFollowTheTable(contact, visits);
                }

                ShouldBeWhatIsAccepted(moment.After.Picture, moment.After.Now);
            }
        });
        visits.ShouldBeComplete(output);
    }

    /// <summary>Every button of every connection that is shown, against what its command gives.</summary>
    internal static void ShouldBeWhatIsAccepted(Picture picture, DateTimeOffset now)
    {
        var free = picture with { Session = picture.Session with { Outstanding = null, Attachments = [new Attachment("bridge-free")] } };
        foreach (var contact in free.Calls)
        {
            foreach (var connection in contact.Shown)
            {
                foreach (var command in Commands.All)
                {
                    ShouldBeWhatIsAccepted(free, contact, connection, command, now);
                }
            }
        }
    }

    private static void ShouldBeWhatIsAccepted(Picture free, ContactPicture contact, Connection.Seen connection, CallCommand command, DateTimeOffset now)
    {
        var id = connection.Party.ConnectionId;
        var decision = Asking.Decide(free, Asks.OfCall(command, id, "request-new"), now);
        var target = Target.Resolve(command, id, free.Calls).Target;
        var isAsExpected = (decision, Buttons.Of(contact, connection)[command]) switch
        {
            (Decision.Change { Ask: { } ask }, true) => target == new Target(contact, connection) && ask.ContactId == contact.ContactId
                && (command is not (CallCommand.Hold or CallCommand.Resume or CallCommand.Disconnect) || ask.ConnectionId == id),
            // The id stands for the contact, or names who is to hear the digits: another connection is meant, and its button is enabled.
            (Decision.Change, false) => (id == contact.ContactId || connection == contact.Own || command == CallCommand.SendDigits)
                && target is not null && Buttons.Of(target.Contact, target.Connection)[command],
            (Decision.Refused, false) => true,
            _ => false,
        };
        if (!isAsExpected)
        {
            isAsExpected.ShouldBeTrue($"{command} on {id} of {contact.Contact} with {string.Join(", ", contact.Connections)} gave {decision}");
        }

        ShouldBeTheSameByTheApi(free, command, id, now, decision);
    }

    /// <summary>Without a bridge and with Amazon's API clearing is accepted exactly where it is with a bridge; all else says what is missing.</summary>
    private static void ShouldBeTheSameByTheApi(Picture free, CallCommand command, string id, DateTimeOffset now, Decision withBridge)
    {
        var alone = free with { Session = free.Session with { Attachments = [] } };
        var byApi = Asking.Decide(alone, Asks.OfCall(command, id, "request-new"), now, AmazonApi.WayOf("node1"));
        var isAsExpected = (withBridge, byApi) switch
        {
            (Decision.Change one, Decision.Change other) => command == CallCommand.ClearContact && other.Ask == one.Ask! with { Attachment = "amazon-api-node1" },
            (Decision.Change, Decision.Refused { Text: "No bridge of this agent is connected." }) => command != CallCommand.ClearContact,
            (Decision.Refused one, Decision.Refused other) => one == other,
            _ => false,
        };
        if (!isAsExpected)
        {
            isAsExpected.ShouldBeTrue($"{command} on {id} gave {withBridge} with a bridge and {byApi} by the API");
        }
    }

    private static void ShouldFollowTheTable(ContactPicture contact, Visits visits)
    {
        var rows = ButtonTable.RowsOf(contact);
        if (rows.Count == 0)
        {
            visits.Count("a situation of which the table does not speak");
            return;
        }

        foreach (var row in rows)
        {
            visits.Count(row.Situation);
        }

        foreach (var connection in contact.Shown)
        {
            var expected = ButtonTable.Expected(rows, connection.Party, connection.Status);
            if (ButtonRow.NamesOf(Buttons.Of(contact, connection)) is var names && names != expected)
            {
                names.ShouldBe(expected, $"{connection} of {contact.Contact} in {rows[0]}");
            }
        }
    }
}
