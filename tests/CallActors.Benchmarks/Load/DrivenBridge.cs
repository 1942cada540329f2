using System.Globalization;
using System.Text;

namespace CallActors.Benchmarks.Load;

/// <summary>
/// One agent's bridge with Amazon Connect behind it: it does at once what it is asked, says ok, and shows the call as it
/// is then. The agent has one connected call from the beginning.
/// </summary>
internal sealed class DrivenBridge(LoadSocket socket, CallIds ids, Func<DateTimeOffset> clock)
{
    private readonly TaskCompletionSource welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset last;
    private bool isHeld;

    public static async Task<DrivenBridge> OpenAsync(Uri address, CallIds ids, Func<DateTimeOffset> clock, Action<Exception> failed, bool isHeld = false)
    {
        var socket = await LoadSocket.OpenAsync(address, "/v1/bridge");
        var bridge = new DrivenBridge(socket, ids, clock) { isHeld = isHeld };
        socket.Send(Encoding.UTF8.GetBytes(
            $$"""{"type":"hello","agentARN":"arn:aws:connect:us-east-1:111122223333:instance/i1/agent/{{ids.AgentId}}","username":"{{ids.AgentId}}","name":"Agent {{ids.AgentId}}","bridgeVersion":"benchmark"}"""));
        _ = socket.ReadAllAsync(bridge.Take, fault =>
        {
            bridge.welcomed.TrySetException(fault);
            failed(fault);
        });
        await bridge.welcomed.Task;
        socket.Send(bridge.Snapshot());
        return bridge;
    }

    public void Dispose() => socket.Dispose();

    private void Take(ReadOnlySpan<byte> message)
    {
        if (message.IndexOf("\"type\":\"request\""u8) < 0)
        {
            if (message.IndexOf("\"type\":\"welcome\""u8) >= 0)
            {
                welcomed.TrySetResult();
            }

            return;
        }

        isHeld = message.IndexOf("\"operation\":\"holdConnection\""u8) >= 0
            || (message.IndexOf("\"operation\":\"resumeConnection\""u8) >= 0 ? false
                : throw new BenchmarkException($"The bridge was asked what it cannot do: {Encoding.UTF8.GetString(message)}"));
        socket.Send(
            Encoding.UTF8.GetBytes($$"""{"type":"result","requestId":"{{TextOf(message, "\"requestId\":\""u8)}}","ok":true}"""), Snapshot());
    }

    private byte[] Snapshot()
    {
        var now = clock();
        last = now > last ? now : last.AddMilliseconds(1);
        var at = last.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var status = isHeld ? "hold" : "connected";
        return Encoding.UTF8.GetBytes(
            $$$"""
            {"type":"snapshot","snapshot":{"snapshotTimestamp":"{{{at}}}","state":{"agentStateARN":"arn:aws:connect:us-east-1:111122223333:instance/i1/agent-state/s1","type":"routable","name":"Available","startTimestamp":"2026-01-02T08:00:00.000Z"},"contacts":[{"contactId":"{{{ids.ContactId}}}","initialContactId":null,"type":"voice","state":{"type":"connected","timestamp":"2026-01-02T08:30:05.000Z"},"queue":{"queueARN":"arn:aws:connect:us-east-1:111122223333:instance/i1/queue/q1","queueId":"q1","name":"Support"},"queueTimestamp":"2026-01-02T08:30:00.000Z","connections":[{"connectionId":"{{{ids.OwnId}}}","endpoint":null,"state":{"type":"{{{status}}}","timestamp":"{{{at}}}"},"type":"agent","initial":false,"mute":false},{"connectionId":"{{{ids.ContactId}}}","endpoint":{"type":"phone_number","phoneNumber":"+15550100"},"state":{"type":"{{{status}}}","timestamp":"{{{at}}}"},"type":"inbound","initial":true,"mute":false}],"attributes":{"ANI":{"name":"ANI","value":"+15550100"},"DNIS":{"name":"DNIS","value":"+15550199"}},"initiationMethod":"inbound","contactFeatures":{"multiPartyConferenceEnabled":false}}]}}
            """);
    }

    private static string TextOf(ReadOnlySpan<byte> message, ReadOnlySpan<byte> before)
    {
        var text = message[(message.IndexOf(before) + before.Length)..];
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)'"')]);
    }
}

/// <summary>The ids of an agent and of the call that it has, all from its number.</summary>
internal sealed record CallIds(int Number)
{
    public string AgentId { get; } = $"agent{Number}";

    /// <summary>The contact's id, which is the caller's connection id as well.</summary>
    public string ContactId { get; } = $"6e0f2a3c-5a0d-4a8e-9a53-{Number:x12}";

    /// <summary>The agent's own connection.</summary>
    public string OwnId { get; } = $"b1d0c7a4-2c5e-4f19-8a57-{Number:x12}";
}
