using System.Text;
using CallActors.Connect.Bridge;
using CallActors.Domain.Agents;

namespace CallActors.Edge.Tests.Bridges;

public sealed class BridgeProtocolSpecs
{
    [Fact]
    public void Hello_names_the_agent_by_the_last_part_of_the_ARN() =>
        Read("""{"type":"hello","agentARN":"arn:aws:connect:us-east-1:111122223333:instance/i-1/agent/agent-7","username":"ada","name":"Ada","bridgeVersion":"1.0"}""")
            .ShouldBe(new BridgeMessage.Hello(
                "agent-7", "arn:aws:connect:us-east-1:111122223333:instance/i-1/agent/agent-7", "ada", "Ada", "1.0"));

    [Fact]
    public void States_and_endpoints_are_read()
    {
        Read("""{"type":"states","states":[{"agentStateARN":"arn:s2","name":"Lunch","type":"not_routable"}]}""")
            .ShouldBeOfType<BridgeMessage.States>().All.ShouldBe([new AgentState("arn:s2", "Lunch", "not_routable", null)]);
        Read("""{"type":"endpoints","endpoints":[{"endpointARN":"arn:e","endpointId":"e","type":"agent","name":"Bo","phoneNumber":null}]}""")
            .ShouldBeOfType<BridgeMessage.Endpoints>().All.ShouldBe([new Endpoint("arn:e", "e", "agent", "Bo", null)]);
    }

    [Theory]
    [InlineData("""{"type":"CallAlreadyResumedException","message":"Error received from Voice Service","stack":[]}""", "Error received from Voice Service")]
    [InlineData("""{"type":"CallAlreadyResumedException"}""", "CallAlreadyResumedException")]
    [InlineData("\"{\\\"type\\\":\\\"A\\\",\\\"message\\\":\\\"B\\\"}\"", "B")]
    [InlineData("\"plain text\"", "plain text")]
    [InlineData("\"\\\"quoted text\\\"\"", "quoted text")]
    [InlineData("400", "400")]
    [InlineData("null", "Amazon Connect gave no reason.")]
    [InlineData("{}", "Amazon Connect gave no reason.")]
    public void A_failure_is_read_in_each_form_that_Streams_gives(string error, string text)
    {
        var result = Read($$"""{"type":"result","requestId":"r","ok":false,"error":{{error}}}""").ShouldBeOfType<BridgeMessage.Result>();
        result.RequestId.ShouldBe("r");
        result.Error!.Text.ShouldBe(text);
    }

    [Fact]
    public void Ok_is_no_error() => Read("""{"type":"result","requestId":"r","ok":true}""").ShouldBe(new BridgeMessage.Result("r", null));

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "The message is an array; it is to be an object")]
    [InlineData("{}", "message.type is missing")]
    [InlineData("""{"type":"goodbye"}""", "message.type is unknown")]
    [InlineData("""{"type":"hello","username":"ada"}""", "hello.agentARN is missing")]
    [InlineData("""{"type":"hello","agentARN":"arn:aws:connect","username":"ada"}""", "names no agent")]
    [InlineData("""{"type":"hello","agentARN":"i/agent/","username":"ada"}""", "names no agent")]
    [InlineData("""{"type":"hello","agentARN":"i/agent/a b","username":"ada"}""", "names no agent")]
    [InlineData("""{"type":"hello","agentARN":"i/agent/a"}""", "hello.username is missing")]
    [InlineData("""{"type":"result","ok":true}""", "result.requestId is missing")]
    [InlineData("""{"type":"result","requestId":"r"}""", "result.ok is missing")]
    [InlineData("""{"type":"result","requestId":"r","ok":"yes"}""", "result.ok is a string")]
    [InlineData("""{"type":"states"}""", "states is missing")]
    [InlineData("""{"type":"states","states":[{"name":"Lunch"}]}""", "states[0].type is missing")]
    [InlineData("""{"type":"endpoints","endpoints":[5]}""", "endpoints[0] is a number")]
    [InlineData("""{"type":"snapshot"}""", "snapshot is missing")]
    [InlineData("""{"type":"snapshot","snapshot":{}}""", "snapshot.snapshotTimestamp is missing")]
    [InlineData("""{"type":"snapshot","snapshot":{"snapshotTimestamp":"yesterday"}}""", "snapshot.snapshotTimestamp is no time")]
    [InlineData("""{"type":"snapshot","snapshot":{"snapshotTimestamp":1e30}}""", "snapshot.snapshotTimestamp is no time")]
    [InlineData("""{"type":"snapshot","snapshot":{"snapshotTimestamp":1,"contacts":{}}}""", "snapshot.contacts is an object")]
    [InlineData("""{"type":"snapshot","snapshot":{"snapshotTimestamp":1,"contacts":[{"type":"voice","contactId":"a b"}]}}""", "snapshot.contacts[0].contactId is no id")]
    [InlineData("""{"type":"snapshot","snapshot":{"snapshotTimestamp":1,"contacts":[{"type":"voice","contactId":"a","state":{"type":"new"}}]}}""", "snapshot.contacts[0].state.type is unknown")]
    [InlineData("""{"type":"snapshot","snapshot":{"snapshotTimestamp":1,"contacts":[{"type":"voice","contactId":"a","state":{"type":"ended"},"connections":[{"connectionId":"a","type":"x","state":{"type":"hold"}}]}]}}""", "connections[0].type is unknown")]
    [InlineData("""{"type":"hello","agentARN":"i/agent/a","username":"\udc00"}""", "half of a character")]
    public void What_cannot_be_read_is_said(string frame, string expected) =>
        Should.Throw<BridgeFrameException>(() => Read(frame)).Message.ShouldContain(expected);

    [Fact]
    public void The_engine_welcomes_and_puts_on_standby()
    {
        Text(BridgeWriter.Welcome("agent1", "a-1")).ShouldBe("""{"type":"welcome","agentId":"agent1","attachment":"a-1"}""");
        Text(BridgeWriter.Standby).ShouldBe("""{"type":"standby"}""");
        Text(BridgeWriter.Error("No \"type\".")).ShouldBe("""{"type":"error","message":"No \"type\"."}""");
    }

    public static TheoryData<BridgeOperation, Endpoint?, string?, AgentState?, string> Requests => new()
    {
        { BridgeOperation.ResumeConnection, null, null, null, "" },
        { BridgeOperation.SendDigits, null, "12*#", null, ""","arguments":{"digits":"12*#"}""" },
        {
            BridgeOperation.CreateAdditionalConnection, Endpoint.OfNumber("+15550100"), null, null,
            ""","arguments":{"endpoint":{"type":"phone_number","phoneNumber":"+15550100"}}"""
        },
        {
            BridgeOperation.ConnectEndpoint, new Endpoint("arn:e", "e", "agent", "Bo", null), null, null,
            ""","arguments":{"endpoint":{"endpointARN":"arn:e","endpointId":"e","type":"agent","name":"Bo"}}"""
        },
        {
            BridgeOperation.PutAgentState, null, null, new AgentState("arn:s2", "Lunch", "not_routable", null),
            ""","arguments":{"state":{"agentStateARN":"arn:s2","name":"Lunch","type":"not_routable"}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_has_only_what_it_needs(BridgeOperation operation, Endpoint? endpoint, string? digits, AgentState? state, string arguments)
    {
        var word = char.ToLowerInvariant(operation.ToString()[0]) + operation.ToString()[1..];
        Text(BridgeWriter.Request(new BridgeRequest("r", "a-1", operation, "c", "n", endpoint, digits, state), TimeSpan.FromSeconds(4.5)))
            .ShouldBe($$"""{"type":"request","requestId":"r","operation":"{{word}}","contactId":"c","connectionId":"n"{{arguments}},"deadlineMilliseconds":4500}""");
        Text(BridgeWriter.Request(new BridgeRequest("r", "a-1", BridgeOperation.Mute, null, null, null, null, null), TimeSpan.FromSeconds(5)))
            .ShouldBe("""{"type":"request","requestId":"r","operation":"mute","deadlineMilliseconds":5000}""");
    }

    private static BridgeMessage Read(string frame) => BridgeReader.Read(Encoding.UTF8.GetBytes(frame));

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
