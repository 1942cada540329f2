using System.Collections;
using System.Text.Json.Nodes;

namespace CallActors.Connect.Tests.Api;

/// <summary>
/// An object of the model as JSON by its members' names, whatever attributes stand on them: what a caller of Amazon's
/// JavaScript SDK would write, or what it would read.
/// </summary>
internal static class AsPlainJson
{
    public static JsonNode? Of(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        DateTime time => JsonValue.Create(time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'")),
        IDictionary map => new JsonObject(map.Keys.Cast<string>().Select(key => KeyValuePair.Create(key, Of(map[key])))),
        IEnumerable list => new JsonArray([.. list.Cast<object>().Select(Of)]),
        _ => new JsonObject(value.GetType().GetProperties()
            .Where(property => property.DeclaringType == value.GetType() && property.GetValue(value) is not null)
            .Select(property => KeyValuePair.Create(property.Name, Of(property.GetValue(value))))),
    };
}
