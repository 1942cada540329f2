using System.Text.Json;

namespace CallActors.Connect.Feeds;

/// <summary>Takes apart a record that holds one JSON object or several, with or without line breaks between them.</summary>
public static class JsonObjects
{
    private static readonly JsonReaderOptions severalValues = new() { AllowMultipleValues = true, MaxDepth = 64 };

    /// <summary>Each object in turn, as long as the text can be read.</summary>
    /// <exception cref="FeedException">What follows cannot be read; those before it were given.</exception>
    public static IEnumerable<JsonElement> In(ReadOnlyMemory<byte> utf8)
    {
        var (read, count) = (0, 0);
        while (Next(utf8, ref read, count) is { } next)
        {
            count++;
            yield return next;
        }

        if (count == 0)
        {
            throw new FeedException("The record is empty; it is to hold one JSON object or more.");
        }
    }

    private static JsonElement? Next(ReadOnlyMemory<byte> utf8, ref int read, int count)
    {
        try
        {
            var rest = utf8.Span[read..];
            var reader = new Utf8JsonReader(rest, severalValues);
            if (!reader.Read())
            {
                return null;
            }

            using var document = JsonDocument.ParseValue(ref reader);
            read += (int)reader.BytesConsumed;
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new FeedException($"Value {count + 1} of the record is no JSON object.");
        }
        catch (JsonException wrong)
        {
            throw new FeedException($"Value {count + 1} of the record is broken JSON at byte {read + (wrong.BytePositionInLine ?? 0)} or after.");
        }
    }
}
