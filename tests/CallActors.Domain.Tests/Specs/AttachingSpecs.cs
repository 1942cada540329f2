using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

public sealed class AttachingSpecs
{
    [Fact]
    public void A_bridge_that_says_hello_is_attached_and_tells_who_the_agent_is()
    {
        var session = WithoutBridge.Attached(Bridge).Picture.Session;
        session.Attached.ShouldBe(new Attachment(Bridge));
        session.Profile.ShouldBe(new AgentProfile("ada", "Ada", null));
    }

    [Fact]
    public void Requests_go_to_the_newest_bridge_and_to_the_one_before_when_that_is_lost()
    {
        var two = Given(WithCustomer).Attached("bridge-2");
        AttachmentAsked(two).ShouldBe("bridge-2");
        AttachmentAsked(two.Detached("bridge-2")).ShouldBe(Bridge);
        AttachmentAsked(two.Detached(Bridge)).ShouldBe("bridge-2");
    }

    [Fact]
    public void A_bridge_that_is_gone_already_is_not_detached_again() =>
        Given().Detached().Take(Attaching.Detach(Given().Detached().Picture, Bridge)).ThenNothing();

    [Fact]
    public void A_session_that_wakes_lets_go_of_bridges_that_are_gone()
    {
        var asleep = Given(WithCustomer).Attached("bridge-2").When(Hold(Customer));
        var awake = Wake(asleep, isLive: bridge => bridge == "bridge-2");
        awake.Picture.Session.Attachments.ShouldBe([new Attachment("bridge-2")]);
        awake.ThenOutstanding();
        Wake(asleep, isLive: _ => true).ThenNothing();
    }

    [Fact]
    public void A_session_that_wakes_after_the_deadline_fails_the_request_first()
    {
        var asleep = Given(WithCustomer).When(Hold(Customer)).Later(Deadline);
        Wake(asleep, isLive: _ => false).ThenFailed(FailureReason.BridgeLost, "The bridge was lost before Amazon Connect confirmed.")
            .ThenHappened(
                new ToAgent(new AgentFact.RequestFailed("request-1", FailureReason.BridgeLost, new FailurePersonal("The bridge was lost before Amazon Connect confirmed."))),
                new ToAgent(new AgentFact.BridgeDetached(Bridge)));
        Wake(asleep, isLive: _ => true).ThenFailed(FailureReason.NotConfirmed, "Amazon Connect did not confirm within 5 s.");
    }

    [Fact]
    public void A_session_that_is_begun_anew_keeps_its_bridges_and_forgets_its_calls()
    {
        var before = Given(WithCustomer).Picture.Told(7);
        var reset = before.Evolve(new ToAgent(new AgentFact.Reset("Resumed cannot follow.")));
        reset.Session.Attachments.ShouldBe(before.Session.Attachments);
        reset.Session.LastTold.ShouldBe(7);
        reset.Calls.ShouldBeEmpty();

        // The next whole report begins it, even one that is known already.
        (Given() with { Picture = reset }).Reported(1, WithCustomer).ThenIs(ContactPhase.Connected);
    }

    private static string AttachmentAsked(Story story) =>
        story.When(Hold(Customer)).ThenAsked(BridgeOperation.HoldConnection, Call, Customer).Attachment;

    private static Story Wake(Story story, Func<string, bool> isLive) =>
        story.Take(Attaching.Wake(story.Picture, isLive, story.Now, Deadline));
}
