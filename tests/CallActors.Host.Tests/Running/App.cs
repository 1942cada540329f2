using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace CallActors.Host.Tests.Running;

/// <summary>An app on an agent's bus: it sends envelopes and keeps every event that it gets.</summary>
internal sealed class App : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly List<AppEvent> events = [];
    private Task reading = Task.CompletedTask;
    private int seen;

    /// <summary>All events so far, oldest first.</summary>
    public IReadOnlyList<AppEvent> Events
    {
        get
        {
            lock (events)
            {
                return [.. events];
            }
        }
    }

    public WebSocketState State => socket.State;

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public string? CloseReason => socket.CloseStatusDescription;

    /// <param name="isReading">False for an app that is stuck: it reads nothing until <see cref="Read"/>.</param>
    public static async Task<App> OpenAsync(Uri address, bool isReading = true)
    {
        var app = new App();
        await app.socket.ConnectAsync(address, CancellationToken.None);
        if (isReading)
        {
            app.Read();
        }

        return app;
    }

    public void Read() => reading = Task.Run(ReadAsync);

    /// <summary>Completes when the socket is closed or lost.</summary>
    public Task ClosedAsync() => reading;

    public Task SendAsync(string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task SendBinaryAsync(byte[] bytes) => socket.SendAsync(bytes, WebSocketMessageType.Binary, true, CancellationToken.None);

    /// <summary>Sends a request with this data; null for none.</summary>
    public Task AskAsync(string subtopic, object? data = null, string? requestId = null, string topic = "InboundCall") =>
        SendAsync(JsonSerializer.Serialize(Envelope(topic, subtopic, data, requestId)));

    /// <summary>The next event, after those taken before, that fulfils the condition; those between are passed over.</summary>
    public async Task<AppEvent> NextAsync(Func<AppEvent, bool> condition, string what, double withinSeconds = 60)
    {
        AppEvent? found = null;
        await Eventually.TrueAsync(() => Task.FromResult(TryTake(condition, out found)), () => $"an app is told {what}; it was told:\n{string.Join('\n', Events.TakeLast(12))}", withinSeconds);
        return found!;
    }

    /// <summary>The next events, as many as asked for.</summary>
    public async Task<AppEvent[]> NextAsync(int count)
    {
        var next = new AppEvent[count];
        for (var index = 0; index < count; index++)
        {
            next[index] = await NextAsync(_ => true, $"event {index + 1} of {count}");
        }

        return next;
    }

    public Task<AppEvent> NextErrorAsync() => NextAsync(each => each.Topic == "Error", "an error");

    /// <summary>Waits for a call event of a connection with this <c>event</c>.</summary>
    public Task<AppEvent> NextCallAsync(string connectionId, string eventWord) => NextAsync(
        each => each.Subtopic == "InboundCallStateChange" && each.Call.GetProperty("id").GetString() == connectionId
            && each.Call.GetProperty("event").GetString() == eventWord,
        $"{connectionId} {eventWord}");

    /// <summary>Passes over everything that came so far.</summary>
    public void Skip()
    {
        lock (events)
        {
            seen = events.Count;
        }
    }

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await reading;
        socket.Dispose();
    }

    public static Dictionary<string, object> Envelope(string topic, string subtopic, object? data, string? requestId)
    {
        var envelope = new Dictionary<string, object> { ["channel"] = "Amazon", ["topic"] = topic, ["subtopic"] = subtopic, ["source"] = "tests" };
        if (data is not null)
        {
            envelope["data"] = data;
        }

        if (requestId is not null)
        {
            envelope["requestId"] = requestId;
        }

        return envelope;
    }

    private bool TryTake(Func<AppEvent, bool> condition, out AppEvent? found)
    {
        lock (events)
        {
            while (seen < events.Count)
            {
                found = events[seen++];
                if (condition(found))
                {
                    return true;
                }
            }
        }

        found = null;
        return false;
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    lock (events)
                    {
                        events.Add(new AppEvent(Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length)));
                    }

                    message.SetLength(0);
                }
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The host is gone, or the test is over.
        }
    }
}

/// <summary>One event as it came.</summary>
internal sealed record AppEvent(string Text)
{
    public JsonElement Json { get; } = JsonSerializer.Deserialize<JsonElement>(Text);

    public string Topic => Json.GetProperty("topic").GetString()!;

    public string Subtopic => Json.GetProperty("subtopic").GetString()!;

    public JsonElement Call => Json.GetProperty("message").GetProperty("call");

    public JsonElement Message => Json.GetProperty("message");

    public JsonElement Data => Json.GetProperty("data");

    public JsonElement Meta => Json.GetProperty("meta");

    public string ErrorType => Data.GetProperty("errorType").GetString()!;

    public string ErrorMessage => Data.GetProperty("errorMessage").GetString()!;

    public long Revision => Meta.GetProperty("revision").GetInt64();

    public override string ToString() => Text;
}
