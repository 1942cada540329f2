using System.Text.Json;
using System.Text.RegularExpressions;
using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>The first thing that everyone tries: a call rings, is answered, held and resumed, over a real socket.</summary>
public sealed partial class ResumeSpecs
{
    [Fact]
    public async Task A_resume_gives_the_two_documented_events_the_agents_first()
    {
        await using var host = await RunningHost.StartAsync();
        await host.BridgeAsync("agent1");
        await using var app = await host.OpenAsync("agent1");
        var call = await HeldCall.BeginAsync(host, app);

        await app.SendAsync($$"""{"channel":"Amazon","topic":"InboundCall","subtopic":"Resume","source":"myapp","data":"{{call.Party}}"}""");
        var told = await app.NextAsync(2);

        Shape(told[0].Text).ShouldBe(Shape(await FixtureAsync("resumed-agent.json")));
        Shape(told[1].Text).ShouldBe(Shape(await FixtureAsync("resumed-party.json")));
        told[0].Call.GetProperty("id").GetString().ShouldBe(call.Agent);
        told[1].Call.GetProperty("id").GetString().ShouldBe(call.Party);
        var times = told.Select(each => each.Call.GetProperty("ResponseActual").GetProperty("statusTimestamp").GetString()).ToArray();
        times[0].ShouldBe(times[1], "both connections changed in one report");
    }

    [Fact]
    public async Task Every_app_of_the_agent_is_told_and_no_other()
    {
        await using var host = await RunningHost.StartAsync();
        await host.SimulateAsync("agents", new { agentId = "agent2", username = "agent2", name = "Second Agent" });
        await host.BridgeAsync("agent1");
        await host.BridgeAsync("agent2");
        await using var one = await host.OpenAsync("agent1");
        await using var two = await host.OpenAsync("agent1");
        await using var stranger = await host.OpenAsync("agent2");

        var call = await HeldCall.BeginAsync(host, one);
        await two.NextCallAsync(call.Party, "hold");

        Calls(two).ShouldBe(Calls(one));
        stranger.Events.ShouldNotContain(each => each.Topic == "InboundCall");
    }

    [Fact]
    public async Task A_message_with_wait_is_answered_with_the_events_of_its_change()
    {
        await using var host = await RunningHost.StartAsync();
        await host.BridgeAsync("agent1");
        await using var app = await host.OpenAsync("agent1");
        var call = await HeldCall.BeginAsync(host, app);

        var events = await host.Http.PostedAsync(
            "v1/agents/agent1/messages?wait=true",
            new { channel = "Amazon", topic = "InboundCall", subtopic = "Resume", source = "service", data = call.Party });

        events.GetArrayLength().ShouldBe(2);
        var told = await app.NextAsync(2);
        events.EnumerateArray().Select(each => each.GetRawText()).ShouldBe(told.Select(each => each.Text));
    }

    [Fact]
    public async Task A_held_call_is_still_held_after_kill_9()
    {
        await using var host = await RunningHost.StartAsync();
        await host.BridgeAsync("agent1");
        string before;
        await using (var app = await host.OpenAsync("agent1"))
        {
            await HeldCall.BeginAsync(host, app);
            before = (await host.StateAsync("agent1")).GetRawText();
        }

        await host.RestartAsync();

        (await host.StateAsync("agent1")).GetRawText().ShouldBe(before);
        before.ShouldContain("\"status\":\"hold\"");
    }

    private static IEnumerable<string> Calls(App app) => app.Events.Where(each => each.Topic == "InboundCall").Select(each => each.Text);

    private static async Task<string> FixtureAsync(string name) =>
        await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Fixtures", name));

    /// <summary>The event with its members in their order, but for ids, times and numbers.</summary>
    private static string Shape(string json)
    {
        var compact = JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json));
        return Numbers().Replace(Times().Replace(Ids().Replace(compact, "ID"), "TIME"), "NUMBER");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Ids();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex Times();

    [GeneratedRegex(@"(\\u002B|\+)\d+")]
    private static partial Regex Numbers();
}
