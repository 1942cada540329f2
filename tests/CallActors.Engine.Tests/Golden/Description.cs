using System.Collections;

namespace CallActors.Engine.Tests.Golden;

/// <summary>All that a record holds as text, lists item by item, which the equality of records with lists does not look at.</summary>
internal static class Description
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        DateTimeOffset time => time.ToString("O"),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Of))}]",
        _ when value.GetType() is { IsPrimitive: false, IsEnum: false } type =>
            $"{type.Name} {{{string.Join(", ", type.GetProperties().Where(member => member.GetIndexParameters().Length == 0)
                .Select(member => $"{member.Name} = {Of(member.GetValue(value))}"))}}}",
        _ => value.ToString()!,
    };
}
