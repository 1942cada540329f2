using CallActors.Domain.Agents;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

public sealed class RepeatSpecs
{
    [Fact]
    public void The_same_request_again_asks_nothing_and_gets_what_came_of_it()
    {
        var asked = Given(WithCustomer).When(Hold(Customer));
        ShouldBeRepeated(asked.When(Hold(Customer)), failure: null);
        ShouldBeRepeated(asked.When(CustomerHeld).When(Hold(Customer)), failure: null);
        ShouldBeRepeated(asked.DeadlinePassed().When(Hold(Customer)), "Amazon Connect did not confirm within 5 s.");
    }

    [Fact]
    public void The_same_request_id_with_other_data_or_another_subtopic_is_malformed()
    {
        const string used = "The requestId request-1 was used before for another request.";
        var asked = Given(WithCustomer, WithCustomer.Another()).When(Hold("call-1"));
        asked.When(Hold("call-2")).ThenRefused(used, RefusalKind.Malformed);
        asked.When(Disconnect("call-1")).ThenRefused(used, RefusalKind.Malformed);
        asked.DeadlinePassed().When(Resume("call-1")).ThenRefused(used, RefusalKind.Malformed);
        Given().When(MakeCall()).When(Mute()).ThenRefused(used, RefusalKind.Malformed);
    }

    [Fact]
    public void Digits_are_compared_by_how_many_there_are_since_they_are_not_kept()
    {
        var sent = Given(WithCustomer).When(SendDigits("12"));
        ShouldBeRepeated(sent.When(SendDigits("34")), failure: null);
        sent.When(SendDigits("123")).ThenRefused("The requestId request-1 was used before for another request.", RefusalKind.Malformed);
    }

    [Fact]
    public void What_was_refused_was_never_asked_and_its_id_can_be_used() =>
        Given(CustomerHeld).When(Hold(Customer)).When(Resume(Customer)).ThenOutstanding();

    [Fact]
    public void A_request_id_is_remembered_for_24_hours()
    {
        var held = Given(WithCustomer).When(Hold(Customer)).When(CustomerHeld).When(WithCustomer);
        ShouldBeRepeated(held.Later(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(3)).When(Hold(Customer)), failure: null);
        held.Later(TimeSpan.FromHours(24)).When(Hold(Customer)).ThenAsked(BridgeOperation.HoldConnection, Call, Customer);
    }

    [Fact]
    public void The_last_1000_request_ids_are_remembered()
    {
        var story = Enumerable.Range(1, 1001).Aggregate(
            Given(), (told, number) => told.When(Mute().As($"request-{number}")).Answered(requestId: $"request-{number}"));
        story.Picture.Session.Recent.Count.ShouldBe(1000);
        ShouldBeRepeated(story.When(Mute().As("request-2")), failure: null);
        story.When(Mute().As("request-1")).ThenAsked(BridgeOperation.Mute);
    }

    private static void ShouldBeRepeated(Story story, string? failure) =>
        story.Last.ShouldBeOfType<Decision.Repeated>().First.Failure.ShouldBe(failure);
}
