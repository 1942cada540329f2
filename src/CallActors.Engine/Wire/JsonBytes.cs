using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CallActors.Engine.Wire;

/// <summary>
/// Writes JSON into bytes of exactly its length. Writer and buffer stay with their thread: made anew for each event they
/// were a quarter of the node's garbage.
/// </summary>
public static class JsonBytes
{
    // Holds a snapshot with all its remembered requests: growing to it anew each time left large arrays, and full collections.
    private const int KeptMaximum = 512 * 1024;

    /// <summary>How all JSON of the journal and for apps is written.</summary>
    internal static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? keptBuffer;

    [ThreadStatic]
    private static Utf8JsonWriter? keptWriter;

    /// <param name="write">Writes one value; it must not write other bytes by this class meanwhile.</param>
    public static byte[] Write(Action<Utf8JsonWriter> write) => Write(write, static (writer, value) => value(writer));

    /// <param name="value">What <paramref name="write"/> is given, so that it needs no closure where many are written.</param>
    /// <inheritdoc cref="Write(Action{Utf8JsonWriter})" />
    public static byte[] Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        // Taken away while they are used: whoever breaks the rule above, or throws, spoils nothing.
        var buffer = keptBuffer ?? new ArrayBufferWriter<byte>(4096);
        var writer = keptWriter ?? new Utf8JsonWriter(Stream.Null, Options);
        (keptBuffer, keptWriter) = (null, null);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        write(writer, value);
        writer.Flush();
        var bytes = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= KeptMaximum)
        {
            (keptBuffer, keptWriter) = (buffer, writer);
        }

        return bytes;
    }
}
