using System.Net;
using CallActors.Simulator.Storage;
using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class PersistenceSpecs
{
    [Fact]
    public async Task A_held_call_is_still_held_after_a_restart()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.AnswerAsync();
        await bridge.DoAsync("holdConnection", contact.Id, contact.Id);
        var held = await bridge.ShowsAsync(shown => shown.Contact.States == "hold hold", "the hold");
        await stage.StopAsync();
        await Patience.UntilAsync(() => !bridge.IsOpen, "the loss of the bridge");
        await stage.StartAsync();

        var again = (await stage.BridgeAsync()).Newest;
        again.Contact.ToString().ShouldBe(held.Contact.ToString());
        again.Contact.First.ShouldBe(held.Contact.First with { Endpoint = again.Contact.First.Endpoint });
        again.Time.ShouldBeGreaterThan(held.Time);
    }

    [Fact]
    public async Task Time_goes_on_while_the_simulator_is_down()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 2);
        await stage.SetAsync(new { ringTimeoutMilliseconds = 250, answerAfterMilliseconds = 250 });
        var two = await stage.BridgeAsync("agent2");
        await two.DoAsync("connectEndpoint", arguments: new { endpoint = new { type = "phone_number", phoneNumber = "+15550111" } });
        var dialled = (await two.ShowsAsync(shown => shown.Is("connecting", "connected connecting"), "the dialling")).Contact;
        var (one, contact) = await stage.RingAsync();
        await stage.StopAsync();
        await Patience.UntilAsync(() => !one.IsOpen && !two.IsOpen, "the loss of the bridges");
        await Task.Delay(300);
        await stage.StartAsync();

        var missed = await (await stage.BridgeAsync()).ShowsAsync(shown => shown.Contact.State == "missed", "the miss");
        missed.Contact.Agent.Since.ShouldBe(contact.Agent.Since + 0.250m);
        var answered = await (await stage.BridgeAsync("agent2")).ShowsAsync(shown => shown.Contact.State == "connected", "the answer");
        answered.Contact.First.Since.ShouldBe(dialled.First.Since + 0.250m);
    }

    [Fact]
    public async Task Callers_agents_and_settings_are_kept()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { ringTimeoutMilliseconds = 12_345, rejectedAs = "error" });
        await stage.PostAsync("agents", new { agentId = "bo", username = "bo@site", name = "Bo" }, HttpStatusCode.Created);
        var (bridge, contact) = await stage.RingAsync();
        await bridge.DoAsync("rejectContact", contact.Id);
        await bridge.DoAsync("clearContact", contact.Id);
        await stage.StopAsync();
        await stage.StartAsync();

        var site = await stage.GetAsync();
        site["settings"]!["ringTimeoutMilliseconds"]!.GetValue<int>().ShouldBe(12_345);
        site["settings"]!["rejectedAs"]!.GetValue<string>().ShouldBe("error");
        site["agents"]!.AsArray().Select(agent => agent!["username"]!.GetValue<string>()).ShouldBe(["bo@site", "agent1"]);
        var offer = await stage.PostAsync($"contacts/{contact.Id}/offer", expected: HttpStatusCode.Created);
        offer["agentId"]!.GetValue<string>().ShouldBe("agent1");
        (await stage.GetAsync("agents/agent1"))["snapshot"]!["contacts"]![0]!["attributes"]!["ANI"]!["value"]!.GetValue<string>().ShouldBe("+15550100");
    }

    [Fact]
    public async Task A_second_simulator_on_the_same_world_is_refused()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var exception = Should.Throw<SimulatorException>(() => CentreFile.Open(stage.WorldFile));

        exception.Message.ShouldBe($"The world file {stage.WorldFile} is in use by another simulator.");
    }

    [Fact]
    public async Task A_group_is_told_in_order_and_only_after_it_is_in_the_file()
    {
        var folder = Directory.CreateTempSubdirectory("simulator-");
        var path = Path.Combine(folder.FullName, "w.simulator");
        var told = new List<int>();
        await using (var file = CentreFile.Open(path))
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(number =>
                file.WriteAsync([new Document("number", $"{number % 10}", $"{number}")], () => told.Add(number))));
            told.ShouldBe(Enumerable.Range(0, 500));
        }

        await using (var file = CentreFile.Open(path))
        {
            file.ReadAll().Select(document => document.Text).ShouldBe(Enumerable.Range(490, 10).Select(number => $"{number}"));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Nothing_is_told_that_could_not_be_written()
    {
        var folder = Directory.CreateTempSubdirectory("simulator-");
        await using var file = CentreFile.Open(Path.Combine(folder.FullName, "w.simulator"));
        var wasTold = false;
        await Should.ThrowAsync<SimulatorException>(() => file.WriteAsync([new Document("kind", "id", "ok"), new Document(null!, "id", "no")], () => wasTold = true));
        await Should.ThrowAsync<SimulatorException>(() => file.WriteAsync([], () => wasTold = true));

        wasTold.ShouldBeFalse();
        file.ReadAll().ShouldBeEmpty();
        folder.Delete(recursive: true);
    }
}
