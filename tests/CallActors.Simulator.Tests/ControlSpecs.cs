using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class ControlSpecs
{
    private const string Call = """{"from":"+15550100","to":"+15550199","queue":"q"}""";

    [Fact]
    public async Task What_is_wrong_is_said_in_one_sentence()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        (string Path, string Body, HttpStatusCode Status, string Says)[] requests =
        [
            ("agents", "{", HttpStatusCode.BadRequest, "agentId, username, name"),
            ("agents", "", HttpStatusCode.BadRequest, "JSON object"),
            ("agents", "null", HttpStatusCode.BadRequest, "JSON object"),
            ("agents", """{"agentId":"a/b","username":"a","name":"A"}""", HttpStatusCode.BadRequest, "agentId must be"),
            ("agents", """{"agentId":"a","name":"A"}""", HttpStatusCode.BadRequest, "username must be"),
            ("agents", """{"agentId":"a","username":"a","name":"A","colour":"red"}""", HttpStatusCode.BadRequest, "agentId, username, name"),
            ("agents", """{"agentId":"agent1","username":"a","name":"A"}""", HttpStatusCode.Conflict, "agent1 already"),
            ("agents", new string(' ', 70_000), HttpStatusCode.BadRequest, "longer than 65536 bytes"),
            ("agents/nobody/calls", Call, HttpStatusCode.NotFound, "no agent nobody"),
            ("agents/agent1/calls", """{"from":"12","to":"+15550199","queue":"q"}""", HttpStatusCode.BadRequest, "from must be a phone number"),
            ("agents/agent1/calls", """{"from":"+15550100","queue":"q"}""", HttpStatusCode.BadRequest, "to must be a phone number"),
            ("agents/agent1/calls", """{"from":"+15550100","to":"+15550199"}""", HttpStatusCode.BadRequest, "queue must be"),
            ("agents/agent1/calls", Call.Replace("}", ""","attributes":{"a":1}}"""), HttpStatusCode.BadRequest, "$.attributes.a"),
            ("agents/agent1/calls", Call.Replace("}", ""","missedAs":"ended"}"""), HttpStatusCode.BadRequest, "missedAs must be"),
            ("agents/agent1/bridge", "{}", HttpStatusCode.BadRequest, "connected must be"),
            ("agents/nobody/bridge", """{"connected":true}""", HttpStatusCode.NotFound, "no agent nobody"),
            ("agents/agent1/operations", """{"operation":"dance"}""", HttpStatusCode.BadRequest, "acceptContact"),
            ("contacts/none/hangup", "", HttpStatusCode.NotFound, "no contact none"),
            ("contacts/none/abandon", "", HttpStatusCode.NotFound, "no contact none"),
            ("contacts/none/offer", "", HttpStatusCode.NotFound, "No caller"),
            ("connections/none/answer", "", HttpStatusCode.NotFound, "no connection none"),
            ("faults", """{"operation":"holdConnection"}""", HttpStatusCode.BadRequest, "behaviour must be"),
            ("faults", """{"operation":"holdConnection","behaviour":"odd"}""", HttpStatusCode.BadRequest, "$.behaviour"),
            ("faults", """{"operation":"dance","behaviour":"fail"}""", HttpStatusCode.BadRequest, "operation must be one of"),
            ("faults", """{"operation":"mute","behaviour":"alreadyResumed"}""", HttpStatusCode.BadRequest, "resumeConnection and holdConnection only"),
            ("faults", """{"operation":"mute","behaviour":"slow"}""", HttpStatusCode.BadRequest, "delayMilliseconds goes with"),
            ("faults", """{"operation":"mute","behaviour":"slow","delayMilliseconds":0}""", HttpStatusCode.BadRequest, "delayMilliseconds must be"),
            ("faults", """{"operation":"mute","behaviour":"fail","times":0}""", HttpStatusCode.BadRequest, "times must be"),
            ("faults", """{"operation":"mute","behaviour":"fail","agentId":"nobody"}""", HttpStatusCode.BadRequest, "no agent nobody"),
            ("settings", """{"ringTimeoutMilliseconds":-1}""", HttpStatusCode.BadRequest, "ringTimeoutMilliseconds is -1"),
            ("settings", """{"callsPerMinute":6001}""", HttpStatusCode.BadRequest, "callsPerMinute is 6001"),
            ("settings", """{"missedAs":"connected"}""", HttpStatusCode.BadRequest, "missedAs must be"),
            ("settings", """{"autoAnswer":"yes"}""", HttpStatusCode.BadRequest, "$.autoAnswer"),
        ];
        foreach (var (path, body, status, says) in requests)
        {
            using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var response = await stage.Control.PostAsync($"v1/simulator/{path}", content);
            var text = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(status, $"{path} {body} {text}");
            System.Text.Json.Nodes.JsonNode.Parse(text)!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("error");
            text.ShouldContain(says);
        }

        (await stage.GetAsync())["agents"]!.AsArray().Count.ShouldBe(1);
        (await stage.BridgeAsync()).OfType("snapshot").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_the_state_of_a_call_forbids_is_a_conflict()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.RingAsync();
        await stage.PostAsync($"contacts/{contact.Id}/hangup", expected: HttpStatusCode.Conflict);
        await stage.PostAsync($"connections/{contact.Id}/answer", expected: HttpStatusCode.Conflict);
        await stage.PostAsync($"connections/{contact.Agent.Id}/answer");
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the answer at the phone itself");
        await stage.PostAsync($"contacts/{contact.Id}/abandon", expected: HttpStatusCode.Conflict);
        await stage.PostAsync($"connections/{contact.Id}/hangup");

        await bridge.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "the end");
        await stage.PostAsync($"connections/{contact.Id}/hangup", expected: HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_site_tells_its_agents_settings_and_faults()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 12);
        await stage.RingAsync("agent10");
        await stage.FaultAsync(new { operation = "mute", behaviour = "slow", delayMilliseconds = 5, times = 3 });

        var site = await stage.GetAsync();
        var agents = site["agents"]!.AsArray();
        agents.Select(agent => agent!["agentId"]!.GetValue<string>()).ShouldBe(Enumerable.Range(1, 12).Select(number => $"agent{number}"));
        agents[9]!["openContacts"]!.GetValue<int>().ShouldBe(1);
        agents.ShouldAllBe(agent => agent!["bridge"]!.GetValue<string>() == "connected");
        site["faults"]!.ToJsonString().ShouldBe(
            """[{"operation":"mute","behaviour":"slow","agentId":null,"message":null,"delayMilliseconds":5,"times":3,"form":"object"}]""");
        site["settings"]!["autoAnswer"]!.GetValue<bool>().ShouldBeTrue();
    }
}
