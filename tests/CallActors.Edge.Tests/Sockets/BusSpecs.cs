using System.Net.WebSockets;
using System.Text.Json;
using CallActors.Edge.Tests.Running;

namespace CallActors.Edge.Tests.Sockets;

public sealed class BusSpecs
{
    /// <summary>Snapshots that wait together count as their newest, so that only a mark in the last one is sure to be told.</summary>
    private const string Last = "the last of all";

    [Fact]
    public async Task A_malformed_frame_is_answered_and_the_socket_stays_open()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var app = await edge.ConnectAsync("/v1/agents/nobody/bus");
        await app.SendAsync("{");
        ErrorType(await app.ReceiveAsync()).ShouldBe("INVALID_MESSAGE");
        await app.SendAsync([1, 2], WebSocketMessageType.Binary);
        ErrorType(await app.ReceiveAsync()).ShouldBe("INVALID_MESSAGE");
        await app.SendAsync("");
        ErrorType(await app.ReceiveAsync()).ShouldBe("INVALID_MESSAGE");
        await app.SendAsync($"{{\"channel\":\"{new string('x', 64 * 1024)}\"}}");
        var tooLong = await app.ReceiveAsync();
        tooLong.GetProperty("data").GetProperty("errorMessage").GetString()!.ShouldContain("64 KiB");
        await app.SendAsync(Request("StateSync"));
        (await app.ReceiveAsync()).GetProperty("subtopic").GetString().ShouldBe("StateSync");
        (await edge.Http.GetStringAsync("/v1/agents")).ShouldBe("[]");
    }

    [Fact]
    public async Task A_request_of_exactly_64_KiB_is_taken()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var app = await edge.ConnectAsync("/v1/agents/nobody/bus");
        var request = Request("StateSync");
        await app.SendAsync(request + new string(' ', (64 * 1024) - request.Length));
        (await app.ReceiveAsync()).GetProperty("subtopic").GetString().ShouldBe("StateSync");
    }

    [Fact]
    public async Task A_refusal_goes_to_the_asker_alone_and_a_change_to_every_app()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var bridge = await edge.AttachAsync("agent1");
        using var asker = await edge.ConnectAsync("/v1/agents/agent1/bus?meta=true");
        using var other = await edge.ConnectAsync("/v1/agents/agent1/bus");
        await asker.SendAsync(Request("Answer", "\"requestId\":\"r-1\""));
        var refusal = await asker.ReceiveAsync();
        ErrorType(refusal).ShouldBe("ANSWER_CALL_FAILED");
        var meta = refusal.GetProperty("meta");
        meta.GetProperty("requestId").GetString().ShouldBe("r-1");
        meta.GetProperty("bridge").GetString().ShouldBe("attached");
        meta.TryGetProperty("previous", out _).ShouldBeFalse();
        await bridge.SendAsync(Snapshots.Call(1));
        (await asker.ReceiveAsync()).GetProperty("meta").GetProperty("part").GetInt32().ShouldBe(1);
        var change = await other.ReceiveAsync();
        change.GetProperty("subtopic").GetString().ShouldBe("InboundCallStateChange");
        change.TryGetProperty("meta", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task An_app_that_comes_back_gets_exactly_what_it_missed()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var bridge = await edge.AttachAsync("agent1");
        using var first = await edge.ConnectAsync("/v1/agents/agent1/bus?meta=true&after=0");
        for (var second = 1; second <= 300; second++)
        {
            await bridge.SendAsync(Snapshots.Call(second, second % 2 == 0 ? "hold" : "connected"));
        }

        await bridge.SendAsync(Snapshots.Call(301, attribute: Last));
        var seen = new List<string>();
        do
        {
            seen.Add((await first.ReceiveTextAsync())!);
        }
        while (!IsLast(seen[^1]));

        var revisions = seen.Select(Revision).Distinct().ToArray();
        var middle = revisions[revisions.Length / 2];
        using var back = await edge.ConnectAsync($"/v1/agents/agent1/bus?meta=true&after={middle}");
        foreach (var expected in seen.Where(text => Revision(text) > middle))
        {
            (await back.ReceiveTextAsync()).ShouldBe(expected);
        }

        using var future = await edge.ConnectAsync("/v1/agents/agent1/bus?meta=true&after=1000000");
        (await future.ReceiveAsync()).GetProperty("subtopic").GetString().ShouldBe("StateSync");
    }

    [Fact]
    public async Task A_slow_app_is_cut_off_with_the_reason_and_the_others_notice_nothing()
    {
        await using var edge = await RunningEdge.StartAsync(new EdgeOptions { WaitingMessages = 64, WaitingBytes = int.MaxValue, CloseGrace = TimeSpan.FromSeconds(10) });
        using var bridge = await edge.AttachAsync("agent1");
        using var slow = await edge.ConnectAsync("/v1/agents/agent1/bus?meta=true");
        using var quick = await edge.ConnectAsync("/v1/agents/agent1/bus?meta=true");
        var attribute = new string('x', 100_000);
        var read = Task.Run(async () =>
        {
            var all = new List<string>();
            while (all.Count == 0 || !IsLast(all[^1]))
            {
                all.Add((await quick.ReceiveTextAsync())!);
            }

            return all;
        });
        for (var second = 1; second <= 300; second++)
        {
            await bridge.SendAsync(Snapshots.Call(second, second % 2 == 0 ? "hold" : "connected", attribute));
            await Task.Delay(5);
        }

        await bridge.SendAsync(Snapshots.Call(301, attribute: Last));
        var quickRead = await read;
        for (var index = 1; index < quickRead.Count; index++)
        {
            Meta(quickRead[index], "previous").ShouldBeLessThanOrEqualTo(Revision(quickRead[index - 1]));
        }

        var (code, reason, before) = await slow.ReadToCloseAsync();
        code.ShouldBe(4008);
        reason!.ShouldContain("after=");
        before.ShouldBe(quickRead.Take(before.Count));
        before.Count.ShouldBeLessThan(quickRead.Count);

        // What was lost is had again by revision; a change that broke off in its middle comes whole.
        var last = before.Where(text => Meta(text, "part") == Meta(text, "parts")).Select(Revision).LastOrDefault();
        using var again = await edge.ConnectAsync($"/v1/agents/agent1/bus?meta=true&after={last}");
        foreach (var expected in quickRead.Where(text => Revision(text) > last))
        {
            (await again.ReceiveTextAsync()).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task A_host_that_stops_tells_its_apps_and_bridges_to_come_again()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var bridge = await edge.AttachAsync("agent1");
        using var app = await edge.ConnectAsync("/v1/agents/agent1/bus");
        var stopping = edge.StopAsync();
        (await app.ReadToCloseAsync()).Code.ShouldBe(1001);
        (await bridge.ReadToCloseAsync()).Code.ShouldBe(1001);
        await stopping;
    }

    [Fact]
    public async Task The_subprotocol_is_given_to_who_asks_for_it()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var with = await edge.ConnectAsync("/v1/agents/agent1/bus", options => options.AddSubProtocol("callactors.v1"));
        with.Socket.SubProtocol.ShouldBe("callactors.v1");
        using var without = await edge.ConnectAsync("/v1/agents/agent1/bus");
        without.Socket.SubProtocol.ShouldBeNull();
    }

    private static string Request(string subtopic, string? more = null) =>
        $$"""{"channel":"Amazon","topic":"InboundCall","subtopic":"{{subtopic}}","source":"app"{{(more is null ? "" : $",{more}")}}}""";

    private static string? ErrorType(JsonElement error) => error.GetProperty("data").GetProperty("errorType").GetString();

    private static bool IsLast(string text) => text.Contains(Last, StringComparison.Ordinal) && Meta(text, "part") == Meta(text, "parts");

    private static long Revision(string text) => Meta(text, "revision");

    private static long Meta(string text, string name)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("meta").GetProperty(name).GetInt64();
    }
}
