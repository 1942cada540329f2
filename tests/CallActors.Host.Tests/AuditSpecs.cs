using CallActors.Audit;
using CallActors.Host.Tests.Running;
using Xunit.Abstractions;

namespace CallActors.Host.Tests;

/// <summary>The audit reads the journal of a running host and gives what the apps had, byte for byte.</summary>
public sealed class AuditSpecs(ITestOutputHelper output)
{
    private const string Agent = "agent1";

    private readonly Random random = new(7);

    [Fact]
    public async Task Over_a_long_random_run_the_audit_gives_for_every_broadcast_the_bytes_that_the_app_received()
    {
        const int steps = 300;
        await using var host = await RunningHost.StartAsync("--deadline-seconds", "1");
        await host.BridgeAsync(Agent);
        var told = new SortedDictionary<(long Revision, int Part), string>();
        var app = await host.OpenAsync(Agent, "?meta=true&after=0");
        for (var step = 0; step < steps; step++)
        {
            if (step == steps / 2)
            {
                Keep(app, told);
                await app.DisposeAsync();
                await host.RestartAsync();
                await host.BridgeAsync(Agent);
                app = await host.OpenAsync(Agent, $"?meta=true&after={told.Keys.Last().Revision - 1}");
            }

            await DoSomethingAsync(host);
        }

        await app.AskAsync("StateSync", requestId: "last");
        await app.NextAsync(each => each.Subtopic == "StateSync" && each.Meta.GetProperty("requestId").GetString() == "last", "its last StateSync");
        Keep(app, told);
        await app.DisposeAsync();

        (await AuditAsync(host, "verify"))[^1].ShouldEndWith("all as they were written.");
        var changes = told.GroupBy(each => each.Key.Revision, each => each.Value).ToArray();
        output.WriteLine($"{told.Count} events of {changes.Length} changes, up to revision {changes[^1].Key}");
        changes.Length.ShouldBeGreaterThan(steps / 2);
        foreach (var change in changes)
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
    [InlineData("No agent nobody is in this journal.", "verify", "--agent", "nobody")]
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

    /// <summary>Presses some enabled button, or somebody outside does something; now and then Amazon Connect fails.</summary>
    private async Task DoSomethingAsync(RunningHost host)
    {
        var calls = (await host.StateAsync(Agent)).GetProperty("calls").EnumerateArray().Select(each => new SeenConnection(each)).ToArray();
        if (calls.Length == 0)
        {
            await host.SimulateAsync($"agents/{Agent}/calls", new { from = "+15550100", to = "+15550199", queue = "Support" });
            await Eventually.TrueAsync(async () => (await host.StateAsync(Agent)).GetProperty("calls").GetArrayLength() > 0, "the call rings");
            return;
        }

        if (random.Next(10) == 0)
        {
            using var _ = await host.Http.PostAsync($"v1/simulator/contacts/{calls[0].ContactId}/hangup", null);
            return;
        }

        if (random.Next(8) == 0)
        {
            object[] behaviours = [new { behaviour = "fail", message = "Not now." }, new { behaviour = "lie", message = "Not now." }, new { behaviour = "slow", delayMilliseconds = 200 }];
            var fault = System.Text.Json.JsonSerializer.SerializeToNode(behaviours[random.Next(behaviours.Length)])!;
            fault["operation"] = random.Next(2) == 0 ? "holdConnection" : "resumeConnection";
            fault["times"] = 1;
            await host.SimulateAsync("faults", fault);
        }

        var pressed = calls.SelectMany(call => call.Buttons.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(button => (call.Id, Button: button))).ToArray();
        if (pressed.Length > 0)
        {
            var (id, button) = pressed[random.Next(pressed.Length)];
            await host.AskAsync(Agent, SubtopicOf(button), button switch { "consult" => "+15550177", "numberpad" => "12#", _ => id }, wait: true);
        }
    }

    private static string SubtopicOf(string button) => button switch
    {
        "numberpad" => "SendDTMF",
        _ => char.ToUpperInvariant(button[0]) + button[1..],
    };

    /// <summary>Keeps what was told to all, without the meta that this app asked for.</summary>
    private static void Keep(App app, SortedDictionary<(long Revision, int Part), string> told)
    {
        foreach (var each in app.Events.Where(each => each.Meta.TryGetProperty("part", out _)))
        {
            var text = each.Text[..each.Text.LastIndexOf(",\"meta\":", StringComparison.Ordinal)] + "}";
            var key = (each.Revision, each.Meta.GetProperty("part").GetInt32());
            told.GetValueOrDefault(key, text).ShouldBe(text);
            told[key] = text;
        }
    }
}
