using System.Globalization;
using System.Text.Json;

namespace CallActors.Connect.Feeds;

/// <summary>Reads fields of Amazon's feeds, whose names come in camelCase and in PascalCase; what is wrong is said by its path.</summary>
internal static class FeedJson
{
    /// <summary>The field, null where it is missing or null.</summary>
    public static JsonElement? Field(this JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value))
        {
            value = parent.EnumerateObject().FirstOrDefault(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        }

        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : value;
    }

    public static JsonElement? ObjectOrNull(this JsonElement parent, string name, string path) =>
        parent.Field(name) is { } value ? Object(value, $"{path}{name}") : null;

    public static JsonElement Object(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Object ? value : throw Wrong(value, path, "an object");

    public static IEnumerable<JsonElement> Array(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(value, path, "an array");

    public static string Text(this JsonElement parent, string name, string path) =>
        parent.TextOrNull(name, path) ?? throw Missing(path + name);

    public static string? TextOrNull(this JsonElement parent, string name, string path) =>
        parent.Field(name) is not { } value ? null : TextOf(value, path + name);

    public static DateTimeOffset Time(this JsonElement parent, string name, string path) =>
        parent.TimeOrNull(name, path) ?? throw Missing(path + name);

    public static DateTimeOffset? TimeOrNull(this JsonElement parent, string name, string path) =>
        parent.TextOrNull(name, path) is not { } text ? null
        : text.Length >= 19 && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : throw new FeedException($"{path}{name} is no time; it is to be ISO 8601, as in \"2026-11-20T09:11:00.000Z\".");

    /// <summary>The last part of an ARN, which is the id of what it names.</summary>
    public static string IdOfArn(this JsonElement parent, string name, string path)
    {
        var id = LastOf(parent.Text(name, path));
        return Ids.IsAgentId(id) ? id : throw new FeedException($"{path}{name} names no agent; its last part is to be {Ids.AgentForm}.");
    }

    public static string LastOf(string arn) => arn[(arn.LastIndexOf('/') + 1)..];

    public static string ContactId(this JsonElement parent, string name, string path)
    {
        var id = parent.Text(name, path);
        return Ids.IsCallId(id) ? id : throw new FeedException($"{path}{name} is no id; it is to be {Ids.CallForm}.");
    }

    public static FeedException Missing(string path) => new($"{path} is missing.");

    private static string TextOf(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong(value, path, "a string");
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new FeedException($"{path} is no text: half a surrogate pair stands alone in it.");
        }
    }

    private static FeedException Wrong(JsonElement value, string path, string right) =>
        new($"{path} is {value.ValueKind.ToString().ToLowerInvariant()}; it is to be {right}.");
}
