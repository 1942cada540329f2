using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Connections.ConnectionStatus;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.ButtonTables;

/// <summary>The button table, row by row, with an example of each that it speaks of.</summary>
public sealed class ButtonTableSpecs
{
    public static TheoryData<string, int> Examples
    {
        get
        {
            var examples = new TheoryData<string, int>();
            foreach (var (row, contacts) in ByRow)
            {
                for (var index = 0; index < contacts.Length; index++)
                {
                    examples.Add(row.Situation, index);
                }
            }

            return examples;
        }
    }

    private static Dictionary<ButtonRow, Story[]> ByRow { get; } = new()
    {
        [ButtonTable.RingingIn] = [Given(RingingIn), Given(RingingIn).When(Missed).When(RingingIn)],
        [ButtonTable.Dialling] = [Given(Dialling), Given(CallingBack), Given(RingingIn).When(CallbackTaken)],
        [ButtonTable.OneConnected] = [Given(WithCustomer), Given(CustomerHeld).When(WithCustomer), Given(SupervisorListening), Given(Dialling).When(WithCustomer.Outbound())],
        [ButtonTable.OneHeld] = [Given(CustomerHeld), Given(WithExpert).When(CustomerHeld)],
        [ButtonTable.ThirdRinging] = [Given(ExpertRinging), Given(Talking(Agent(Connected), First(Connected), Third(Connecting)))],
        [ButtonTable.OneOfEach] = [Given(WithExpert), Given(ExpertHeld)],
        [ButtonTable.BothConnected] = [Given(Conferenced)],
        [ButtonTable.BothHeld] = [Given(BothHeld)],
        [ButtonTable.ThirdAlone] = [Given(ExpertAlone), Given(ExpertAloneHeld), Given(Talking(Agent(Connected), Third(Connected)))],
        [ButtonTable.OwnHeld] =
        [
            Given(Talking(Agent(Hold), First(Connected))),
            Given(Talking(Agent(Hold), First(Connected), Third(Connected))),
            Given(Talking(Agent(Hold), First(Hold), Third(Connected))),
        ],
        [ButtonTable.Over] = [Given(Ended), Given(Missed), Given(Rejected), Given(Failed), Given(WithExpert).When(Ended), Given(Dialling).When(Failed.Outbound())],
        [ButtonTable.Cleared] = [Given(RingingIn).When(), Given(WithExpert).When(), Given(Ended).When()],
        [ButtonTable.Monitoring] = [Given(Monitoring)],
    };

    [Fact]
    public void Every_row_has_an_example() => ByRow.Keys.ShouldBe(ButtonTable.Rows);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_row_enables_what_it_lists_and_hides_the_rest(string situation, int example)
    {
        var row = ButtonTable.Rows.Single(each => each.Situation == situation);
        var contact = ByRow[row][example].Told.Calls.Single();
        var rows = ButtonTable.RowsOf(contact);
        rows.ShouldContain(row);
        foreach (var connection in contact.Shown)
        {
            ButtonRow.NamesOf(Buttons.Of(contact, connection))
                .ShouldBe(ButtonTable.Expected(rows, connection.Party, connection.Status), connection.ToString());
        }
    }

    /// <summary>The confirmed rows once more without any reckoning, so that the reckoning above is tested as well.</summary>
    [Fact]
    public void A_call_with_one_party_has_the_documented_buttons()
    {
        ShouldHave(RingingIn, own: "answer, reject", customer: "");
        ShouldHave(WithCustomer, own: "consult, numberpad", customer: "disconnect, hold");
        ShouldHave(CustomerHeld, own: "consult, numberpad", customer: "disconnect, resume");
        ShouldHave(Ended, own: "clearContact", customer: "");
        ShouldHave(WithExpert, own: "numberpad, swap, transfer, conference", customer: "disconnect, resume");
    }

    [Fact]
    public void There_are_11_buttons_in_the_documented_order() => Commands.All.ShouldBe(
    [
        CallCommand.Answer, CallCommand.Reject, CallCommand.Disconnect, CallCommand.Hold, CallCommand.Resume, CallCommand.ClearContact,
        CallCommand.Consult, CallCommand.SendDigits, CallCommand.Swap, CallCommand.Transfer, CallCommand.Conference,
    ]);

    private static void ShouldHave(ContactReport report, string own, string customer)
    {
        var contact = Given(report).Picture.Calls.Single();
        ButtonRow.NamesOf(Buttons.Of(contact, contact.Own!)).ShouldBe(own);
        ButtonRow.NamesOf(Buttons.Of(contact, contact.InitialParty!)).ShouldBe(customer);
    }
}
