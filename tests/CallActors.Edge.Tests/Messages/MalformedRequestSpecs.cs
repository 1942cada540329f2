using System.Text;
using CallActors.Edge.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace CallActors.Edge.Tests.Messages;

public sealed class MalformedRequestSpecs
{
    private const string Right = """ "channel":"Amazon","topic":"InboundCall","source":"app" """;

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("hold", "is not JSON")]
    [InlineData("""{"channel":"Amazon",""", "is not JSON")]
    [InlineData("""{"channel":"Amazon"} {}""", "is not JSON")]
    [InlineData("[]", "is an array; it is to be a JSON object")]
    [InlineData("null", "is null; it is to be a JSON object")]
    [InlineData("\"Resume\"", "is a string; it is to be a JSON object")]
    [InlineData("""{"channel":"Amazon","channel":"Amazon"}""", "twice")]
    [InlineData("""{"topic":"InboundCall"}""", "\"channel\" is missing; it is to be \"Amazon\"")]
    [InlineData("""{"channel":1}""", "\"channel\" is a number")]
    [InlineData("""{"channel":"amazon"}""", "\"amazon\" is unknown; it is to be \"Amazon\"")]
    [InlineData("""{"channel":"Amazon"}""", "\"topic\" is missing")]
    [InlineData("""{"channel":"Amazon","topic":"Calls"}""", "\"Calls\" is unknown")]
    [InlineData("""{"channel":"Amazon","topic":"Error"}""", "\"Error\" is unknown")]
    [InlineData("""{"channel":"Amazon","topic":["InboundCall"]}""", "\"topic\" is an array")]
    [InlineData("""{"channel":"Amazon","topic":"InboundCall","source":"a"}""", "\"subtopic\" is missing")]
    [InlineData("""{"channel":"Amazon","topic":"InboundCall","subtopic":"resume","source":"a"}""", "there are Answer, Reject, Hold, Resume")]
    [InlineData("""{"channel":"Amazon","topic":"Agent","subtopic":"Resume","source":"a"}""", "there are Login, Logout, StateSync")]
    [InlineData("""{"channel":"Amazon","topic":"InboundCall","subtopic":"StateSync"}""", "\"source\" is missing")]
    [InlineData("""{"channel":"Amazon","topic":"InboundCall","subtopic":"StateSync","source":""}""", "0 characters")]
    [InlineData("""{"channel":"Amazon","topic":"InboundCall","subtopic":"StateSync","source":{}}""", "\"source\" is an object")]
    [InlineData("""{"channel":"Amazon","topic":"InboundCall","subtopic":"StateSync","source":"\ud800"}""", "half of a character")]
    public void The_envelope_is_said_to_be_wrong(string message, string expected) => Refusal(message).ShouldContain(expected);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"a b\"")]
    [InlineData("\"ü\"")]
    [InlineData("12")]
    [InlineData("\"0123456789012345678901234567890123456789012345678901234567890123x\"")]
    public void A_request_id_is_one_to_64_of_its_characters(string requestId) =>
        Refusal($$"""{{{Right}},"subtopic":"StateSync","requestId":{{requestId}}}""").ShouldContain("requestId is not one; it is to be a string, 1 to 64");

    [Theory]
    [InlineData("Resume", null, "missing; it is to be a connection or contact id")]
    [InlineData("Hold", "null", "missing")]
    [InlineData("Disconnect", "5", "a number")]
    [InlineData("Answer", "{}", "an object")]
    [InlineData("Answer", "\"\"", "no id")]
    [InlineData("ClearContact", "[]", "an array")]
    [InlineData("Swap", "\"a b\"", "no id")]
    [InlineData("Conference", "true", "true")]
    [InlineData("Consult", null, "missing; it is to be a phone number in E.164")]
    [InlineData("Consult", "\"015550100\"", "no phone number in E.164")]
    [InlineData("Consult", "\"+0155\"", "no phone number in E.164")]
    [InlineData("SetMakeCall", "\"+15550100 \"", "no phone number in E.164")]
    [InlineData("SetMakeCall", "15550100", "a number")]
    [InlineData("SetMakeCall", """{"endpointId":"e"}""", "without endpointARN")]
    [InlineData("SetMakeCall", """{"endpointARN":"a"}""", "without endpointId")]
    [InlineData("SetMakeCall", """{"endpointARN":"a","endpointId":7}""", "\"data.endpointId\" of SetMakeCall is a number")]
    [InlineData("SendDTMF", null, "missing; it is to be a string of 1 to 50")]
    [InlineData("SendDTMF", "5", "a number")]
    [InlineData("SendDTMF", "\"\"", "0 characters")]
    [InlineData("SendDTMF", "\"12e\"", "3 characters")]
    [InlineData("SendDTMF", "\"123456789012345678901234567890123456789012345678901\"", "51 characters")]
    [InlineData("SendDTMF", """{"digits":"1"}""", "without connectionId")]
    [InlineData("SendDTMF", """{"connectionId":"c"}""", "without digits")]
    public void The_data_of_a_call_is_said_to_be_wrong(string subtopic, string? data, string expected) =>
        Refusal(Request("InboundCall", subtopic, data)).ShouldContain(expected);

    [Theory]
    [InlineData("UpdateState", null, "missing; it is to be an object with label or code")]
    [InlineData("UpdateState", "\"Lunch\"", "a string")]
    [InlineData("UpdateState", """{"type":"routable"}""", "without label and code")]
    [InlineData("UpdateState", """{"label":"","code":" "}""", "without label and code")]
    [InlineData("UpdateState", """{"label":5}""", "\"data.label\" of UpdateState is a number")]
    [InlineData("SetNotReady", "\"Lunch\"", "a string; it is to be an object with ReasonCodeId, or none")]
    [InlineData("SetNotReady", """{"ReasonCodeId":1}""", "\"data.ReasonCodeId\" of SetNotReady is a number")]
    public void The_data_of_the_agent_is_said_to_be_wrong(string subtopic, string? data, string expected) =>
        Refusal(Request("Agent", subtopic, data)).ShouldContain(expected);

    [Fact]
    public void What_is_not_UTF_8_is_said_to_be_wrong() => Refusal([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)'}']).ShouldContain("not UTF-8");

    [Fact]
    public void The_request_id_of_a_malformed_request_is_kept_for_the_answer() =>
        EnvelopeReader.Read("""{"requestId":"r-1","channel":"other"}"""u8.ToArray())
            .ShouldBeOfType<AppMessage.Malformed>().RequestId.ShouldBe("r-1");

    /// <summary>A right request with any few bytes changed is read or refused with a sentence; nothing gets through as an exception.</summary>
    [Fact]
    public void Any_damaged_request_is_read_or_refused()
    {
        var right = Encoding.UTF8.GetBytes(
            Request("InboundCall", "SetMakeCall", """{"endpointARN":"a\u00e9","endpointId":"e"},"requestId":"r" """));
        EnvelopeReader.Read(right).ShouldBeOfType<AppMessage.Command>();
        var change = Gen.Choose(0, right.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(value => (At: at, Value: (byte)value)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(change.NonEmptyListOf().ToArbitrary(), changes =>
        {
            var damaged = right.ToArray();
            foreach (var (at, value) in changes)
            {
                damaged[at] = value;
            }

            return EnvelopeReader.Read(damaged) is AppMessage.Command or AppMessage.Malformed { Error: { Type: "INVALID_MESSAGE", Detail.Length: > 20 } };
        }));
    }

    [Fact]
    public void Digits_never_stand_in_an_error() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(
        Gen.Elements("0123456789*#".ToCharArray()).ArrayOf(51).Select(digits => new string(digits)).ToArbitrary(),
        digits => !Refusal(Request("InboundCall", "SendDTMF", $"\"{digits}\"")).Contains(digits[..4], StringComparison.Ordinal)));

    private static string Request(string topic, string subtopic, string? data) =>
        $$"""{"channel":"Amazon","topic":"{{topic}}","subtopic":"{{subtopic}}","source":"app"{{(data is null ? "" : $",\"data\":{data}")}}}""";

    private static string Refusal(string message) => Refusal(Encoding.UTF8.GetBytes(message));

    private static string Refusal(byte[] message)
    {
        var error = EnvelopeReader.Read(message).ShouldBeOfType<AppMessage.Malformed>().Error;
        error.Type.ShouldBe("INVALID_MESSAGE");
        error.Message.ShouldBe("The message was not understood.");
        return error.Detail;
    }
}
