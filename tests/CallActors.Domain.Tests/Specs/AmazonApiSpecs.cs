using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;

namespace CallActors.Domain.Tests.Specs;

/// <summary>What agents without a bridge can be asked where the site has Amazon's API.</summary>
public sealed class AmazonApiSpecs
{
    private static readonly string way = AmazonApi.WayOf("0123456789abcdef");

    [Fact]
    public void A_request_by_the_API_waits_for_its_deadline_when_a_bridge_comes_that_does_not_show_it_yet()
    {
        var asked = Cleared(Story.Given(Calls.Ended).Detached());

        var story = asked.Attached("bridge-2").When(Story.Report(9, Calls.Ended) with { Attachment = "bridge-2" });

        story.Picture.Session.Outstanding.ShouldNotBeNull();
        var failed = story.DeadlinePassed();
        failed.Picture.Session.Recent.OldestFirst.Last().Failure.ShouldBe("Amazon Connect did not confirm within 5 s.");
    }

    [Fact]
    public void A_request_by_the_API_is_confirmed_by_the_snapshot_of_a_bridge_that_came_meanwhile()
    {
        var story = Cleared(Story.Given(Calls.Ended).Detached()).Attached("bridge-2").When(Story.Report(9) with { Attachment = "bridge-2" });

        story.Picture.Session.Outstanding.ShouldBeNull();
        story.Picture.Session.Recent.OldestFirst.Last().Failure.ShouldBeNull();
    }

    [Fact]
    public void With_a_bridge_the_API_is_not_the_way()
    {
        var story = Story.Given(Calls.Ended);

        var change = (Decision.Change)Asking.Decide(story.Picture, Asks.OfCall(CallCommand.ClearContact, Calls.Call, "r"), story.Now, way);

        change.Ask!.Attachment.ShouldBe(Story.Bridge);
    }

    [Fact]
    public void Attributes_that_come_by_themselves_change_what_is_known_only_without_a_bridge_and_while_the_contact_is_open()
    {
        var attributes = ImmutableSortedDictionary<string, string>.Empty.Add("case", "4711");
        var open = Story.Given(Calls.Ended);
        Describing.TellAttributes(open.Picture, Calls.Call, attributes).ShouldBeOfType<Decision.Nothing>();

        var told = open.Detached().Take(Describing.TellAttributes(open.Detached().Picture, Calls.Call, attributes));

        told.Picture.Calls[0].Contact.Attributes.ShouldBe(attributes);
        Describing.TellAttributes(told.Picture, Calls.Call, attributes).ShouldBeOfType<Decision.Nothing>();
        Describing.TellAttributes(told.Picture, "another", attributes).ShouldBeOfType<Decision.Nothing>();
    }

    private static Story Cleared(Story story) =>
        story.Take(Asking.Decide(story.Picture, Asks.OfCall(CallCommand.ClearContact, Calls.Call, "request-1"), story.Now, way));
}
