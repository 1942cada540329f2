using System.Text.Json;
using CallActors.Domain.Agents;

namespace CallActors.Connect.Bridge;

/// <summary>Reads what Streams gave to a failure callback: an object, the same as a JSON string, or plain text.</summary>
internal static class ConnectErrorReader
{
    private const int LongestText = 1000;

    public static ConnectError Read(JsonElement? given) => given switch
    {
        null => new ConnectError(null, null),
        { ValueKind: JsonValueKind.Object } error => OfObject(error),
        { ValueKind: JsonValueKind.String } text => OfText(text.GetString()!),
        { } other => new ConnectError(null, Shortened(other.GetRawText())),
    };

    private static ConnectError OfObject(JsonElement error) => new(TextIn(error, "type"u8), TextIn(error, "message"u8));

    private static ConnectError OfText(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => OfObject(document.RootElement),
                JsonValueKind.String => new ConnectError(null, Shortened(document.RootElement.GetString()!)),
                _ => new ConnectError(null, Shortened(text)),
            };
        }
        catch (JsonException)
        {
            return new ConnectError(null, Shortened(text));
        }
    }

    /// <summary>What is not text here is no reason to lose the failure itself.</summary>
    private static string? TextIn(JsonElement error, ReadOnlySpan<byte> name) =>
        error.Field(name) is { ValueKind: JsonValueKind.String } text ? Shortened(text.GetString()!) : null;

    private static string Shortened(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
