using System.Text;
using System.Text.Json.Nodes;
using CallActors.Connect.Feeds;
using CallActors.Connect.Tests.Loopback;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;

namespace CallActors.Connect.Tests.Feeds;

public sealed class AgentEventReaderSpecs
{
    [Theory]
    [InlineData("02_connecting", ReportedContactState.Ringing, ConnectionStatus.Connecting, "09:10:02")]
    [InlineData("03_connected", ReportedContactState.Connected, ConnectionStatus.Connected, "09:10:05")]
    [InlineData("04_hold", ReportedContactState.Connected, ConnectionStatus.Hold, "09:11:00")]
    [InlineData("05_resume", ReportedContactState.Connected, ConnectionStatus.Connected, "09:11:30")]
    [InlineData("06_heart_beat", ReportedContactState.Connected, ConnectionStatus.Connected, "09:11:30")]
    [InlineData("07_ended_acw", ReportedContactState.Ended, ConnectionStatus.Disconnected, "09:14:00")]
    public void A_contact_reads_as_two_connections(string name, ReportedContactState state, ConnectionStatus party, string since)
    {
        var told = Only(Fixture.AgentEvent(name));

        told.AgentId.ShouldBe(Fixture.AgentId);
        var contact = told.Report!.Contacts!.Value.ShouldHaveSingleItem();
        contact.ContactId.ShouldBe(Fixture.ContactId);
        contact.State.ShouldBe(state);
        contact.Outbound.ShouldBeFalse();
        contact.QueueName.ShouldBe("Support");
        contact.QueueTimestamp.ShouldBe(At("09:10:00"));
        contact.Attributes.ShouldBeNull();
        contact.StateSince.ShouldBe(At(since));
        contact.Connections.Length.ShouldBe(2);
        var (own, other) = (contact.Connections[0], contact.Connections[1]);
        (own.ConnectionId, own.Type, own.Initial).ShouldBe(($"{Fixture.ContactId}-agent", ConnectionType.Agent, false));
        (other.ConnectionId, other.Type, other.Initial, other.PhoneNumber).ShouldBe((Fixture.ContactId, ConnectionType.Inbound, true, null));
        other.Status.ShouldBe(party);
    }

    [Theory]
    [InlineData("01_login", "LOGIN", "Available", "routable", "09:00:00")]
    [InlineData("08_cleared", "STATE_CHANGE", "Available", "routable", "09:14:20")]
    [InlineData("09_logout", "LOGOUT", "Offline", "offline", "09:30:00")]
    public void The_agents_state_is_read_and_no_contact_is_none(string name, string type, string state, string stateType, string at)
    {
        var told = Only(Fixture.AgentEvent(name));

        told.EventType.ShouldBe(type);
        told.EventId.ShouldNotBeEmpty();
        (told.Report!.State!.Name, told.Report.State.Type).ShouldBe((state, stateType));
        told.Report.Contacts!.Value.ShouldBeEmpty();
        told.Report.At.ShouldBe(At(at));
        told.Report.Source.ShouldBe(ReportSource.AgentEvent);
        told.Report.ReportId.ShouldBe(told.EventId);
    }

    [Fact]
    public void An_older_heartbeat_without_types_has_a_state_and_the_next_one()
    {
        var report = Only(Fixture.AgentEvent("older_heart_beat_with_chats")).Report!;

        (report.State!.Name, report.State.Type).ShouldBe(("Available", AgentStates.Routable));
        (report.NextState!.Name, report.NextState.Type).ShouldBe(("Lunch", AgentStates.NotRoutable));
        report.NextState.Since.ShouldBe(DateTimeOffset.Parse("2019-08-13T20:58:00.004Z"));
    }

    [Fact]
    public void A_logout_without_a_snapshot_is_offline_and_says_nothing_of_contacts()
    {
        var report = Only(Fixture.AgentEvent("09_logout", told => told["CurrentAgentSnapshot"] = null)).Report!;

        report.State!.Type.ShouldBe(AgentStates.Offline);
        report.Contacts.ShouldBeNull();
    }

    [Theory]
    [InlineData("OUTBOUND", ConnectionType.Outbound, true)]
    [InlineData("CALLBACK", ConnectionType.Outbound, false)]
    [InlineData("API", ConnectionType.Outbound, false)]
    [InlineData("TRANSFER", ConnectionType.Inbound, false)]
    [InlineData("SOMETHING_NEW", ConnectionType.Inbound, false)]
    [InlineData(null, ConnectionType.Inbound, false)]
    public void The_partys_type_is_by_the_initiation_method(string? method, ConnectionType type, bool isOutbound)
    {
        var contact = ContactOf("03_connected", told => told["InitiationMethod"] = method);

        contact.Connections[1].Type.ShouldBe(type);
        contact.Outbound.ShouldBe(isOutbound);
    }

    [Fact]
    public void A_supervisors_contact_has_only_the_connection_that_monitors()
    {
        var contact = ContactOf("03_connected", told => told["InitiationMethod"] = "MONITOR");

        contact.Connections.ShouldHaveSingleItem().Type.ShouldBe(ConnectionType.Monitoring);
    }

    [Theory]
    [InlineData("INCOMING", ReportedContactState.Ringing)]
    [InlineData("PENDING", ReportedContactState.Ringing)]
    [InlineData("MISSED", ReportedContactState.Missed)]
    [InlineData("REJECTED", ReportedContactState.Rejected)]
    [InlineData("PAUSED", ReportedContactState.Connected)]
    [InlineData("ERROR", ReportedContactState.Error)]
    public void Every_state_of_a_contact_is_understood(string word, ReportedContactState state) =>
        ContactOf("03_connected", told => told["State"] = word).State.ShouldBe(state);

    [Fact]
    public void Hold_is_since_the_event_that_brought_it_where_Amazons_own_time_did_not_move() =>
        ContactOf("04_hold", told => told["StateStartTimestamp"] = "2026-11-20T09:10:05.000Z").StateSince.ShouldBe(At("09:11:00"));

    [Fact]
    public void Other_channels_are_left_aside()
    {
        var report = Only(Fixture.AgentEvent("03_connected", told => Contacts(told)[0]!["Channel"] = "CHAT")).Report!;

        report.Contacts!.Value.ShouldBeEmpty();
    }

    [Fact]
    public void Unknown_fields_types_and_spellings_are_passed_over()
    {
        var told = Only(Fixture.AgentEvent("03_connected", told =>
        {
            told["EventType"] = "BRAND_NEW";
            told["Extra"] = new JsonObject { ["Deep"] = new JsonArray(1, "two") };
            Contacts(told)[0]!["Extra"] = 1;
            told["agentArn"] = told["AgentARN"]!.DeepClone();
            told.AsObject().Remove("AgentARN");
        }));

        told.EventType.ShouldBe("BRAND_NEW");
        told.Report!.Contacts!.Value.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("  \r\n ")]
    public void A_record_may_hold_several_events(string between)
    {
        var record = string.Join(between, Fixture.Sequence.Select(name => Encoding.UTF8.GetString(Fixture.AgentEvent(name)).Trim())) + between;

        var read = AgentEventReader.Read(Encoding.UTF8.GetBytes(record)).Select(each => each.EventId).ToArray();

        read.ShouldBe(Fixture.Sequence.Select(name => Only(Fixture.AgentEvent(name)).EventId));
    }

    [Fact]
    public void What_stands_before_the_broken_part_of_a_record_is_read()
    {
        byte[] record = [.. Fixture.AgentEvent("01_login"), .. "{\"AgentARN\":"u8];
        var read = new List<string>();

        var fault = Should.Throw<FeedException>(() => read.AddRange(AgentEventReader.Read(record).Select(each => each.EventType)));

        fault.Message.ShouldStartWith("Value 2 of the record is broken JSON");
    }

    public static TheoryData<string, string> Poison => new()
    {
        { "", "The record is empty; it is to hold one JSON object or more." },
        { "[]", "Value 1 of the record is no JSON object." },
        { "{}", "AgentARN is missing." },
        { """{"AgentARN":7}""", "AgentARN is number; it is to be a string." },
        { """{"AgentARN":"arn:x/agent/a b"}""", "AgentARN names no agent; its last part is to be 1 to 64 of A-Z a-z 0-9 . _ -." },
        { """{"AgentARN":"a/b","EventId":"e","EventType":"LOGIN","EventTimestamp":"yesterday, about noon"}""", "EventTimestamp is no time; it is to be ISO 8601, as in \"2026-11-20T09:11:00.000Z\"." },
        { """{"AgentARN":"a/b","EventId":"\ud800","EventType":"LOGIN"}""", "EventId is no text: half a surrogate pair stands alone in it." },
    };

    [Theory]
    [MemberData(nameof(Poison))]
    public void What_cannot_be_read_is_said(string record, string sentence) =>
        Should.Throw<FeedException>(() => AgentEventReader.Read(Encoding.UTF8.GetBytes(record)).ToArray()).Message.ShouldBe(sentence);

    [Theory]
    [InlineData("State", "HALF_CONNECTED", "CurrentAgentSnapshot.Contacts[0].State is unknown; it is to be")]
    [InlineData("ContactId", "a/b", "CurrentAgentSnapshot.Contacts[0].ContactId is no id")]
    [InlineData("Channel", null, "CurrentAgentSnapshot.Contacts[0].Channel is missing.")]
    public void What_is_wrong_with_a_contact_is_said_by_its_path(string field, string? value, string sentence) =>
        Should.Throw<FeedException>(() => ContactOf("03_connected", told => told[field] = value)).Message.ShouldStartWith(sentence);

    private static AgentEvent Only(byte[] record) => AgentEventReader.Read(record).ShouldHaveSingleItem();

    private static ContactReport ContactOf(string name, Action<JsonNode> change) =>
        Only(Fixture.AgentEvent(name, told => change(Contacts(told)[0]!))).Report!.Contacts!.Value.ShouldHaveSingleItem();

    private static JsonNode Contacts(JsonNode told) => told["CurrentAgentSnapshot"]!["Contacts"]!;

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-11-20T{time}.000Z");
}
