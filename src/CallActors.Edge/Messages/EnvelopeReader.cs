using System.Text.Json;
using System.Text.Unicode;
using CallActors.Connect;
using CallActors.Engine.Wire;

namespace CallActors.Edge.Messages;

/// <summary>Reads an app's request (docs/messages.md, "Envelope"). What is wrong in form is said in one sentence.</summary>
internal static class EnvelopeReader
{
    /// <summary>The longest request, in bytes.</summary>
    public const int LongestMessage = 64 * 1024;

    public const string TooLong = "The message is longer than 64 KiB; a request is to be shorter.";
    public const string Binary = "The message is binary; a request is to be a text frame with one JSON object.";

    private const int LongestSource = 200;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads one request.</summary>
    /// <param name="message">UTF-8 JSON.</param>
    public static AppMessage Read(ReadOnlyMemory<byte> message)
    {
        string? requestId = null;
        try
        {
            using var document = Parse(message);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new MalformedException($"The message is {DataReader.Kind(root)}; it is to be a JSON object.");
            }

            requestId = RequestId(root);
            return Read(root, requestId ?? NewRequestId());
        }
        catch (MalformedException error)
        {
            return new AppMessage.Malformed(WireError.Malformed(error.Message), requestId);
        }
        catch (InvalidOperationException)
        {
            return new AppMessage.Malformed(
                WireError.Malformed("The message holds half of a character: a surrogate without its other."), requestId);
        }
    }

    /// <summary>A request id for an app that gave none.</summary>
    public static string NewRequestId() => Guid.CreateVersion7().ToString("N");

    private static AppMessage Read(JsonElement root, string requestId)
    {
        if (Required(root, "channel", "\"Amazon\"") is var channel && channel != "Amazon")
        {
            throw new MalformedException($"The channel \"{Shortened(channel)}\" is unknown; it is to be \"Amazon\".");
        }

        var topic = Required(root, "topic", "\"InboundCall\" or \"Agent\"");
        if (!Subtopics.All.TryGetValue(topic, out var subtopics))
        {
            throw new MalformedException($"The topic \"{Shortened(topic)}\" is unknown; it is to be \"InboundCall\" or \"Agent\".");
        }

        var subtopic = Required(root, "subtopic", "what is asked, such as \"StateSync\"");
        if (!subtopics.TryGetValue(subtopic, out var read))
        {
            throw new MalformedException(
                $"The subtopic \"{Shortened(subtopic)}\" of topic {topic} is unknown; there are {string.Join(", ", subtopics.Keys)}.");
        }

        var source = Required(root, "source", "the name of the app");
        if (source.Length is 0 or > LongestSource)
        {
            throw new MalformedException($"The source has {source.Length} characters; it is to be the name of the app, 1 to {LongestSource} characters.");
        }

        return read(new Asked(requestId, source, subtopic, Present(root, "data")));
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> message)
    {
        if (!Utf8.IsValid(message.Span))
        {
            throw new MalformedException("The message is not UTF-8; a request is to be one JSON object in UTF-8.");
        }

        try
        {
            return JsonDocument.Parse(message, Strict);
        }
        catch (JsonException error) when (error.BytePositionInLine is { } position)
        {
            throw new MalformedException(
                $"The message is not JSON: it breaks off or goes wrong at line {error.LineNumber + 1}, byte {position + 1}; it is to be one JSON object.");
        }
        catch (JsonException)
        {
            throw new MalformedException("The message names a field twice; each is to be there once.");
        }
    }

    private static string? RequestId(JsonElement root)
    {
        if (Present(root, "requestId") is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && value.GetString() is { } id && Ids.IsRequestId(id) ? id
            : throw new MalformedException("The requestId is not one; it is to be a string, 1 to 64 of A-Z a-z 0-9 . _ -.");
    }

    private static string Required(JsonElement root, string name, string right) => Present(root, name) switch
    {
        null => throw new MalformedException($"The field \"{name}\" is missing; it is to be {right}."),
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } other => throw new MalformedException($"The field \"{name}\" is {DataReader.Kind(other)}; it is to be a string, {right}."),
    };

    private static JsonElement? Present(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string Shortened(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}

/// <summary>What was asked, before its data is understood.</summary>
internal sealed record Asked(string RequestId, string App, string Subtopic, JsonElement? Data);

/// <summary>A request is wrong in form; the message says what was wrong and what would be right.</summary>
internal sealed class MalformedException(string message) : Exception(message);
