using System.Diagnostics;
using System.Text.Json;
using CallActors.Simulator.Centre;

namespace CallActors.Simulator.Bridge;

/// <summary>A request of the engine as it came over the wire.</summary>
internal sealed record BridgeRequest(string RequestId, Operation Operation, double? DeadlineMilliseconds, long ReceivedAt)
{
    /// <summary>The deadline counts from receipt, by this machine's own stopwatch.</summary>
    public bool IsLate => DeadlineMilliseconds is { } deadline && Stopwatch.GetElapsedTime(ReceivedAt).TotalMilliseconds >= deadline;

    /// <summary>Reads the frame; null where it has no request id or no operation.</summary>
    public static BridgeRequest? Of(JsonElement frame) =>
        TextOf(frame, "requestId") is { } requestId && TextOf(frame, "operation") is { } operation
            ? new BridgeRequest(
                requestId,
                new Operation(operation, TextOf(frame, "contactId"), TextOf(frame, "connectionId"),
                    frame.TryGetProperty("arguments", out var arguments) ? arguments.Clone() : null),
                frame.TryGetProperty("deadlineMilliseconds", out var deadline) && deadline.ValueKind == JsonValueKind.Number
                    ? deadline.GetDouble()
                    : null,
                Stopwatch.GetTimestamp())
            : null;

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
