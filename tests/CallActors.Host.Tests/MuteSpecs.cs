using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>The agent's microphone: what is asked of it, and what apps are told.</summary>
public sealed class MuteSpecs(PatientHostFixture fixture) : IClassFixture<PatientHostFixture>
{
    private const string ReadyButtons = """{"items":{"NotReady":"Enable","Ready":"Hide","make_call":"Enable","mute":"Enable","unmute":"Hide"},"count":5}""";
    private const string MutedButtons = """{"items":{"NotReady":"Enable","Ready":"Hide","make_call":"Enable","mute":"Hide","unmute":"Enable"},"count":5}""";

    [Fact]
    public async Task Mute_and_Unmute_are_told_as_SetAgentState_alone()
    {
        await using var desk = await fixture.DeskAsync();

        await desk.App.AskAsync("Mute", topic: "Agent");
        var muted = (await desk.App.NextAsync(1))[0];
        muted.Subtopic.ShouldBe("SetAgentState");
        muted.Message.GetProperty("data").GetProperty("muted").GetBoolean().ShouldBeTrue();
        muted.Message.GetProperty("rules").GetProperty("ButtonStates").GetRawText().ShouldBe(MutedButtons);

        await desk.App.AskAsync("Unmute", topic: "Agent");
        var unmuted = (await desk.App.NextAsync(1))[0];
        unmuted.Message.GetProperty("data").GetProperty("muted").GetBoolean().ShouldBeFalse();
        unmuted.Message.GetProperty("rules").GetProperty("ButtonStates").GetRawText().ShouldBe(ReadyButtons);
    }

    [Fact]
    public async Task A_mute_during_a_call_stays_though_no_snapshot_shows_it()
    {
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();

        await desk.DoAsync("Mute", topic: "Agent");
        await desk.DoAsync("Hold", call.Party);
        await desk.DoAsync("Resume", call.Party);

        (await IsMutedAsync(desk.App)).ShouldBeTrue();
        await desk.DoAsync("Unmute", topic: "Agent");
        (await IsMutedAsync(desk.App)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_mute_that_the_bridge_tells_is_told_and_so_is_its_end()
    {
        const string agent = "muted-in-the-panel";
        await using var bridge = await HandBridge.AttachAsync(fixture.Host, agent);
        await using var app = await fixture.Host.OpenAsync(agent);
        foreach (var isMuted in new[] { false, true, false })
        {
            await bridge.ShowAsync(isMuted);
            var told = await app.NextAsync(each => each.Subtopic == "SetAgentState" && each.Message.GetProperty("data").GetProperty("muted").GetBoolean() == isMuted, $"muted: {isMuted}");
            told.Message.GetProperty("event").GetString().ShouldBe("Available");
        }
    }

    private static async Task<bool> IsMutedAsync(App app)
    {
        await app.AskAsync("StateSync", topic: "Agent");
        var told = await app.NextAsync(each => each.Subtopic == "StateSync" && each.Topic == "Agent", "its state");
        return told.Message.GetProperty("agentInfo").GetProperty("muted").GetBoolean();
    }
}
