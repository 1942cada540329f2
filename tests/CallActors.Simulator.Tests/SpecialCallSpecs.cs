using System.Net;
using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class SpecialCallSpecs
{
    [Fact]
    public async Task A_callback_is_incoming_and_dials_the_customer_only_after_the_agent_accepts()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { autoAnswer = false });
        var bridge = await stage.BridgeAsync();
        var call = await stage.PostAsync(
            "agents/agent1/calls", new { from = "+15550100", to = "+15550199", queue = "q", callback = true }, HttpStatusCode.Created);
        var contact = (await bridge.ShowsAsync(shown => shown.Is("incoming", "connecting connecting"), "the callback")).Contact;
        contact.First.Type.ShouldBe("outbound");
        bridge.OfType("snapshot")[^1]["snapshot"]!["contacts"]![0]!["type"]!.GetValue<string>().ShouldBe("queue_callback");
        await stage.PostAsync($"connections/{contact.Id}/answer", expected: HttpStatusCode.Conflict);

        await bridge.DoAsync("acceptContact", call["contactId"]!.GetValue<string>());
        await bridge.ShowsAsync(shown => shown.Is("connecting", "connected connecting"), "the dialling");
        await stage.PostAsync($"connections/{contact.Id}/answer");
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the customer");
    }

    [Theory]
    [InlineData(false, "silent_monitor")]
    [InlineData(true, "barge")]
    public async Task A_supervisor_who_monitors_is_no_party_of_the_call(bool barge, string state)
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var (bridge, contact) = await stage.RingAsync();
        await stage.PostAsync($"contacts/{contact.Id}/monitor", expected: HttpStatusCode.Conflict);
        await bridge.DoAsync("acceptContact", contact.Id);
        var monitor = await stage.PostAsync($"contacts/{contact.Id}/monitor", new { barge }, HttpStatusCode.Created);
        var shown = await bridge.ShowsAsync(shown => shown.Is("connected", $"connected connected {state}"), "the supervisor");
        shown.Contact.Third.Type.ShouldBe("monitoring");

        await bridge.RefusedAsync("toggleActiveConnections", contact.Id);
        await bridge.DoAsync("holdConnection", contact.Id, contact.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", $"hold hold {state}"), "the hold");
        if (barge)
        {
            await stage.PostAsync($"connections/{monitor["connectionId"]!.GetValue<string>()}/hangup");
            await bridge.ShowsAsync(shown => shown.Is("connected", "hold hold disconnected"), "the supervisor gone");
        }

        await stage.PostAsync($"contacts/{contact.Id}/hangup");
        await bridge.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected disconnected"), "the end");
    }
}
