using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

/// <summary>A journal that was damaged, or written by something else, is noticed and not folded over.</summary>
public sealed class ImpossibleEventSpecs
{
    [Fact]
    public void What_cannot_follow_on_a_connection_is_not_folded()
    {
        ShouldNotFollow(WithCustomer, new ToConnection(Customer, new ConnectionEvent.Resumed(At(2))));
        ShouldNotFollow(WithCustomer, new ToConnection(Customer, new ConnectionEvent.Connected(At(2))));
        ShouldNotFollow(WithCustomer, new ToConnection(Customer, new ConnectionEvent.ResumeRequested("request-1")));
        ShouldNotFollow(CustomerHeld, new ToConnection(Customer, new ConnectionEvent.HoldRequested("request-1")));
        ShouldNotFollow(Ended, new ToConnection(Customer, new ConnectionEvent.Disconnected(At(2))));
        ShouldNotFollow(WithCustomer, new ToConnection("nobody", new ConnectionEvent.Held(At(2))));
    }

    [Fact]
    public void What_cannot_follow_on_a_contact_is_not_folded()
    {
        ShouldNotFollow(WithCustomer, new ToContact(Call, new ContactEvent.Connected()));
        ShouldNotFollow(WithCustomer, new ToContact(Call, new ContactEvent.AnswerRequested("request-1")));
        ShouldNotFollow(WithCustomer, new ToContact(Call, new ContactEvent.ClearRequested("request-1")));
        ShouldNotFollow(RingingIn, new ToContact(Call, new ContactEvent.SwapRequested("request-1")));
        ShouldNotFollow(WithCustomer, new ToContact("nobody", new ContactEvent.Ended()));
    }

    [Fact]
    public void What_cannot_follow_on_a_session_is_not_folded()
    {
        ShouldNotFollow(WithCustomer, new ToAgent(new AgentFact.RequestConfirmed("request-1")));
        ShouldNotFollow(WithCustomer, new ToAgent(new AgentFact.BridgeDetached("nobody")));
        var asked = Given(WithCustomer).When(Hold(Customer)).Picture;
        Should.Throw<ImpossibleEventException>(() => asked.Evolve(new ToAgent(new AgentFact.RequestStarted(asked.Session.Outstanding!))));
    }

    /// <summary>The text is journaled and logged: it may name no number and no person.</summary>
    private static void ShouldNotFollow(ContactReport contact, Happened happened)
    {
        var thrown = Should.Throw<ImpossibleEventException>(() => Given(contact).Picture.Evolve(happened));
        thrown.Message.ShouldContain(" cannot follow on ");
        thrown.Message.ShouldNotContain(CustomerNumber);
        thrown.Message.ShouldNotContain("Ada");
    }
}
