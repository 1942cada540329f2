using System.Net.WebSockets;
using CallActors.Edge.Tests.Running;

namespace CallActors.Edge.Tests.Bridges;

public sealed class BridgeSocketSpecs
{
    private const string Hello = """{"type":"hello","agentARN":"arn:aws:connect:r:1:instance/i/agent/agent1","username":"ada","name":"Ada"}""";

    [Fact]
    public async Task A_frame_that_cannot_be_read_is_said_and_the_socket_stays_open()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var bridge = await edge.ConnectAsync("/v1/bridge");
        await bridge.SendAsync(Snapshots.Call(1));
        (await ErrorAsync(bridge)).ShouldContain("first message is to be hello");
        await bridge.SendAsync("{");
        (await ErrorAsync(bridge)).ShouldContain("not JSON");
        await bridge.SendAsync(Hello);
        (await bridge.ReceiveAsync()).GetProperty("agentId").GetString().ShouldBe("agent1");
        await bridge.SendAsync(Hello);
        (await ErrorAsync(bridge)).ShouldContain("hello was said before");
        await bridge.SendAsync(new string('x', 1024 * 1024 + 1));
        (await ErrorAsync(bridge)).ShouldContain("1 MiB");
        await bridge.SendAsync([1], WebSocketMessageType.Binary);
        (await ErrorAsync(bridge)).ShouldContain("binary");
        await bridge.SendAsync("""{"type":"snapshot","snapshot":{}}""");
        (await ErrorAsync(bridge)).ShouldContain("snapshotTimestamp is missing");
        await bridge.SendAsync(Snapshots.Call(2));
        await UntilAsync(async () => (await edge.Http.GetStringAsync("/v1/agents/agent1/state")).Contains("\"c-1\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_reaches_the_bridge_with_its_digits_and_comes_back_without_them()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var bridge = await edge.AttachAsync("agent1");
        await bridge.SendAsync(Snapshots.Call(1));
        await UntilAsync(async () => (await edge.Http.GetStringAsync("/v1/agents/agent1/state")).Contains("\"c-1\"", StringComparison.Ordinal));
        using var app = await edge.ConnectAsync("/v1/agents/agent1/bus");
        await app.SendAsync("""{"channel":"Amazon","topic":"InboundCall","subtopic":"SendDTMF","source":"a","data":"4711","requestId":"r-1"}""");
        var request = await bridge.ReceiveAsync();
        request.GetProperty("operation").GetString().ShouldBe("sendDigits");
        request.GetProperty("arguments").GetProperty("digits").GetString().ShouldBe("4711");
        request.GetProperty("deadlineMilliseconds").GetInt64().ShouldBe(5000);
        await bridge.SendAsync("""{"type":"result","requestId":"r-1","ok":false,"error":"Digits 4711 were refused."}""");
        var error = (await app.ReceiveAsync()).GetProperty("data");
        error.GetProperty("errorType").GetString().ShouldBe("SEND_DTMF_FAILED");
        error.GetProperty("errorMessage").GetString().ShouldBe("Digits … were refused.");
    }

    [Fact]
    public async Task The_newest_bridge_gets_the_requests_and_the_older_one_stands_by_until_it_is_gone()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var older = await edge.AttachAsync("agent1");
        using (var newer = await edge.AttachAsync("agent1"))
        {
            (await older.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("standby");
            await AskMuteAsync(edge, "r-1");
            (await newer.ReceiveAsync()).GetProperty("requestId").GetString().ShouldBe("r-1");
            await newer.SendAsync("""{"type":"result","requestId":"r-1","ok":true}""");
            await UntilAsync(async () => (await edge.Engine.ViewAsync("agent1", CancellationToken.None)).Picture.Session.Muted);
        }

        await UntilAsync(async () => (await edge.Engine.ViewAsync("agent1", CancellationToken.None)).Picture.Session.Attachments.Length == 1);
        (await older.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("welcome", "it is attached again");
        await AskMuteAsync(edge, "r-2");
        (await older.ReceiveAsync()).GetProperty("requestId").GetString().ShouldBe("r-2");
    }

    [Fact]
    public async Task A_bridge_without_hello_is_let_go()
    {
        await using var edge = await RunningEdge.StartAsync(new EdgeOptions { HelloLimit = TimeSpan.FromMilliseconds(200) });
        using var bridge = await edge.ConnectAsync("/v1/bridge");
        (await bridge.ReadToCloseAsync()).Code.ShouldBe(1008);
    }

    [Fact]
    public async Task A_bridge_that_falls_silent_is_lost()
    {
        await using var edge = await RunningEdge.StartAsync(new EdgeOptions
        {
            PingInterval = TimeSpan.FromSeconds(1),
            SilenceLimit = TimeSpan.FromSeconds(2),
        });

        // A client that does not read does not answer pings either: to the edge it is a laptop that sleeps.
        using var asleep = await edge.AttachAsync("agent1");
        using var awake = await edge.AttachAsync("agent2");
        var reading = awake.ReceiveTextAsync();
        await UntilAsync(async () => !(await edge.Engine.ViewAsync("agent1", CancellationToken.None)).IsBridgeAttached);
        (await edge.Engine.ViewAsync("agent2", CancellationToken.None)).IsBridgeAttached.ShouldBeTrue();
        reading.IsCompleted.ShouldBeFalse();
    }

    private static async Task AskMuteAsync(RunningEdge edge, string requestId)
    {
        using var answer = await edge.Http.PostAsync("/v1/agents/agent1/messages", new StringContent(
            $$"""{"channel":"Amazon","topic":"Agent","subtopic":"Mute","source":"a","requestId":"{{requestId}}"}"""));
        ((int)answer.StatusCode).ShouldBe(202);
    }

    private static async Task<string> ErrorAsync(TestSocket bridge)
    {
        var message = await bridge.ReceiveAsync();
        message.GetProperty("type").GetString().ShouldBe("error");
        return message.GetProperty("message").GetString()!;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await isSo())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
