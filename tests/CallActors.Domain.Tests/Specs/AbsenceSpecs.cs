using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

public sealed class AbsenceSpecs
{
    [Fact]
    public void A_contact_that_is_missing_is_cleared_from_any_phase()
    {
        foreach (var contact in new[] { RingingIn, Dialling, WithCustomer, CustomerHeld, WithExpert, Ended, Missed, Rejected, Failed })
        {
            var story = Given(contact).When().ThenIs(ContactPhase.Cleared);
            story.Told.Connections.ShouldAllBe(connection => !connection.IsLiving);
            story.Picture.Calls.ShouldBeEmpty();
            story.Picture.Connections.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_contact_that_is_cleared_and_not_yet_let_go_is_not_cleared_again()
    {
        var cleared = Given(WithCustomer).When();
        (cleared with { Picture = cleared.Told }).When().ThenNothing();
        (cleared with { Picture = cleared.Told }).When(RingingIn).ThenIs(ContactPhase.Ringing);
    }

    [Fact]
    public void Only_the_contact_that_is_missing_is_cleared()
    {
        var story = Given(WithCustomer, Ended.Another()).When(WithCustomer);
        story.ThenHappened(new ToContact("call-2", new ContactEvent.Cleared()), new ToAgent(new AgentFact.ReportTaken(At(2))));
        story.Picture.Calls.Single().ContactId.ShouldBe(Call);
    }

    [Fact]
    public void A_connection_that_is_missing_from_its_contact_is_disconnected()
    {
        var story = Given(WithExpert).When(CustomerHeld).ThenReads(Expert, ConnectionStatus.Disconnected, ConnectionStatus.Connected, 2);
        story.When(CustomerHeld).ThenNothing();
        story.Picture.Calls.Single().Contact.Connections.ShouldBe([Own, Customer, Expert]);
    }

    [Fact]
    public void A_report_without_contacts_says_nothing_of_them() =>
        Given(WithCustomer).When(Report(2) with { Contacts = null, State = Available })
            .ThenHappened(new ToAgent(new AgentFact.StateChanged(Available, null)), new ToAgent(new AgentFact.ReportTaken(At(2))))
            .ThenReads(Customer, ConnectionStatus.Connected, null);

    [Fact]
    public void A_report_without_attributes_leaves_them_as_they_are() =>
        Given(WithCustomer).When(WithCustomer with { Attributes = null }).ThenNothing();

    [Fact]
    public void A_number_that_is_not_told_is_not_forgotten_and_one_that_is_told_later_is_taken()
    {
        var unknown = First(ConnectionStatus.Connected) with { PhoneNumber = null };
        var unnumbered = Talking(Agent(ConnectionStatus.Connected), unknown);
        Given(WithCustomer).When(unnumbered).ThenNothing();
        Given(unnumbered).When(WithCustomer).ThenHappened(
            new ToConnection(Customer, new ConnectionEvent.Identified(new PartyPersonal(CustomerNumber))),
            new ToAgent(new AgentFact.ReportTaken(At(2))));
    }

    [Fact]
    public void Another_queue_or_attribute_is_taken()
    {
        Given(WithCustomer).When(WithCustomer with { QueueName = "Sales" }).Picture.Calls.Single().Contact.QueueName.ShouldBe("Sales");
        var attributes = WithCustomer.Attributes!.Add("tier", "gold");
        Given(WithCustomer).When(WithCustomer with { Attributes = attributes })
            .ThenHappened(
                new ToContact(Call, new ContactEvent.Described("Support", At(-5), new ContactPersonal(attributes))),
                new ToAgent(new AgentFact.ReportTaken(At(2))));
    }

    [Fact]
    public void An_agent_of_whom_nothing_is_reported_has_nothing() => Given().ThenNothing().Picture.Calls.ShouldBeEmpty();
}
