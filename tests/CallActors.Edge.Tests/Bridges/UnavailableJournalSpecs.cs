using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CallActors.Edge.Bridges;
using CallActors.Edge.Sockets;
using CallActors.Edge.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Edge.Tests.Bridges;

public sealed class UnavailableJournalSpecs
{
    private readonly TroubledEngine engine = new();
    private readonly Outbox outbox = new(100, 10_000);

    [Fact]
    public async Task Snapshots_wait_as_their_newest_and_everything_else_in_its_place()
    {
        var bridge = NewBridge();
        await TakeAsync(bridge, Hello);
        engine.IsJournalAvailable = false;
        await TakeAsync(bridge, Snapshot(1));
        await UntilAsync(() => engine.Refused > 0);
        await TakeAsync(bridge, Snapshot(2));
        await TakeAsync(bridge, Snapshot(3));
        await TakeAsync(bridge, """{"type":"result","requestId":"r-1","ok":true}""");
        await TakeAsync(bridge, Snapshot(4));
        await TakeAsync(bridge, """{"type":"snapshot","snapshot":{"snapshotTimestamp":5}}""");
        engine.IsJournalAvailable = true;
        await bridge.DisposeAsync();
        engine.Taken.ShouldBe(["report 3 of a-1", "answer r-1", "report 4 of a-1", "report 5 of a-1", "detach a-1"]);
    }

    [Fact]
    public async Task The_loss_of_a_bridge_is_told_until_it_is_durable()
    {
        var bridge = NewBridge();
        await TakeAsync(bridge, Hello);
        engine.IsJournalAvailable = false;
        var lost = bridge.DisposeAsync().AsTask();
        await UntilAsync(() => engine.Refused > 1);
        lost.IsCompleted.ShouldBeFalse();
        engine.IsJournalAvailable = true;
        await lost;
        engine.Taken.ShouldBe(["detach a-1"]);
    }

    [Fact]
    public async Task A_bridge_that_cannot_be_attached_is_told_to_come_again()
    {
        var bridge = NewBridge();
        engine.IsJournalAvailable = false;
        await TakeAsync(bridge, Hello);
        ((int)outbox.Closed!.Status).ShouldBe(1013);
        await bridge.DisposeAsync();
        engine.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_welcome_comes_before_any_request()
    {
        await using var bridge = NewBridge();
        await TakeAsync(bridge, Hello);
        engine.Link!.Standby();
        outbox.Close(WebSocketCloseStatus.NormalClosure, "");
        var sent = new List<string>();
        await outbox.SendAllAsync(message =>
        {
            using var json = JsonDocument.Parse(message);
            sent.Add(json.RootElement.GetProperty("type").GetString()!);
            return ValueTask.CompletedTask;
        });

        sent.ShouldBe(["welcome", "request", "standby"]);
    }

    [Fact]
    public void More_than_is_held_before_the_welcome_ends_the_bridge()
    {
        var requests = new BridgeRequests(outbox);
        for (var each = 0; each < 64; each++)
        {
            requests.Link.Standby();
        }

        outbox.Closed.ShouldBeNull();
        requests.Link.Standby();
        outbox.Closed!.Status.ShouldBe(Outbox.TooSlow);
    }

    private const string Hello = """{"type":"hello","agentARN":"i/agent/agent1","username":"ada"}""";

    private static string Snapshot(int second) => $$"""{"type":"snapshot","snapshot":{"snapshotTimestamp":{{second}},"contacts":[]} }""";

    private ConnectedBridge NewBridge() => new(outbox, engine, new EdgeOptions(), NullLogger.Instance, CancellationToken.None);

    private static ValueTask TakeAsync(ConnectedBridge bridge, string frame) =>
        bridge.TakeAsync(new SocketMessage(SocketMessageKind.Text, Encoding.UTF8.GetBytes(frame)), CancellationToken.None);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!isSo())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
