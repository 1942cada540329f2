using System.Collections.Immutable;
using System.Text.Json;

namespace CallActors.Connect.Bridge;

/// <summary>Reads fields of a bridge's JSON by their names in UTF-8, as they stand there; what is missing or mistyped is said by its path.</summary>
internal static class Json
{
    public static JsonElement? Field(this JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    public static JsonElement Object(JsonElement? value, JsonPath path) =>
        value is { ValueKind: JsonValueKind.Object } found ? found : throw Wrong(value, path, "an object");

    /// <param name="read">Reads one entry, given its path; null where it is left out.</param>
    public static ImmutableArray<T> Array<T>(JsonElement? value, JsonPath path, Func<JsonElement, JsonPath, T?> read) where T : class
    {
        if (value is not { ValueKind: JsonValueKind.Array } found)
        {
            throw Wrong(value, path, "an array");
        }

        var all = ImmutableArray.CreateBuilder<T>(found.GetArrayLength());
        var index = 0;
        foreach (var entry in found.EnumerateArray())
        {
            if (read(entry, path with { Index = index++ }) is { } one)
            {
                all.Add(one);
            }
        }

        return all.DrainToImmutable();
    }

    public static string Text(this JsonElement parent, ReadOnlySpan<byte> name, JsonPath path) =>
        parent.TextOrNull(name, path) ?? throw Wrong(null, path.To(name), "a string");

    public static string? TextOrNull(this JsonElement parent, ReadOnlySpan<byte> name, JsonPath path) => parent.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        var other => throw Wrong(other, path.To(name), "a string"),
    };

    public static bool? BooleanOrNull(this JsonElement parent, ReadOnlySpan<byte> name, JsonPath path) => parent.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        var other => throw Wrong(other, path.To(name), "true or false"),
    };

    public static string CallId(this JsonElement parent, ReadOnlySpan<byte> name, JsonPath path)
    {
        var id = parent.Text(name, path);
        return Ids.IsCallId(id) ? id : throw new BridgeFrameException($"{path.To(name)} is no id: it is to be {Ids.CallForm}.");
    }

    private static BridgeFrameException Wrong(JsonElement? value, JsonPath path, string right) => new(value is { } present
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
