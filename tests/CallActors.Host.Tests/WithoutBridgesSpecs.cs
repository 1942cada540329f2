using System.Net.Http.Json;
using System.Text.Json;
using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>The simulator plays Amazon's feeds and API: its agents have no bridge.</summary>
public sealed class WithoutBridgesSpecs
{
    private const string Agent = "agent1";

    [Fact]
    public async Task A_call_is_followed_by_the_feeds_alone_and_cleared_by_the_API()
    {
        await using var host = await RunningHost.StartAsync("--simulator-without-bridges");
        await host.WithPatienceAsync();
        await Eventually.TrueAsync(
            async () => (await host.Http.GetFromJsonAsync<JsonElement>("v1/agents")).GetArrayLength() == 1, "the agent is known by its events");
        await using var app = await host.OpenAsync(Agent);
        var contact = (await host.SimulateAsync($"agents/{Agent}/calls", new { from = "+15550100", to = "+15550199", queue = "Support", attributes = new { tier = "gold" } }))
            .GetProperty("contactId").GetString()!;
        await app.NextCallAsync(contact, "connecting");
        await app.NextAsync(each => each.Text.Contains("\"tier\":\"gold\"", StringComparison.Ordinal), "the attributes");

        await OperateAsync(host, "acceptContact", contact);
        await app.NextCallAsync(contact, "connected");
        await OperateAsync(host, "holdConnection", contact);
        await app.NextCallAsync(contact, "hold");
        (await host.AskAsync(Agent, "Resume", contact)).ErrorMessage.ShouldBe("No bridge of this agent is connected.");
        await host.SimulateAsync($"contacts/{contact}/hangup");
        await app.NextCallAsync(contact, "ACW");

        var cleared = await host.AskAsync(Agent, "ClearContact", contact, wait: true);

        cleared.Status.ShouldBe(200, $"{cleared.Json}");
        (await host.StateAsync(Agent)).GetProperty("calls").GetArrayLength().ShouldBe(0);
        (await host.Http.GetFromJsonAsync<JsonElement>($"v1/simulator/agents/{Agent}")).GetProperty("snapshot").GetProperty("contacts").GetArrayLength().ShouldBe(0);
        var state = await host.AskAsync(Agent, "UpdateState", new { label = "Lunch" }, topic: "Agent", wait: true);
        state.Status.ShouldBe(200, $"{state.Json}");
        (await host.Http.GetFromJsonAsync<JsonElement>("v1/agents"))[0].GetProperty("bridge").GetString().ShouldBe("lost");
    }

    private static Task<JsonElement> OperateAsync(RunningHost host, string operation, string contact) =>
        host.SimulateAsync($"agents/{Agent}/operations", new { operation, contactId = contact, connectionId = contact });
}
