using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CallActors.Connect.Bridge;

/// <summary>Times as Streams gives them: epoch seconds on Amazon's wire, ISO 8601 where a page turned its dates into text.</summary>
internal static class StreamsTime
{
    private const long LastSecond = 253_402_300_799; // the end of the year 9999

    public static DateTimeOffset? TimeOrNull(this JsonElement parent, ReadOnlySpan<byte> name, JsonPath path) =>
        parent.Field(name) is { } value ? TimeOf(value, name, path) : null;

    private static DateTimeOffset TimeOf(JsonElement value, ReadOnlySpan<byte> name, JsonPath path) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out var seconds) && seconds is >= 0 and <= LastSecond =>
            DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)),
        JsonValueKind.String when IsOfPage(JsonMarshal.GetRawUtf8Value(value)) && value.TryGetDateTimeOffset(out var time) => time,
        JsonValueKind.String when OfText(value.GetString()!) is { } time => time,
        _ => throw new BridgeFrameException($"{path.To(name)} is no time: it is to be epoch seconds or ISO 8601, as in \"2026-11-22T10:31:00.250Z\"."),
    };

    /// <summary>Whether it reads as a page writes its dates, <c>"2026-11-22T10:31:00.250Z"</c>: such a time is read at a tenth of the cost of others.</summary>
    private static bool IsOfPage(ReadOnlySpan<byte> quoted) => quoted.Length == 26 && quoted[11] == 'T' && quoted[^2] == 'Z';

    /// <summary>Text without an offset is UTC, since Amazon's times are.</summary>
    private static DateTimeOffset? OfText(string text) =>
        text.Length >= 19 && text[10] is 'T' or 't' && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
