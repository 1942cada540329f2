using System.Text;
using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;
using CallActors.Edge.Messages;

namespace CallActors.Edge.Tests.Messages;

public sealed class RequestSpecs
{
    [Fact]
    public void The_documented_Resume_is_read()
    {
        var ask = Call("""{"channel":"Amazon","topic":"InboundCall","subtopic":"Resume","source":"myapp","data":"1233dc5f-6d09-4752-85a0-cfca6fc445e7"}""");
        ask.Command.ShouldBe(CallCommand.Resume);
        ask.Id.ShouldBe("1233dc5f-6d09-4752-85a0-cfca6fc445e7");
        ask.App.ShouldBe("myapp");
        ask.Subtopic.ShouldBe("Resume");
        ask.Data.ShouldBe("\"1233dc5f-6d09-4752-85a0-cfca6fc445e7\"");
        ask.RequestId.ShouldMatch("^[0-9a-f]{32}$");
    }

    [Fact]
    public void Unknown_fields_are_ignored_and_null_stands_for_nothing() =>
        Call("""{"channel":"Amazon","topic":"InboundCall","subtopic":"Answer","source":"a","data":null,"requestId":null,"colour":[1]}""")
            .Id.ShouldBeNull();

    [Theory]
    [InlineData("Answer", CallCommand.Answer)]
    [InlineData("Reject", CallCommand.Reject)]
    [InlineData("ClearContact", CallCommand.ClearContact)]
    [InlineData("Swap", CallCommand.Swap)]
    [InlineData("Conference", CallCommand.Conference)]
    [InlineData("Transfer", CallCommand.Transfer)]
    public void A_command_of_the_contact_may_leave_it_to_the_engine_which_one(string subtopic, CallCommand command)
    {
        (Call(Request(subtopic, null)).Command, Call(Request(subtopic, null)).Id).ShouldBe((command, null));
        Call(Request(subtopic, "\"c-1\"")).Id.ShouldBe("c-1");
    }

    [Fact]
    public void Digits_are_read_and_kept_out_of_what_recognises_a_repeat()
    {
        var plain = Call(Request("SendDTMF", "\"12*#A\""));
        (plain.Digits, plain.Id, plain.Data).ShouldBe(("12*#A", null, null));
        var named = Call(Request("SendDTMF", """{"connectionId":"c-2","digits":"9"}"""));
        (named.Digits, named.Id, named.Data).ShouldBe(("9", "c-2", "c-2"));
        named.ToString().ShouldBe($"SendDTMF {named.RequestId}");
    }

    [Fact]
    public void Long_data_recognises_a_repeat_by_its_hash()
    {
        string DataOf(char filler) => Call(Request(
            "Consult", $$"""{"endpointARN":"arn","endpointId":"e-1","ours":"{{new string(filler, 20_000)}}"}""")).Data!;
        DataOf('a').ShouldMatch("^sha256:[0-9a-f]{64}$");
        DataOf('a').ShouldBe(DataOf('a'));
        DataOf('a').ShouldNotBe(DataOf('b'));
    }

    [Fact]
    public void A_consult_goes_to_a_number_or_a_direct_connect()
    {
        Call(Request("Consult", "\"+15550100\"")).To.ShouldBe(Endpoint.OfNumber("+15550100"));
        Call(Request("Consult", """{"endpointARN":"arn","endpointId":"e-1","type":"agent","name":"Bo"}""")).To
            .ShouldBe(new Endpoint("arn", "e-1", "agent", "Bo", null));
    }

    [Fact]
    public void Make_call_goes_to_a_number() =>
        Read(Request("SetMakeCall", "\"+4930123456\"")).ShouldBeOfType<AppMessage.Command>()
            .Ask.ShouldBeOfType<Ask.MakeCall>().To.PhoneNumber.ShouldBe("+4930123456");

    [Fact]
    public void Data_in_another_spelling_is_the_same_data() =>
        Call(Request("Consult", """{ "endpointARN" : "\u0061rn", "endpointId":"e" }""")).Data
            .ShouldBe(Call(Request("Consult", """{"endpointARN":"arn","endpointId":"e"}""")).Data);

    [Theory]
    [InlineData("SetReady", null, null, "routable")]
    [InlineData("SetNotReady", null, null, "not_routable")]
    [InlineData("SetNotReady", """{"ReasonCodeId":"Lunch"}""", "Lunch", "not_routable")]
    [InlineData("UpdateState", """{"label":"Lunch","code":"s2","type":"not_routable"}""", "s2", "not_routable")]
    [InlineData("UpdateState", """{"label":"Lunch"}""", "Lunch", null)]
    [InlineData("Logout", null, null, "offline")]
    public void A_state_is_asked_by_name_or_kind(string subtopic, string? data, string? name, string? type)
    {
        var ask = Read(Request(subtopic, data, "Agent")).ShouldBeOfType<AppMessage.Command>().Ask.ShouldBeOfType<Ask.SetState>();
        (ask.Name, ask.Type, ask.Subtopic).ShouldBe((name, type, subtopic));
    }

    [Theory]
    [InlineData("Mute", true)]
    [InlineData("Unmute", false)]
    public void Mute_and_unmute_are_asked(string subtopic, bool isMuted) =>
        Read(Request(subtopic, null, "Agent")).ShouldBeOfType<AppMessage.Command>()
            .Ask.ShouldBeOfType<Ask.SetMute>().Muted.ShouldBe(isMuted);

    [Theory]
    [InlineData("InboundCall", "StateSync", nameof(QueryKind.Calls))]
    [InlineData("InboundCall", "GetDirectConnects", nameof(QueryKind.DirectConnects))]
    [InlineData("Agent", "StateSync", nameof(QueryKind.Agent))]
    [InlineData("Agent", "GetStates", nameof(QueryKind.AgentStates))]
    [InlineData("Agent", "Login", nameof(QueryKind.Login))]
    public void What_the_engine_knows_is_not_asked_of_Connect(string topic, string subtopic, string kind) =>
        Read(Request(subtopic, null, topic)).ShouldBeOfType<AppMessage.Query>().Kind.ToString().ShouldBe(kind);

    private static Ask.OfCall Call(string message) =>
        Read(message).ShouldBeOfType<AppMessage.Command>().Ask.ShouldBeOfType<Ask.OfCall>();

    private static AppMessage Read(string message) => EnvelopeReader.Read(Encoding.UTF8.GetBytes(message));

    private static string Request(string subtopic, string? data, string topic = "InboundCall") =>
        $$"""{"channel":"Amazon","topic":"{{topic}}","subtopic":"{{subtopic}}","source":"app"{{(data is null ? "" : $",\"data\":{data}")}}}""";
}
