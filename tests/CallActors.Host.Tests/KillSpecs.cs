using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using CallActors.Host.Tests.Running;
using Xunit.Abstractions;

namespace CallActors.Host.Tests;

/// <summary>
/// The host is killed again and again, in the middle of held calls and between request and confirmation, while the
/// contact centre goes on in a process of its own. What it holds afterwards is compared with the contact centre.
/// </summary>
public sealed class KillSpecs(ITestOutputHelper output)
{
    private const int Kills = 50;
    private const string Agent = "agent1";

    private readonly Random random = new(20261122);
    private readonly Dictionary<(long Revision, int Part), string> told = [];
    private readonly List<string> accepted = [];
    private readonly List<double> startMilliseconds = [];
    private int hangups;
    private int killedInRequest;

    [Fact]
    public async Task Killed_50_times_nothing_told_is_lost_and_no_request_is_sent_twice_or_ends_twice()
    {
        var folder = Directory.CreateTempSubdirectory("callactors-");
        var (hostPort, simulatorPort) = (RunningProcess.FreePort(), RunningProcess.FreePort());
        await using var simulator = RunningProcess.Start(
            "CallActors.Simulator", "--urls", $"http://127.0.0.1:{simulatorPort}", "--bridge", $"ws://127.0.0.1:{hostPort}/v1/bridge",
            "--world", Path.Combine(folder.FullName, "world.simulator"));
        await simulator.ReadyAsync(new Uri($"http://127.0.0.1:{simulatorPort}/v1/simulator"));
        using var centre = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{simulatorPort}/v1/simulator/") };
        await using var host = await RunningHost.StartAsync(folder.FullName, false, hostPort, "--simulator", $"http://127.0.0.1:{simulatorPort}");

        for (var kill = 0; kill < Kills; kill++)
        {
            await host.BridgeAsync(Agent);
            await using var app = await host.OpenAsync(Agent, "?meta=true&after=" + told.Keys.Select(key => key.Revision).DefaultIfEmpty().Max());
            await HoldOrResumeAsync(host, app, centre);
            await KillInTheMiddleAsync(host, app, centre, kill);
            Keep(app.Events);

            if (random.Next(4) == 0 && await OpenContactAsync(centre) is { } contact)
            {
                await centre.PostedAsync($"contacts/{contact}/hangup");
                hangups++;
            }

            await StartAgainAsync(host);
            await SameAsTheCentreAsync(host, centre);
        }

        await CheckAllAsync(host, centre);
        var starts = startMilliseconds.Order().ToArray();
        output.WriteLine(
            $"{Kills} kills, {killedInRequest} of them between request and outcome, {hangups} hang-ups while the host was down; "
            + $"start to first answer: median {starts[starts.Length / 2]:0} ms, worst {starts[^1]:0} ms");
        killedInRequest.ShouldBeGreaterThan(5);
        hangups.ShouldBeGreaterThan(3);
    }

    /// <summary>Brings a call to where there is something to lose: on hold, or connected.</summary>
    private async Task HoldOrResumeAsync(RunningHost host, App app, HttpClient centre)
    {
        if (await OpenContactAsync(centre) is not { } contact)
        {
            await ClearAsync(host);
            contact = (await centre.PostedAsync($"agents/{Agent}/calls", new { from = "+15550100", to = "+15550199", queue = "Support" }))
                .GetProperty("contactId").GetString()!;
            await app.NextCallAsync(contact, "connecting");
            await AskAsync(host, "Answer", contact);
            await app.NextCallAsync(contact, "connected");
            await AskAsync(host, "Hold", contact);
            await app.NextCallAsync(contact, "hold");
        }
    }

    private async Task KillInTheMiddleAsync(RunningHost host, App app, HttpClient centre, int kill)
    {
        var contact = (await OpenContactAsync(centre))!;
        if (kill % 2 == 1)
        {
            var isHeld = (await host.StateAsync(Agent)).GetRawText().Contains("\"status\":\"hold\"", StringComparison.Ordinal);
            var requestId = $"kill-{kill}";
            await app.AskAsync(isHeld ? "Resume" : "Hold", contact, requestId);
            await Task.Delay(random.Next(60));
            await host.KillAsync();
            if (!app.Events.Any(each => each.Meta.TryGetProperty("requestId", out var id) && id.GetString() == requestId))
            {
                killedInRequest++;
            }

            return;
        }

        await host.KillAsync();
    }

    private async Task StartAgainAsync(RunningHost host)
    {
        var clock = Stopwatch.StartNew();
        host.StartAgain();
        while (true)
        {
            try
            {
                await host.StateAsync(Agent);
                startMilliseconds.Add(clock.Elapsed.TotalMilliseconds);
                return;
            }
            catch (HttpRequestException) when (clock.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(5);
            }
        }
    }

    /// <summary>StateSync shows what the simulator holds: the same connections in the same statuses.</summary>
    private static async Task SameAsTheCentreAsync(RunningHost host, HttpClient centre)
    {
        string shown = "", held = "";
        await Eventually.TrueAsync(async () =>
        {
            var snapshot = (await centre.GetFromJsonAsync<JsonElement>($"agents/{Agent}")).GetProperty("snapshot");
            held = string.Join(' ', snapshot.GetProperty("contacts").EnumerateArray().SelectMany(contact =>
                contact.GetProperty("connections").EnumerateArray().Select(connection =>
                    $"{connection.GetProperty("connectionId").GetString()}={connection.GetProperty("state").GetProperty("type").GetString()}")).Order());
            shown = string.Join(' ', (await host.StateAsync(Agent)).GetProperty("calls").EnumerateArray().Select(call =>
                $"{call.GetProperty("connectionId").GetString()}={call.GetProperty("status").GetString()}").Order());
            return shown == held;
        }, "StateSync shows what the contact centre holds");
    }

    private async Task CheckAllAsync(RunningHost host, HttpClient centre)
    {
        await using var app = await host.OpenAsync(Agent, "?meta=true&after=0");
        await app.AskAsync("StateSync");
        await app.NextAsync(each => each.Subtopic == "StateSync", "its StateSync");
        var all = app.Events.Where(each => each.Meta.TryGetProperty("part", out _)).ToArray();
        var again = all.ToDictionary(each => (each.Revision, each.Meta.GetProperty("part").GetInt32()), each => each.Text);

        foreach (var (key, text) in told)
        {
            again.ShouldContainKey(key, $"revision {key.Revision} was told before a kill");
            again[key].ShouldBe(text);
        }

        long last = 0;
        foreach (var change in all.GroupBy(each => each.Revision))
        {
            change.First().Meta.GetProperty("previous").GetInt64().ShouldBe(last);
            change.Key.ShouldBeGreaterThan(last);
            last = change.Key;
        }

        var requests = (await centre.GetFromJsonAsync<JsonElement>($"agents/{Agent}")).GetProperty("requests").EnumerateArray().ToArray();
        requests.Length.ShouldBeGreaterThan(20);
        requests.ShouldAllBe(request => request.GetProperty("times").GetInt32() == 1);
        var ends = all.Where(each => each.Meta.TryGetProperty("requestId", out _))
            .GroupBy(each => each.Meta.GetProperty("requestId").GetString()!)
            .ToDictionary(group => group.Key, group => group.Select(each => each.Revision).Distinct().Count());
        ends.Values.ShouldAllBe(count => count == 1);
        foreach (var request in accepted.Concat(requests.Select(request => request.GetProperty("requestId").GetString()!)))
        {
            ends.ShouldContainKey(request, "a request that was accepted or reached the bridge ends");
        }
    }

    private async Task ClearAsync(RunningHost host)
    {
        foreach (var call in (await host.StateAsync(Agent)).GetProperty("calls").EnumerateArray().Where(call => call.GetProperty("type").GetString() == "agent"))
        {
            if (call.GetProperty("buttonStates").GetProperty("clearContact").GetBoolean())
            {
                await AskAsync(host, "ClearContact", call.GetProperty("contactId").GetString()!);
            }
        }

        await Eventually.TrueAsync(
            async () => (await host.StateAsync(Agent)).GetProperty("calls").GetArrayLength() == 0, "the agent has no call");
    }

    private async Task AskAsync(RunningHost host, string subtopic, string data)
    {
        // A request of before the kill may be outstanding still; it ends at its deadline at the latest.
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await host.Http.PostAsJsonAsync(
                $"v1/agents/{Agent}/messages", new { channel = "Amazon", topic = "InboundCall", subtopic, source = "tests", data });
            if (!answer.IsSuccessStatusCode)
            {
                return false;
            }

            accepted.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("requestId").GetString()!);
            return true;
        }, $"{subtopic} is accepted");
    }

    private static async Task<string?> OpenContactAsync(HttpClient centre) =>
        (await centre.GetFromJsonAsync<JsonElement>($"agents/{Agent}")).GetProperty("snapshot").GetProperty("contacts").EnumerateArray()
            .Where(contact => contact.GetProperty("state").GetProperty("type").GetString() == "connected")
            .Select(contact => contact.GetProperty("contactId").GetString()).FirstOrDefault();

    private void Keep(IEnumerable<AppEvent> events)
    {
        foreach (var each in events.Where(each => each.Meta.TryGetProperty("part", out _)))
        {
            told[(each.Revision, each.Meta.GetProperty("part").GetInt32())] = each.Text;
        }
    }
}
