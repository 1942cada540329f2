using CallActors.Audit;
using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>The audit reads the journal of a running host and gives what the apps had, byte for byte.</summary>
public sealed class AuditSpecs
{
    private const string Agent = "agent1";

    private readonly Random random = new(7);

    [Fact]
    public async Task For_every_broadcast_that_an_app_received_the_audit_gives_the_same_bytes()
    {
        await using var host = await RunningHost.StartAsync();
        await (await host.OpenWhenSeenAsync(Agent)).DisposeAsync();
        await using var plain = await host.OpenAsync(Agent);
        await using var withMeta = await host.OpenAsync(Agent, "?meta=true");
        for (var call = 0; call < 12; call++)
        {
            await PlayAsync(host, plain);
        }

        await Eventually.TrueAsync(
            () => Task.FromResult(withMeta.Events.Count == plain.Events.Count), "both apps were told the same");
        var told = plain.Events.Zip(withMeta.Events).GroupBy(pair => pair.Second.Revision, pair => pair.First.Text).ToArray();
        told.Length.ShouldBeGreaterThan(60);
        foreach (var change in told)
        {
            var lines = await AuditAsync(host, "at", "--agent", Agent, "--revision", change.Key.ToString());
            lines[..^1].ShouldBe(change.ToArray());
        }
    }

    [Fact]
    public async Task At_a_time_it_gives_the_state_that_the_apps_had_then()
    {
        await using var host = await RunningHost.StartAsync();
        await host.BridgeAsync(Agent);
        await using var app = await host.OpenAsync(Agent);
        var call = await HeldCall.BeginAsync(host, app);
        await app.AskAsync("StateSync");
        var held = await app.NextAsync(each => each.Subtopic == "StateSync", "its StateSync");
        var then = DateTimeOffset.UtcNow;
        await Task.Delay(20);
        await app.AskAsync("Resume", call.Party);
        await app.NextCallAsync(call.Party, "connected");

        var lines = await AuditAsync(host, "at", "--agent", Agent, "--time", then.ToString("O"));

        lines[^1].ShouldBe(held.Text);
    }

    [Fact]
    public async Task The_timeline_of_a_contact_says_what_happened_and_who_caused_it()
    {
        await using var host = await RunningHost.StartAsync();
        await host.BridgeAsync(Agent);
        await using var app = await host.OpenAsync(Agent);
        var call = await HeldCall.BeginAsync(host, app);

        var lines = await AuditAsync(host, "timeline", "--contact", call.Contact, "--json");

        var events = lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).ToArray();
        string[] names = [.. events.Select(each => each.GetProperty("event").GetString()!)];
        names.ShouldContain("Offered");
        names.ShouldContain("AnswerRequested");
        names.ShouldContain("HoldRequested");
        names.ShouldContain("Held");
        var asked = events.First(each => each.GetProperty("event").GetString() == "HoldRequested");
        asked.GetProperty("by").GetString().ShouldBe("request of tests");
        var held = events.First(each => each.GetProperty("event").GetString() == "Held");
        held.GetProperty("lastedSeconds").GetDouble().ShouldBeGreaterThan(0);

        var table = string.Join('\n', await AuditAsync(host, "timeline", "--contact", call.Contact));
        table.ShouldContain("HoldRequested");
        table.ShouldContain(call.Party);
    }

    [Theory]
    [InlineData("No agent nobody is in this journal.", "timeline", "--agent", "nobody")]
    [InlineData("Name either --agent or --contact.", "timeline")]
    [InlineData("Name either --revision or --time.", "at", "--agent", "agent1")]
    [InlineData("noon is not a time: write it as 2026-11-20T09:11:30Z.", "at", "--agent", "agent1", "--time", "noon")]
    public async Task What_is_not_possible_is_said_in_one_sentence(string sentence, params string[] arguments)
    {
        await using var host = await RunningHost.StartAsync();
        using var error = new StringWriter();

        var code = await AuditCommand.RunAsync([.. arguments, "--journal", $"sqlite:{host.Journal}"], TextWriter.Null, error);

        code.ShouldBe(1);
        error.ToString().Trim().ShouldBe(sentence);
    }

    private static async Task<string[]> AuditAsync(RunningHost host, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await AuditCommand.RunAsync([.. arguments, "--journal", $"sqlite:{host.Journal}"], output, error);
        code.ShouldBe(0, error.ToString());
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A call with some holds, ended by the one side or the other, and cleared.</summary>
    private async Task PlayAsync(RunningHost host, App app)
    {
        var call = await HeldCall.AnswerAsync(host, app);
        for (var hold = random.Next(4); hold > 0; hold--)
        {
            await app.AskAsync("Hold", call.Party);
            await app.NextCallAsync(call.Party, "hold");
            await app.AskAsync("Resume", call.Agent);
            await app.NextCallAsync(call.Party, "connected");
        }

        if (random.Next(2) == 0)
        {
            await host.SimulateAsync($"contacts/{call.Contact}/hangup");
        }
        else
        {
            await app.AskAsync("Disconnect", call.Contact);
        }

        await app.NextCallAsync(call.Party, "ACW");
        await app.AskAsync("ClearContact");
        await app.NextCallAsync(call.Party, "Dropped");
    }
}
