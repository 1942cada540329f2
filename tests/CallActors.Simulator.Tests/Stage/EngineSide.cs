using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallActors.Simulator.Tests.Stage;

/// <summary>One bridge as the engine sees it: every frame in the order in which it came.</summary>
internal sealed class EngineSide(WebSocket socket)
{
    private readonly Lock gate = new();
    private readonly List<JsonObject> frames = [];
    private int requests;
    private int seen;

    public string? AgentId { get; private set; }

    public bool IsOpen { get; private set; } = true;

    /// <summary>All frames so far.</summary>
    public IReadOnlyList<JsonObject> Frames
    {
        get
        {
            lock (gate)
            {
                return [.. frames];
            }
        }
    }

    /// <summary>The newest snapshot.</summary>
    public Shown Newest => Shown.Of(OfType("snapshot")[^1]);

    public IReadOnlyList<JsonObject> OfType(string type) => [.. Frames.Where(frame => frame["type"]!.GetValue<string>() == type)];

    public Task SendAsync(object message) => SendTextAsync(JsonSerializer.Serialize(message));

    public Task SendTextAsync(string text) =>
        socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>Sends a request and gives its id.</summary>
    public async Task<string> AskAsync(
        string operation, string? contactId = null, string? connectionId = null, object? arguments = null,
        string? requestId = null, double deadlineMilliseconds = 5_000)
    {
        requestId ??= $"request-{Interlocked.Increment(ref requests)}-{Guid.NewGuid():N}";
        await SendAsync(new { type = "request", requestId, operation, contactId, connectionId, arguments, deadlineMilliseconds });
        return requestId;
    }

    /// <summary>Sends a request and waits for its result.</summary>
    public async Task<JsonObject> ResultAsync(
        string operation, string? contactId = null, string? connectionId = null, object? arguments = null)
    {
        var requestId = await AskAsync(operation, contactId, connectionId, arguments);
        return await ResultOfAsync(requestId);
    }

    /// <summary>Sends a request that must succeed.</summary>
    public async Task DoAsync(string operation, string? contactId = null, string? connectionId = null, object? arguments = null)
    {
        var result = await ResultAsync(operation, contactId, connectionId, arguments);
        result["ok"]!.GetValue<bool>().ShouldBeTrue(result.ToJsonString());
    }

    /// <summary>Sends a request that must fail, and gives the error.</summary>
    public async Task<JsonNode> RefusedAsync(
        string operation, string? contactId = null, string? connectionId = null, object? arguments = null)
    {
        var result = await ResultAsync(operation, contactId, connectionId, arguments);
        result["ok"]!.GetValue<bool>().ShouldBeFalse(result.ToJsonString());
        return result["error"]!;
    }

    public async Task<JsonObject> ResultOfAsync(string requestId)
    {
        JsonObject? result = null;
        await Patience.UntilAsync(() => (result = FindResult(requestId)) is not null, $"the result of {requestId}");
        return result!;
    }

    public JsonObject? FindResult(string requestId) =>
        OfType("result").FirstOrDefault(frame => frame["requestId"]!.GetValue<string>() == requestId);

    /// <summary>Waits for a snapshot as wanted, from the one that was waited for before: none is overlooked for coming early.</summary>
    public async Task<Shown> ShowsAsync(Func<Shown, bool> wanted, string what)
    {
        Shown? found = null;
        try
        {
            await Patience.UntilAsync(() => (found = FindSnapshot(wanted)) is not null, what);
        }
        catch (TimeoutException exception)
        {
            var shown = OfType("snapshot").Select(Shown.Of);
            throw new TimeoutException($"{exception.Message} It showed:\n{string.Join('\n', shown)}", exception);
        }

        return found!;
    }

    public void Drop() => socket.Abort();

    private Shown? FindSnapshot(Func<Shown, bool> wanted)
    {
        var snapshots = OfType("snapshot");
        for (var index = seen; index < snapshots.Count; index++)
        {
            var shown = Shown.Of(snapshots[index]);
            if (wanted(shown))
            {
                seen = index;
                return shown;
            }
        }

        return null;
    }

    public async Task ReceiveAsync(Func<string, Task> greet)
    {
        var buffer = new byte[1024 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += received.Count;
                }
                while (!received.EndOfMessage);

                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                var frame = JsonNode.Parse(buffer.AsSpan(0, length))!.AsObject();
                lock (gate)
                {
                    frames.Add(frame);
                }

                if (AgentId is null)
                {
                    frame["type"]!.GetValue<string>().ShouldBe("hello");
                    AgentId = frame["agentARN"]!.GetValue<string>().Split('/')[^1];
                    await greet(AgentId);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The bridge is gone.
        }
        finally
        {
            IsOpen = false;
        }
    }
}
