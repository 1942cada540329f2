using System.Globalization;
using System.Text.Json;

namespace CallActors.Connect.Bridge;

/// <summary>Times as Streams gives them: epoch seconds on Amazon's wire, ISO 8601 where a page turned its dates into text.</summary>
internal static class StreamsTime
{
    private const long LastSecond = 253_402_300_799; // the end of the year 9999

    public static DateTimeOffset? TimeOrNull(this JsonElement parent, string name, JsonPath path) =>
        parent.Field(name) is { } value ? TimeOf(value, name, path) : null;

    private static DateTimeOffset TimeOf(JsonElement value, string name, JsonPath path) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out var seconds) && seconds is >= 0 and <= LastSecond =>
            DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)),
        JsonValueKind.String when OfText(value.GetString()!) is { } time => time,
        _ => throw new BridgeFrameException($"{path.To(name)} is no time: it is to be epoch seconds or ISO 8601, as in \"2026-11-22T10:31:00.250Z\"."),
    };

    /// <summary>Text without an offset is UTC, since Amazon's times are.</summary>
    private static DateTimeOffset? OfText(string text) =>
        text.Length >= 19 && text[10] is 'T' or 't' && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
