using System.Collections.Immutable;
using System.Text.Json;

namespace CallActors.Connect.Bridge;

/// <summary>Reads fields of a bridge's JSON; what is missing or mistyped is said by its path.</summary>
internal static class Json
{
    public static JsonElement? Field(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    public static JsonElement Object(JsonElement? value, string path) =>
        value is { ValueKind: JsonValueKind.Object } found ? found : throw Wrong(value, path, "an object");

    public static ImmutableArray<JsonElement> Array(JsonElement? value, string path) =>
        value is { ValueKind: JsonValueKind.Array } found ? [.. found.EnumerateArray()] : throw Wrong(value, path, "an array");

    public static string Text(this JsonElement parent, string name, string path) =>
        parent.TextOrNull(name, path) ?? throw Wrong(null, $"{path}.{name}", "a string");

    public static string? TextOrNull(this JsonElement parent, string name, string path) =>
        parent.Field(name) is { } value ? TextOf(value, $"{path}.{name}") : null;

    public static string TextOf(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong(value, path, "a string");
        }

        return value.GetString()!;
    }

    public static bool? BooleanOrNull(this JsonElement parent, string name, string path) => parent.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        var other => throw Wrong(other, $"{path}.{name}", "true or false"),
    };

    public static string CallId(this JsonElement parent, string name, string path)
    {
        var id = parent.Text(name, path);
        return Ids.IsCallId(id) ? id : throw new BridgeFrameException($"{path}.{name} is no id: it is to be {Ids.CallForm}.");
    }

    private static BridgeFrameException Wrong(JsonElement? value, string path, string right) => new(value is { } present
        ? $"{path} is {Kind(present)}; it is to be {right}."
        : $"{path} is missing; it is to be {right}.");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };
}
