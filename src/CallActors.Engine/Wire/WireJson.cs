using System.Text;
using System.Text.Json;

namespace CallActors.Engine.Wire;

/// <summary>Writes envelopes as UTF-8 JSON.</summary>
public static class WireJson
{
    /// <summary>An event's envelope; <paramref name="write"/> writes the value of its message or data.</summary>
    internal static ReadOnlyMemory<byte> Envelope(string topic, string subtopic, string member, Action<Utf8JsonWriter> write)
    {
        return JsonBytes.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("channel"u8, "Amazon"u8);
            writer.WriteString("topic"u8, topic);
            writer.WriteString("subtopic"u8, subtopic);
            writer.WritePropertyName(member);
            write(writer);
            writer.WriteEndObject();
        });
    }

    /// <summary>A time as apps get it: ISO 8601, UTC, milliseconds.</summary>
    public static string? Time(DateTimeOffset? time)
    {
        if (time is not { } known)
        {
            return null;
        }

        Span<byte> text = stackalloc byte[Utf8Pen.TimeLength];
        Utf8Pen.WriteTime(known, text);
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>The value of <c>ButtonStates</c>.</summary>
    internal static void WriteButtons(this Utf8JsonWriter writer, IReadOnlyList<(string Name, bool Enabled)> buttons)
    {
        writer.WriteStartObject();
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
