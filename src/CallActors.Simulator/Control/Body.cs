using System.Text.Json;
using CallActors.Simulator.Centre;

namespace CallActors.Simulator.Control;

/// <summary>Reads the bodies of control requests, strictly, so that a mistyped member is not passed over.</summary>
internal static class Body
{
    private const int LongestBytes = 64 * 1024;

    /// <summary>The body as that type.</summary>
    /// <exception cref="ControlException">It is too long, no JSON, or not of that form.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context) where T : class =>
        await ReadOptionalAsync<T>(context) ?? throw ControlException.Malformed("The request needs a JSON object as its body.");

    /// <summary>The body as that type, or null where there is none.</summary>
    /// <exception cref="ControlException">It is too long, no JSON, or not of that form.</exception>
    public static async Task<T?> ReadOptionalAsync<T>(HttpContext context) where T : class
    {
        using var text = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            text.Write(buffer, 0, read);
            if (text.Length > LongestBytes)
            {
                throw ControlException.Malformed($"The body is longer than {LongestBytes} bytes.");
            }
        }

        try
        {
            return text.Length == 0 ? null : JsonSerializer.Deserialize<T>(text.GetBuffer().AsSpan(0, (int)text.Length), CentreJson.Strict);
        }
        catch (JsonException exception)
        {
            // The serializer's own words name .NET types, which is no help to whoever sent it.
            var members = string.Join(", ", typeof(T).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)));
            var place = exception.Path is { Length: > 1 } path ? $"at {path} " : "";
            throw ControlException.Malformed($"The body cannot be read {place}; it must be a JSON object with members of: {members}.".Replace(" ;", ";"));
        }
    }

    /// <summary>The text of a member that must be there.</summary>
    public static string Required(string? text, string member, int longest = 256) => text is { Length: > 0 } && text.Length <= longest
        ? text
        : throw ControlException.Malformed($"{member} must be a text of 1 to {longest} characters.");

    /// <summary>The name of an operation that exists.</summary>
    public static string Operation(string? name) => name is not null && Operations.Names.Contains(name)
        ? name
        : throw ControlException.Malformed($"operation must be one of {string.Join(", ", Operations.Names)}.");
}
