using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Http;

/// <summary>Reads <c>meta</c> and <c>after</c> of an address.</summary>
internal static class QueryReader
{
    public static bool TryRead(HttpRequest request, out bool withMeta, out long? after, [NotNullWhen(false)] out string? problem)
    {
        after = null;
        if (!TryReadFlag(request, "meta", out withMeta, out problem))
        {
            return false;
        }

        return request.Query["after"] is not [var text] || TryReadRevision(text, "after", out after, out problem);
    }

    public static bool TryReadFlag(HttpRequest request, string name, out bool value, [NotNullWhen(false)] out string? problem)
    {
        var given = request.Query[name].ToString();
        value = given == "true";
        problem = given is "" or "true" or "false" ? null : $"The value of {name} in the address is neither true nor false.";
        return problem is null;
    }

    /// <summary>A number from 1 to the greatest one, which is also what is meant where none is given.</summary>
    public static bool TryReadCount(HttpRequest request, string name, int greatest, out int count, [NotNullWhen(false)] out string? problem)
    {
        var given = request.Query[name].ToString();
        count = greatest;
        problem = given.Length == 0
            || (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count >= 1 && count <= greatest)
            ? null : $"The value of {name} in the address is to be a whole number from 1 to {greatest}.";
        return problem is null;
    }

    public static bool TryReadRevision(string? text, string name, out long? revision, [NotNullWhen(false)] out string? problem)
    {
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        revision = isNumber ? number : null;
        problem = isNumber ? null : $"The value of {name} is no revision; it is to be a whole number from 0 up.";
        return isNumber;
    }
}
