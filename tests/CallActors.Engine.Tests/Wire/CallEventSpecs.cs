using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Engine.Tests.Engine;
using CallActors.Engine.Wire;

namespace CallActors.Engine.Tests.Wire;

/// <summary>The call event and StateSync (docs/messages.md, section 2), from what Connect reports to what apps are told.</summary>
public sealed class CallEventSpecs
{
    private const string SupervisorId = "supervisor";

    public static TheoryData<string, int, string> Phases => new()
    {
        { "ringing", 1, "connecting/connecting connecting/connecting" },
        { "connected", 2, "connected/connected connected/connected" },
        { "held", 3, "hold/hold hold/hold" },
        { "ended", 4, "ACW/disconnected ACW/disconnected" },
        { "missed", 5, "missed/disconnected missed/disconnected" },
        { "rejected", 6, "Rejected/disconnected Rejected/disconnected" },
        { "gone", 7, "Dropped/disconnected Dropped/disconnected" },
    };

    [Theory]
    [MemberData(nameof(Phases))]
    public void An_event_is_the_status_while_the_contact_lives_and_then_its_phase(string what, int second, string expected)
    {
        var picture = second is 1 or 2 ? Picture.Initial : After(Picture.Initial, 1, second == 5 || second == 6 ? Scene.Ringing(1) : Scene.Connected(1));
        ContactReport[] contacts = what switch
        {
            "ringing" => [Scene.Ringing(second)],
            "connected" => [Scene.Connected(second)],
            "held" => [Scene.Held(second)],
            "ended" => [Scene.Ended(second)],
            "missed" => [Scene.Ended(second) with { State = ReportedContactState.Missed }],
            "rejected" => [Scene.Ended(second) with { State = ReportedContactState.Rejected }],
            _ => [],
        };

        var calls = Calls(picture, second, contacts);

        string.Join(' ', calls.Select(call => $"{call["event"]}/{call["ResponseActual"]!["status"]}")).ShouldBe(expected);
        foreach (var call in calls)
        {
            call["ResponseFields"]!["CallState"]!.ToString().ShouldBe(call["event"]!.ToString());
            call["ResponseFields"]!["CurrentStateTime"]!.ToString().ShouldBe(call["ResponseActual"]!["statusTimestamp"]!.ToString());
            call["ButtonStates"]!["count"]!.GetValue<int>().ShouldBe(11);
            call["ButtonStates"]!["items"]!.AsObject().Select(button => (button.Key, button.Value!.ToString() == "Enable")).ShouldBe(
                call["ResponseActual"]!["buttonStates"]!.AsObject().Select(button => (button.Key, button.Value!.GetValue<bool>())));
        }
    }

    [Fact]
    public void A_contact_without_queue_attributes_and_number_says_null_and_nothing()
    {
        var bare = Scene.Contact(
            ReportedContactState.Connected, 1, Scene.Own(ConnectionStatus.Connected, 1), Scene.Caller(ConnectionStatus.Connected, 1) with { PhoneNumber = null }) with
        { QueueName = null, QueueTimestamp = null, Attributes = null };

        var call = Calls(Picture.Initial, 1, bare)[1];

        call["CallVariables"]!.ToJsonString().ShouldBe("{}");
        call["ResponseFields"]!.ToJsonString().ShouldBe(
            """{"Participants":[],"MediaProperties":{"callType":"inbound","queueName":null,"queueTimestamp":null},"fromAddress":null,"CallState":"connected","Type":"inbound","CurrentStateTime":"2020-04-09T12:51:06.816Z","Campaign":"","DN":null}""");
        call["ResponseActual"]!.AsObject().Select(member => member.Key).ShouldBe(
            ["connectionId", "phoneNumber", "status", "statusTimestamp", "type", "buttonStates"]);
    }

    [Fact]
    public void Only_connections_that_read_otherwise_are_told_the_agents_own_first()
    {
        var one = After(Picture.Initial, 1, Scene.Connected(1));

        Ids(Calls(one, 2, Scene.WithThird(2, ConnectionStatus.Hold, ConnectionStatus.Connecting))).ShouldBe([Scene.OwnId, Scene.ContactId, Scene.ThirdId]);
        Calls(one, 2, Scene.Connected(2)).ShouldBeEmpty();
        var consulting = After(one, 2, Scene.WithThird(2, ConnectionStatus.Hold, ConnectionStatus.Connecting));
        Ids(Calls(consulting, 3, Scene.WithThird(3, ConnectionStatus.Hold, ConnectionStatus.Connected))).ShouldBe([Scene.OwnId, Scene.ThirdId]);
    }

    [Fact]
    public void A_change_of_attributes_is_told_for_every_connection_and_moves_no_time()
    {
        var one = After(Picture.Initial, 1, Scene.Connected(1));
        var described = Scene.Connected(1) with { Attributes = ImmutableSortedDictionary<string, string>.Empty.Add("tier", "gold") };

        var calls = Calls(one, 2, described);

        calls.Select(call => call["CallVariables"]!.ToJsonString()).ShouldBe(["""{"tier":"gold"}""", """{"tier":"gold"}"""]);
        calls.Select(call => call["ResponseActual"]!["statusTimestamp"]!.ToString()).Distinct().ShouldBe(["2020-04-09T12:51:06.816Z"]);
    }

    [Fact]
    public void A_supervisor_who_listens_is_never_shown()
    {
        var supervisor = new ConnectionReport(SupervisorId, ConnectionType.Monitoring, false, null, ConnectionStatus.Connected, Scene.At(1));
        var listened = Scene.Contact(
            ReportedContactState.Connected, 1, Scene.Own(ConnectionStatus.Connected, 1), Scene.Caller(ConnectionStatus.Connected, 1), supervisor);

        Ids(Calls(Picture.Initial, 1, listened)).ShouldBe([Scene.OwnId, Scene.ContactId]);
        StateSync(After(Picture.Initial, 1, listened)).ShouldNotContain(SupervisorId);
    }

    [Fact]
    public void In_his_own_session_a_supervisor_sees_that_he_monitors()
    {
        var own = new ConnectionReport(SupervisorId, ConnectionType.Monitoring, false, null, ConnectionStatus.Connected, Scene.At(1));
        var call = Calls(Picture.Initial, 1, Scene.Contact(ReportedContactState.Connected, 1, own))[0];

        call["CallType"]!.ToString().ShouldBe("monitoring");
        call["ButtonStates"]!["items"]!.AsObject().Where(button => button.Value!.ToString() == "Enable").Select(button => button.Key).ShouldBe(["disconnect"]);
    }

    [Fact]
    public void State_sync_has_every_connection_with_its_contact_and_without_a_status_before()
    {
        const string buttons = "\"buttonStates\":{\"answer\":false,\"reject\":false,\"disconnect\":DD,\"hold\":false,\"resume\":DD,\"clearContact\":false,\"consult\":OO,\"numberpad\":OO,\"swap\":false,\"transfer\":false,\"conference\":false}";
        var held = After(After(Picture.Initial, 1, Scene.Connected(1)), 2, Scene.Held(2));

        StateSync(held).ShouldBe(
            """{"channel":"Amazon","topic":"InboundCall","subtopic":"StateSync","message":{"attributes":[{"name":"ANI","value":"+161081111"},{"name":"DNIS","value":"+16013261548"}],"queueName":"InboundTest","queueTimestamp":"2020-04-09T12:51:05.816Z","calls":["""
            + $$"""{"connectionId":"{{Scene.OwnId}}","contactId":"{{Scene.ContactId}}","phoneNumber":null,"status":"hold","statusTimestamp":"2020-04-09T12:51:07.816Z","type":"agent","""
            + Buttons("false", "true") + "},"
            + $$"""{"connectionId":"{{Scene.ContactId}}","contactId":"{{Scene.ContactId}}","phoneNumber":"+161081111","status":"hold","statusTimestamp":"2020-04-09T12:51:07.816Z","type":"inbound","""
            + Buttons("true", "false") + "}]}}");

        static string Buttons(string party, string own) => buttons.Replace("DD", party).Replace("OO", own);
    }

    [Fact]
    public void State_sync_speaks_of_the_newest_connected_contact_or_else_of_the_newest()
    {
        var older = Scene.Ended(1) with { QueueName = "older" };
        var newer = Scene.Connected(1) with { ContactId = "newer", QueueName = "newer", Connections = [] };
        var newest = Scene.Ringing(1) with { ContactId = "newest", QueueName = "newest", Connections = [] };

        StateSync(After(Picture.Initial, 1, older, newer, newest)).ShouldContain("\"queueName\":\"newer\"");
        StateSync(After(Picture.Initial, 1, older, newest)).ShouldContain("\"queueName\":\"newest\"");
    }

    [Fact]
    public void The_agents_own_connection_comes_first_whatever_the_order_of_joining()
    {
        var reversed = Scene.Contact(
            ReportedContactState.Connected, 1, Scene.Caller(ConnectionStatus.Connected, 1), Scene.Own(ConnectionStatus.Connected, 1));

        Ids(Calls(Picture.Initial, 1, reversed)).ShouldBe([Scene.OwnId, Scene.ContactId]);
    }

    private static IReadOnlyList<JsonNode> Calls(Picture before, double second, params ContactReport[] contacts)
    {
        var happened = Observe(before, second, contacts);
        return
        [
            .. EventWriter.Broadcast(before, before.Evolve(happened), happened).Select(part => JsonNode.Parse(part.Span)!)
                .Where(part => part["subtopic"]!.ToString() == "InboundCallStateChange").Select(part => part["message"]!["call"]!),
        ];
    }

    private static Picture After(Picture before, double second, params ContactReport[] contacts) => before.Evolve(Observe(before, second, contacts));

    private static ImmutableArray<Happened> Observe(Picture before, double second, ContactReport[] contacts) =>
        Observing.Decide(before, Scene.Report(second, contacts)) is Decision.Change change ? change.Happened : [];

    private static IEnumerable<string> Ids(IReadOnlyList<JsonNode> calls) => calls.Select(call => call["id"]!.ToString());

    private static string StateSync(Picture picture) =>
        Encoding.UTF8.GetString(EventWriter.StateSync(new AgentView("agent", 1, Scene.Documented, picture)).Span);
}
