using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallActors.Client.Wire;

/// <summary>Reads a word of the messages; one that is not known yet reads as the enum's zero, so that a newer site does not break an older app.</summary>
internal sealed class WordConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() switch
    {
        "ACW" => Enum.TryParse<T>(nameof(CallWord.AfterCallWork), out var over) ? over : default,
        { } word when Enum.TryParse<T>(word, ignoreCase: true, out var known) && !char.IsAsciiDigit(word[0]) => known,
        _ => default,
    };

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
