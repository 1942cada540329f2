using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class OutboundSpecs
{
    [Fact]
    public async Task A_call_is_dialled_answered_held_resumed_and_ended()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { answerAfterMilliseconds = 100 });
        var bridge = await stage.BridgeAsync();
        await bridge.DoAsync("connectEndpoint", arguments: Phone("+15550111"));

        var dialling = await bridge.ShowsAsync(shown => shown.Is("connecting", "connected connecting"), "the dialling");
        var contact = dialling.Contact;
        (contact.First.Id, contact.First.Type, contact.First.PhoneNumber).ShouldBe((contact.Id, "outbound", "+15550111"));
        bridge.OfType("snapshot")[^1]["snapshot"]!["contacts"]![0]!["initiationMethod"]!.GetValue<string>().ShouldBe("outbound");
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the answer");
        await bridge.DoAsync("holdConnection", contact.Id, contact.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", "hold hold"), "the hold");
        await bridge.DoAsync("resumeConnection", contact.Id, contact.Id);
        await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the resume");
        await stage.PostAsync($"contacts/{contact.Id}/hangup");
        await bridge.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "the end");
    }

    [Theory]
    [InlineData("+15550990")]
    [InlineData("+15550991")]
    public async Task A_number_that_does_not_answer_ends_the_contact(string phoneNumber)
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { dialTimeoutMilliseconds = 100 });
        var bridge = await stage.BridgeAsync();
        await bridge.DoAsync("connectEndpoint", arguments: Phone(phoneNumber));

        var shown = await bridge.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "the end");
        shown.AgentState.ShouldBe("AfterCallWork");
    }

    [Fact]
    public async Task The_agent_hangs_up_while_it_dials()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await stage.SetAsync(new { autoAnswer = false });
        var bridge = await stage.BridgeAsync();
        await bridge.DoAsync("connectEndpoint", arguments: Phone("+15550111"));
        var contact = (await bridge.ShowsAsync(shown => shown.Is("connecting", "connected connecting"), "the dialling")).Contact;
        await bridge.RefusedAsync("acceptContact", contact.Id);
        await bridge.RefusedAsync("holdConnection", contact.Id, contact.Id);
        await bridge.DoAsync("destroyConnection", contact.Id, contact.Id);

        await bridge.ShowsAsync(shown => shown.Is("ended", "disconnected disconnected"), "the end");
    }

    [Fact]
    public async Task A_third_party_joins_an_outbound_call()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        var bridge = await stage.BridgeAsync();
        await bridge.DoAsync("connectEndpoint", arguments: Phone("+15550111"));
        var contact = (await bridge.ShowsAsync(shown => shown.Is("connected", "connected connected"), "the answer")).Contact;
        await bridge.DoAsync("createAdditionalConnection", contact.Id, arguments: Phone("+15550112"));

        await bridge.ShowsAsync(shown => shown.Is("connected", "connected hold connected"), "the third party");
    }

    private static object Phone(string phoneNumber) => new { endpoint = new { type = "phone_number", phoneNumber } };
}
