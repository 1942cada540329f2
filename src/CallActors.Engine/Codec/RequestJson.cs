using System.Text.Json;
using System.Text.Json.Serialization;
using CallActors.Domain.Agents;

namespace CallActors.Engine.Codec;

/// <summary>
/// A request, written member by member: the generator's own way with a word for an enum takes five times as long, and a
/// snapshot has up to a thousand of them.
/// </summary>
internal sealed class RequestJson : JsonConverter<Request>
{
    private static readonly JsonEncodedText[] Kinds =
        [.. Enumerable.Range(0, 1 + (int)Enum.GetValues<RequestKind>().Max()).Select(kind => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(((RequestKind)kind).ToString())))];

    public override Request? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, GeneratedRequestJson.Default.Request);

    public override void Write(Utf8JsonWriter writer, Request value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("requestId"u8, value.RequestId);
        writer.WriteString("kind"u8, Kinds[(int)value.Kind]);
        writer.WriteString("subtopic"u8, value.Subtopic);
        writer.WriteString("app"u8, value.App);
        writer.WriteString("askedAt"u8, value.AskedAt);
        writer.WriteString("attachment"u8, value.Attachment);
        WriteText(writer, "contactId"u8, value.ContactId);
        WriteText(writer, "connectionId"u8, value.ConnectionId);
        writer.WriteNumber("partiesKnown"u8, value.PartiesKnown);
        if (value.State is { } state)
        {
            writer.WritePropertyName("state"u8);
            JsonSerializer.Serialize(writer, state, GeneratedRequestJson.Default.AgentState);
        }

        if (value.DigitCount is { } count)
        {
            writer.WriteNumber("digitCount"u8, count);
        }

        writer.WriteStartObject("personal"u8);
        if (value.Personal.To is { } endpoint)
        {
            writer.WritePropertyName("to"u8);
            JsonSerializer.Serialize(writer, endpoint, GeneratedRequestJson.Default.Endpoint);
        }

        WriteText(writer, "data"u8, value.Personal.Data);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    internal static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}

/// <summary>What a request is read by, and how its rarer parts are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(Word<RequestKind>)])]
[JsonSerializable(typeof(Request))]
internal sealed partial class GeneratedRequestJson : JsonSerializerContext;

/// <summary>The last requests as an array, oldest first.</summary>
internal sealed class RecentRequestsJson : JsonConverter<RecentRequests>
{
    private static readonly RequestJson OfRequest = new();

    public override RecentRequests Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("The recent requests are no array.");
        }

        var requests = RecentRequests.Empty;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            requests = requests.Add(JsonSerializer.Deserialize(ref reader, EventJson.Default.RecentRequest)!);
        }

        return requests;
    }

    public override void Write(Utf8JsonWriter writer, RecentRequests value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var recent in value.OldestFirst)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("request"u8);
            OfRequest.Write(writer, recent.Request, options);
            RequestJson.WriteText(writer, "failure"u8, recent.Failure);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
