using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests.Buttons;

/// <summary>The button table of docs/messages.md, row by row, in the events and the state of a real host.</summary>
public sealed class ButtonTableSpecs(PatientHostFixture fixture) : IClassFixture<PatientHostFixture>, IAsyncLifetime
{
    private const string Refusal = "The test lets nothing happen.";

    /// <summary>The situation; what the agent's connection, the first and the third party have.</summary>
    public static TheoryData<string, string, string, string> Rows => new()
    {
        { "ringing in", "answer, reject", "", "" },
        { "ringing in, a callback", "answer, reject", "", "" },
        { "dialling, an outbound call", "", "disconnect", "" },
        { "dialling, a callback after the answer", "", "disconnect", "" },
        { "one party connected", "consult, numberpad", "disconnect, hold", "" },
        { "one party connected, outbound", "consult, numberpad", "disconnect, hold", "" },
        { "one party connected, monitored by a supervisor", "consult, numberpad", "disconnect, hold", "" },
        { "one party on hold", "consult, numberpad", "disconnect, resume", "" },
        { "one party on hold, after the third left", "consult, numberpad", "disconnect, resume", "" },
        { "first party on hold, third party ringing", "numberpad", "disconnect, resume", "disconnect" },
        { "first party connected, third party ringing", "numberpad", "disconnect, hold", "disconnect" },
        { "one connected, one on hold: consult", "numberpad, swap, transfer, conference", "disconnect, resume", "disconnect, hold" },
        { "one connected, one on hold: swapped", "numberpad, swap, transfer, conference", "disconnect, hold", "disconnect, resume" },
        { "both connected (conference)", "numberpad, transfer", "disconnect, hold", "disconnect, hold" },
        { "both on hold", "numberpad, transfer, conference", "disconnect, resume", "disconnect, resume" },
        { "the first party gone, the third alone, connected", "numberpad", "", "disconnect, hold" },
        { "the first party gone, the third alone, on hold", "numberpad", "", "disconnect, resume" },
        { "the agent's own connection on hold beside a conference", "resume, numberpad, transfer", "disconnect, hold", "disconnect, hold" },
        { "the agent's own connection on hold beside one connected, one on hold", "resume, numberpad, swap, transfer, conference", "disconnect, resume", "disconnect, hold" },
        { "ended (ACW)", "clearContact", "", "" },
        { "ended with a third party", "clearContact", "", "" },
        { "missed", "clearContact", "", "" },
        { "rejected", "clearContact", "", "" },
        { "failed: in error after our Reject", "clearContact", "", "" },
        { "failed: in error while it rang", "clearContact", "", "" },
        { "failed: the dialled party refused", "clearContact", "", "" },
        { "cleared", "", "", "" },
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => (await fixture.Host.Http.DeleteAsync("v1/simulator/faults")).EnsureSuccessStatusCode();

    [Fact]
    public void Every_scene_is_in_the_table() => Rows.Select(row => (string)row[0]).ShouldBe(Scene.All.Keys);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_row_stands_in_the_events_and_in_the_state_and_is_what_presses_meet(string situation, string own, string first, string third)
    {
        await using var desk = await fixture.DeskAsync();
        var scene = await Scene.All[situation](desk);
        var expected = new Dictionary<string, string> { [scene.Call.Agent] = own, [scene.Call.Party] = first };
        if (scene.Third is not null)
        {
            expected[scene.Third] = third;
        }

        var shown = await desk.CallsAsync();
        var isCleared = situation == "cleared";
        shown.ToDictionary(each => each.Id, each => each.Buttons).ShouldBe(isCleared ? [] : expected, ignoreOrder: true);
        await Eventually.TrueAsync(
            () => Task.FromResult(expected.All(each => LastTold(desk.App, each.Key) == each.Value)),
            () => $"the last events are {string.Join("; ", expected)}, told is\n{string.Join('\n', expected.Keys.Select(id => $"{id}: {LastTold(desk.App, id)}"))}");
        desk.App.Events.Where(each => each.Subtopic == "InboundCallStateChange").Select(each => each.Call.GetProperty("id").GetString()).ShouldBeSubsetOf(expected.Keys);

        await PressAllAsync(desk, scene, expected.Keys, shown);

        (await desk.CallsAsync()).Select(each => each.Json.GetRawText()).ShouldBe(shown.Select(each => each.Json.GetRawText()), "nothing came of the presses");
    }

    [Fact]
    public async Task A_supervisor_who_monitors_can_only_disconnect()
    {
        const string agent = "supervisor1";
        const string contactId = "monitored-contact";
        await using var bridge = await HandBridge.AttachAsync(fixture.Host, agent);
        await using var app = await fixture.Host.OpenAsync(agent);
        await using var desk = new Desk(fixture.Host, agent, app);
        await bridge.ShowAsync(Monitored(contactId));
        await desk.StatusAsync("monitor-1", "connected");

        var shown = await desk.CallsAsync();
        shown.ToDictionary(each => each.Id, each => each.Buttons).ShouldBe(new Dictionary<string, string> { ["monitor-1"] = "disconnect", [contactId] = "" }, ignoreOrder: true);
        shown.Single(each => each.Id == "monitor-1").Type.ShouldBe("monitoring");
        await Eventually.TrueAsync(() => Task.FromResult(LastTold(app, "monitor-1") == "disconnect" && LastTold(app, contactId) == ""), "the events say so too");

        foreach (var (button, subtopic) in Pressing.Subtopics.Where(each => each.Key != "disconnect"))
        {
            (await desk.AskAsync(subtopic, Pressing.DataOf(button, "monitor-1"))).Status.ShouldBe(409, subtopic);
        }

        (await desk.AskAsync("Disconnect", "monitor-1")).Status.ShouldBe(202);
        var request = await bridge.ReceiveAsync("request");
        request.GetProperty("operation").GetString().ShouldBe("destroyConnection");
        request.GetProperty("connectionId").GetString().ShouldBe("monitor-1");
        await bridge.ShowAsync();
        await app.NextCallAsync("monitor-1", "Dropped");
    }

    /// <summary>Presses every button of every connection; Amazon Connect does nothing, so that the situation stays.</summary>
    private static async Task PressAllAsync(Desk desk, Scene scene, IEnumerable<string> connections, SeenConnection[] shown)
    {
        await desk.FaultAsync("fail", Refusal, Pressing.Operations);
        var asked = (await desk.Host.BridgeRequestsAsync(desk.AgentId)).Length;
        foreach (var (id, button) in connections.SelectMany(id => Pressing.Subtopics.Keys.Select(button => (id, button))))
        {
            var isToBeAccepted = Pressing.IsToBeAccepted(button, id, scene, shown);
            var reply = await desk.AskAsync(Pressing.Subtopics[button], Pressing.DataOf(button, id));
            reply.Status.ShouldBe(isToBeAccepted ? 202 : 409, $"{button} on {id}: {reply.Json}");
            if (isToBeAccepted)
            {
                asked++;
                (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe(Refusal);
            }
        }

        (await desk.Host.BridgeRequestsAsync(desk.AgentId)).Length.ShouldBe(asked, "what was refused did not reach the bridge");
    }

    /// <summary>The enabled buttons of the last event of a connection; the event must say them twice in the same way.</summary>
    private static string? LastTold(App app, string connectionId)
    {
        var call = app.Events.LastOrDefault(each => each.Subtopic == "InboundCallStateChange" && each.Call.GetProperty("id").GetString() == connectionId)?.Call;
        if (call is not { } told)
        {
            return null;
        }

        var items = told.GetProperty("ButtonStates").GetProperty("items").EnumerateObject().ToArray();
        items.Select(each => each.Name).ShouldBe(Pressing.Subtopics.Keys);
        items.ShouldAllBe(each => each.Value.GetString() == "Enable" || each.Value.GetString() == "Hide");
        told.GetProperty("ButtonStates").GetProperty("count").GetInt32().ShouldBe(11);
        var enabled = string.Join(", ", items.Where(each => each.Value.GetString() == "Enable").Select(each => each.Name));
        new SeenConnection(told.GetProperty("ResponseActual")).Buttons.ShouldBe(enabled);
        return enabled;
    }

    private static object Monitored(string contactId) => new
    {
        contactId,
        type = "voice",
        state = new { type = "connected", timestamp = 1_790_000_000 },
        connections = new object[]
        {
            new { connectionId = "monitor-1", state = new { type = "silent_monitor", timestamp = 1_790_000_000 }, type = "monitoring", initial = false },
            new { connectionId = contactId, endpoint = new { type = "phone_number", phoneNumber = "+15550100" }, state = new { type = "connected", timestamp = 1_790_000_000 }, type = "inbound", initial = true },
        },
        attributes = new { },
        initiationMethod = "monitor",
    };
}
