using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CallActors.Engine.Wire;

/// <summary>
/// Puts an event together from pieces that are UTF-8 JSON already and values between them. An agent's apps are told two
/// call events for each command: written member by member they took a tenth of the node's time. The pen stays with its thread.
/// </summary>
internal sealed class Utf8Pen
{
    /// <summary>How many bytes a time takes without its quotes: 2026-01-02T08:30:00.000Z.</summary>
    public const int TimeLength = 24;

    // What the encoder leaves as it is, of ASCII: nearly every id, number and name.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(letter => letter is not ('"' or '\\'))]);

    [ThreadStatic]
    private static Utf8Pen? kept;

    private readonly ArrayBufferWriter<byte> written = new(4096);

    /// <summary>A pen with nothing written; <see cref="Finish"/> gives it back.</summary>
    public static Utf8Pen Take()
    {
        var pen = kept ?? new Utf8Pen();
        kept = null;
        pen.written.ResetWrittenCount();
        return pen;
    }

    /// <returns>What was written, in bytes of exactly its length.</returns>
    public byte[] Finish()
    {
        kept = this;
        return written.WrittenSpan.ToArray();
    }

    public Utf8Pen Put(ReadOnlySpan<byte> json)
    {
        written.Write(json);
        return this;
    }

    /// <summary>A JSON string, escaped as <see cref="JsonBytes"/> escapes; the word null where there is no text.</summary>
    public Utf8Pen Text(string? text)
    {
        if (text is null)
        {
            return Put("null"u8);
        }

        Put("\""u8);
        if (text.AsSpan().ContainsAnyExcept(Plain))
        {
            Put(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }
        else
        {
            written.Advance(Encoding.UTF8.GetBytes(text, written.GetSpan(text.Length)));
        }

        return Put("\""u8);
    }

    /// <summary>A time as apps get it; the word null where there is none.</summary>
    public Utf8Pen Time(DateTimeOffset? time)
    {
        if (time is not { } known)
        {
            return Put("null"u8);
        }

        Span<byte> text = stackalloc byte[TimeLength];
        WriteTime(known, text);
        return Put("\""u8).Put(text).Put("\""u8);
    }

    /// <summary>ISO 8601, UTC, milliseconds; what is less than one is left away.</summary>
    public static void WriteTime(DateTimeOffset time, Span<byte> to)
    {
        // The round-trip form has seven digits of a second, and is the only one that is formatted without reading a pattern.
        Span<byte> roundTrip = stackalloc byte[32];
        time.UtcDateTime.TryFormat(roundTrip, out _, "O");
        roundTrip[..(TimeLength - 1)].CopyTo(to);
        to[TimeLength - 1] = (byte)'Z';
    }
}
