using System.Text;
using CallActors.Connect.Bridge;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;

namespace CallActors.Edge.Tests.Bridges;

public sealed class SnapshotSpecs
{
    private const string Held = """
        {"snapshotTimestamp":1795338660.25,"colour":"blue",
         "state":{"agentStateARN":"arn:s1","type":"routable","name":"Available","startTimestamp":1795338000.0},
         "nextState":null,
         "contacts":[{"contactId":"c-1","initialContactId":null,"type":"voice","state":{"type":"connected","timestamp":1795338605.0},
           "queue":{"queueARN":"arn:q1","queueId":"q1","name":"InboundTest"},"queueTimestamp":1795338600.0,
           "connections":[
             {"connectionId":"a-1","endpoint":null,"state":{"type":"hold","timestamp":1795338660.0},"type":"agent","initial":false,"mute":true},
             {"connectionId":"c-1","endpoint":{"type":"phone_number","phoneNumber":"+15550100"},"state":{"type":"hold","timestamp":1795338659.5},"type":"inbound","initial":true,"mute":false}],
           "attributes":{"ANI":{"name":"ANI","value":"+15550100"}},"initiationMethod":"inbound","contactFeatures":{}}]}
        """;

    [Fact]
    public void A_snapshot_of_a_held_call_is_read_whole()
    {
        var report = Report(Held);
        report.At.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1795338660250));
        report.State.ShouldBe(new AgentState("arn:s1", "Available", "routable", DateTimeOffset.FromUnixTimeSeconds(1795338000)));
        report.NextState.ShouldBeNull();
        report.Muted.ShouldBeNull();
        report.Attachment.ShouldBeNull();
        var contact = report.Contacts!.Value.ShouldHaveSingleItem();
        (contact.ContactId, contact.InitialContactId, contact.State, contact.Outbound).ShouldBe(("c-1", null, ReportedContactState.Connected, false));
        (contact.QueueName, contact.QueueTimestamp).ShouldBe(("InboundTest", DateTimeOffset.FromUnixTimeSeconds(1795338600)));
        contact.Attributes!["ANI"].ShouldBe("+15550100");
        contact.Connections.ShouldBe([
            new ConnectionReport("a-1", ConnectionType.Agent, false, null, ConnectionStatus.Hold, DateTimeOffset.FromUnixTimeSeconds(1795338660)),
            new ConnectionReport("c-1", ConnectionType.Inbound, true, "+15550100", ConnectionStatus.Hold, DateTimeOffset.FromUnixTimeMilliseconds(1795338659500)),
        ]);
    }

    [Theory]
    [InlineData("1795338660", 17953386600000000)]
    [InlineData("1795338660.1234567", 17953386601234567)]
    [InlineData("1.7953386605E9", 17953386605000000)]
    [InlineData("\"2026-11-22T10:31:00.123Z\"", 17953434601230000)]
    [InlineData("\"2026-11-22T10:31:00.1234567Z\"", 17953434601234567)]
    [InlineData("\"2026-11-22T11:31:00+01:00\"", 17953434600000000)]
    [InlineData("\"2026-11-22T10:31:00\"", 17953434600000000)]
    public void A_time_is_a_number_or_text_and_keeps_its_precision(string time, long ticksSinceEpoch) =>
        (Report($$"""{"snapshotTimestamp":{{time}}}""").At - DateTimeOffset.UnixEpoch).Ticks.ShouldBe(ticksSinceEpoch);

    [Theory]
    [InlineData("init", ReportedContactState.Ringing)]
    [InlineData("incoming", ReportedContactState.Ringing)]
    [InlineData("pending", ReportedContactState.Ringing)]
    [InlineData("connecting", ReportedContactState.Ringing)]
    [InlineData("connected", ReportedContactState.Connected)]
    [InlineData("paused", ReportedContactState.Connected)]
    [InlineData("missed", ReportedContactState.Missed)]
    [InlineData("rejected", ReportedContactState.Rejected)]
    [InlineData("ended", ReportedContactState.Ended)]
    [InlineData("error", ReportedContactState.Error)]
    public void Every_state_of_a_contact_is_known(string word, ReportedContactState state) =>
        Report(OfContact($$"""{"contactId":"c","type":"voice","state":{"type":"{{word}}"} }""")).Contacts!.Value[0].State.ShouldBe(state);

    [Theory]
    [InlineData("init", ConnectionStatus.Connecting)]
    [InlineData("connecting", ConnectionStatus.Connecting)]
    [InlineData("connected", ConnectionStatus.Connected)]
    [InlineData("silent_monitor", ConnectionStatus.Connected)]
    [InlineData("barge", ConnectionStatus.Connected)]
    [InlineData("hold", ConnectionStatus.Hold)]
    [InlineData("disconnected", ConnectionStatus.Disconnected)]
    public void Every_state_of_a_connection_is_known(string word, ConnectionStatus status) =>
        Report(OfContact(Contact("inbound", $$"""{"connectionId":"c","type":"monitoring","state":{"type":"{{word}}"} }""")))
            .Contacts!.Value[0].Connections[0].Status.ShouldBe(status);

    [Theory]
    [InlineData("outbound", "outbound", true)]
    [InlineData("OUTBOUND", "inbound", true)]
    [InlineData("inbound", "inbound", false)]
    [InlineData("transfer", "outbound", true)]
    [InlineData("callback", "outbound", false)]
    [InlineData("queue_callback", "outbound", false)]
    public void A_call_is_outbound_by_how_it_began(string initiationMethod, string type, bool isOutbound) =>
        Report(OfContact(Contact(initiationMethod, $$"""{"connectionId":"c","type":"{{type}}","initial":true,"state":{"type":"connecting"} }""")))
            .Contacts!.Value[0].Outbound.ShouldBe(isOutbound);

    [Fact]
    public void Only_voice_is_ours_and_the_first_of_an_id_wins()
    {
        var contacts = Report(OfContact("""
            {"contactId":"chat-1","type":"chat","state":{"type":"something new"}},
            {"contactId":"c-1","type":"voice","state":{"type":"connected"},"connections":[
              {"connectionId":"c-1","type":"inbound","state":{"type":"connected"}},
              {"connectionId":"c-1","type":"inbound","state":{"type":"hold"}}]},
            {"contactId":"c-2","type":"queue_callback","state":{"type":"incoming"}},
            {"contactId":"c-1","type":"voice","state":{"type":"ended"}}
            """)).Contacts!.Value;
        contacts.Select(contact => contact.ContactId).ShouldBe(["c-1", "c-2"]);
        contacts[0].State.ShouldBe(ReportedContactState.Connected);
        contacts[0].Connections.ShouldHaveSingleItem().Status.ShouldBe(ConnectionStatus.Connected);
    }

    [Fact]
    public void A_snapshot_without_contacts_says_nothing_of_them_and_an_empty_one_says_there_is_none()
    {
        Report("""{"snapshotTimestamp":1}""").Contacts.ShouldBeNull();
        Report("""{"snapshotTimestamp":1,"contacts":null}""").Contacts.ShouldBeNull();
        Report("""{"snapshotTimestamp":1,"contacts":[]}""").Contacts!.Value.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", null)]
    public void Whether_the_agent_is_muted_is_the_bridges_own_word(string muted, bool? expected) =>
        Report($$"""{"snapshotTimestamp":1,"muted":{{muted}} }""").Muted.ShouldBe(expected);

    [Fact]
    public void What_a_source_does_not_say_is_filled_in_from_what_it_says()
    {
        var contact = Report(OfContact(Contact("inbound", """{"connectionId":"c","type":"inbound","state":{"type":"connected"}}"""))).Contacts!.Value[0];
        contact.Attributes.ShouldBeNull();
        contact.StateSince.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1));
        contact.Connections[0].Since.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1));
        contact.Connections[0].Initial.ShouldBeTrue();
    }

    private static AgentReport Report(string snapshot) =>
        BridgeReader.Read(Encoding.UTF8.GetBytes($$"""{"type":"snapshot","snapshot":{{snapshot}}}"""))
            .ShouldBeOfType<BridgeMessage.Snapshot>().Report;

    private static string OfContact(string contact) => $$"""{"snapshotTimestamp":1,"contacts":[{{contact}}]}""";

    private static string Contact(string initiationMethod, string connection) =>
        $$"""{"contactId":"c","type":"voice","state":{"type":"connected"},"initiationMethod":"{{initiationMethod}}","connections":[{{connection}}]}""";
}
