using System.Text;
using System.Text.Json.Nodes;
using CallActors.Connect.Feeds;
using CallActors.Connect.Tests.Loopback;
using CallActors.Domain.Agents;

namespace CallActors.Connect.Tests.Feeds;

public sealed class ContactEventReaderSpecs
{
    private static readonly string connected = Fixture.Text("contact-events/connected_to_agent.json");

    [Fact]
    public void An_event_with_an_agent_tells_of_that_agents_contact()
    {
        var told = Only(connected);

        told.Id.ShouldBe("0b5f2d1e-7c4a-4e0f-a1b2-c3d4e5f60718");
        (told.ContactId, told.AgentId, told.EventType, told.Channel).ShouldBe((Fixture.ContactId, Fixture.AgentId, "CONNECTED_TO_AGENT", "VOICE"));
        told.Report!.Source.ShouldBe(ReportSource.ContactEvent);
        told.Report.At.ShouldBe(DateTimeOffset.Parse("2021-08-04T17:29:09.000Z"));
        told.Report.State.ShouldBeNull();
        told.Report.Contacts!.Value.ShouldHaveSingleItem().State.ShouldBe(ReportedContactState.Connected);
    }

    [Fact]
    public void Keys_in_PascalCase_are_the_same()
    {
        var pascal = Pascal(JsonNode.Parse(connected)!)!.ToJsonString();

        pascal.ShouldContain("\"EventType\"");
        var (one, other) = (Only(pascal), Only(connected));
        (one with { Report = null }).ShouldBe(other with { Report = null });
        one.Report!.Contacts!.Value.ShouldHaveSingleItem().ContactId.ShouldBe(other.ContactId);
    }

    [Theory]
    [InlineData("INITIATED")]
    [InlineData("QUEUED")]
    [InlineData("CONTACT_DATA_UPDATED")]
    [InlineData("A_TYPE_TO_COME")]
    public void Other_types_say_nothing_of_the_call(string type) => Only(Changed(told => told["detail"]!["eventType"] = type)).Report.ShouldBeNull();

    [Fact]
    public void Without_an_agent_or_for_another_channel_nothing_is_said()
    {
        Only(Changed(told => told["detail"]!.AsObject().Remove("agentInfo"))).ShouldSatisfyAllConditions(
            told => told.AgentId.ShouldBeNull(), told => told.Report.ShouldBeNull());
        Only(Changed(told => told["detail"]!["channel"] = "CHAT")).Report.ShouldBeNull();
    }

    [Fact]
    public void An_end_is_at_the_time_that_the_contact_ended()
    {
        var told = Only(Changed(told =>
        {
            told["detail"]!["eventType"] = "DISCONNECTED";
            told["detail"]!["disconnectTimestamp"] = "2021-08-04T17:43:48.250Z";
        }));

        told.Report!.At.ShouldBe(DateTimeOffset.Parse("2021-08-04T17:43:48.250Z"));
        told.Report.Contacts!.Value.ShouldHaveSingleItem().State.ShouldBe(ReportedContactState.Ended);
    }

    [Fact]
    public void In_an_array_what_is_wrong_does_not_spoil_the_others()
    {
        var read = ContactEventReader.Read(Encoding.UTF8.GetBytes($$"""[{{connected}},{"id":"x"},7,{{connected}}]"""));

        read.Select(each => (each.Number, each.Fault)).ShouldBe([(1, null), (2, "detail is missing."), (3, "The event is number; it is to be an object."), (4, null)]);
        read.Count(each => each.Event is not null).ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("{\"id\":")]
    public void A_body_that_is_no_event_is_refused(string body) =>
        Should.Throw<FeedException>(() => ContactEventReader.Read(Encoding.UTF8.GetBytes(body))).Message.ShouldContain("an event of EventBridge");

    private static ContactEvent Only(string body)
    {
        var read = ContactEventReader.Read(Encoding.UTF8.GetBytes(body)).ShouldHaveSingleItem();
        read.Fault.ShouldBeNull();
        return read.Event!;
    }

    private static string Changed(Action<JsonNode> change)
    {
        var told = JsonNode.Parse(connected)!;
        change(told);
        return told.ToJsonString();
    }

    private static JsonNode? Pascal(JsonNode? node) => node switch
    {
        JsonObject all => new JsonObject(all.Select(each => KeyValuePair.Create($"{char.ToUpperInvariant(each.Key[0])}{each.Key[1..]}", Pascal(each.Value)))),
        JsonArray all => new JsonArray([.. all.Select(Pascal)]),
        _ => node?.DeepClone(),
    };
}
