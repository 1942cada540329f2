using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CallActors.Engine.Wire;

/// <summary>Writes envelopes as UTF-8 JSON.</summary>
public static class WireJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>An event's envelope; <paramref name="write"/> writes the value of its message or data.</summary>
    internal static ReadOnlyMemory<byte> Envelope(string topic, string subtopic, string member, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1536);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("channel", "Amazon");
            writer.WriteString("topic", topic);
            writer.WriteString("subtopic", subtopic);
            writer.WritePropertyName(member);
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>A time as apps get it: ISO 8601, UTC, milliseconds.</summary>
    public static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    internal static void WriteButtons(this Utf8JsonWriter writer, IReadOnlyList<(string Name, bool Enabled)> buttons)
    {
        writer.WriteStartObject("ButtonStates");
        writer.WriteStartObject("items");
        foreach (var (name, enabled) in buttons)
        {
            writer.WriteString(name, enabled ? "Enable" : "Hide");
        }

        writer.WriteEndObject();
        writer.WriteNumber("count", buttons.Count);
        writer.WriteEndObject();
    }
}
