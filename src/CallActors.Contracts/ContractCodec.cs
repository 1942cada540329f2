using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CallActors.Contracts;

/// <summary>
/// The messages as bytes: JSON, by a manifest that is a word with a version. Members are added, never renamed or removed; a
/// change that older readers would misread gets a new version beside the old one.
/// </summary>
public static class ContractCodec
{
    private static readonly ContractJson Json = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    });

    private static readonly (string Manifest, JsonTypeInfo Type)[] All =
    [
        ("ask/1", Json.AskAgent),
        ("askAnswered/1", Json.AskAnswered),
        ("askEnded/1", Json.AskEnded),
        ("follow/1", Json.FollowAgent),
        ("unfollow/1", Json.UnfollowAgent),
        ("followed/1", Json.AgentFollowed),
        ("told/1", Json.ToldOfAgent),
        ("listAgents/1", Json.ListAgents),
        ("agentsListed/1", Json.AgentsListed),
    ];

    private static readonly FrozenDictionary<Type, (string Manifest, JsonTypeInfo Type)> ByType = All.ToFrozenDictionary(each => each.Type.Type);

    private static readonly FrozenDictionary<string, JsonTypeInfo> ByManifest = All.ToFrozenDictionary(each => each.Manifest, each => each.Type);

    /// <summary>Every manifest that this version reads and writes.</summary>
    public static IReadOnlyList<string> Manifests { get; } = [.. All.Select(each => each.Manifest)];

    /// <summary>The manifest of a message.</summary>
    /// <exception cref="ArgumentException">It is not of these contracts.</exception>
    public static string ManifestOf(object message) => Of(message).Manifest;

    /// <summary>A message as UTF-8 JSON.</summary>
    /// <exception cref="ArgumentException">It is not of these contracts.</exception>
    public static byte[] Write(object message) => JsonSerializer.SerializeToUtf8Bytes(message, Of(message).Type);

    /// <summary>Reads a message. What it has besides the members that are known is ignored.</summary>
    /// <exception cref="UnknownMessageException">The manifest is not known, or the bytes are not what it says.</exception>
    public static object Read(string manifest, ReadOnlySpan<byte> message)
    {
        if (!ByManifest.TryGetValue(manifest, out var type))
        {
            throw new UnknownMessageException($"The message {manifest} is not known to this version; it knows {string.Join(", ", Manifests)}.");
        }

        try
        {
            return JsonSerializer.Deserialize(message, type) ?? throw new UnknownMessageException($"The message {manifest} is null.");
        }
        catch (JsonException error)
        {
            // The reason may show a value; where it went wrong is enough.
            throw new UnknownMessageException($"The message {manifest} is not of its form, at {error.Path ?? "its beginning"}.");
        }
    }

    private static (string Manifest, JsonTypeInfo Type) Of(object message) => ByType.TryGetValue(message.GetType(), out var known)
        ? known
        : throw new ArgumentException($"{message.GetType().Name} is not a message of the contracts.", nameof(message));
}

/// <summary>A message that cannot be read; the text says why.</summary>
public sealed class UnknownMessageException(string message) : Exception(message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AskAgent))]
[JsonSerializable(typeof(AskAnswered))]
[JsonSerializable(typeof(AskEnded))]
[JsonSerializable(typeof(FollowAgent))]
[JsonSerializable(typeof(UnfollowAgent))]
[JsonSerializable(typeof(AgentFollowed))]
[JsonSerializable(typeof(ToldOfAgent))]
[JsonSerializable(typeof(ListAgents))]
[JsonSerializable(typeof(AgentsListed))]
internal sealed partial class ContractJson : JsonSerializerContext;

/// <summary>Reads an answer's word; one that is not known yet reads as the enum's zero, so that a newer node does not break an older service.</summary>
internal sealed class AnswerWord : JsonConverter<AskedAnswer>
{
    public override AskedAnswer Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() switch
    {
        "accepted" => AskedAnswer.Accepted,
        "answered" => AskedAnswer.Answered,
        "refused" => AskedAnswer.Refused,
        _ => AskedAnswer.Unknown,
    };

    public override void Write(Utf8JsonWriter writer, AskedAnswer value, JsonSerializerOptions options) => writer.WriteStringValue(value switch
    {
        AskedAnswer.Accepted => "accepted",
        AskedAnswer.Answered => "answered",
        AskedAnswer.Refused => "refused",
        _ => throw new JsonException($"{value} is not an answer."),
    });
}
