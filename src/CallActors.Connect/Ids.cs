using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace CallActors.Connect;

/// <summary>What ids look like. The journal keys its streams by them, so nothing else is let in.</summary>
public static class Ids
{
    public const string AgentForm = "1 to 64 of A-Z a-z 0-9 . _ -";
    public const string CallForm = "1 to 128 of A-Z a-z 0-9 . _ -";

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsAgentId([NotNullWhen(true)] string? id) => IsId(id, 64);

    /// <summary>Whether this can be the id of a contact or a connection.</summary>
    public static bool IsCallId([NotNullWhen(true)] string? id) => IsId(id, 128);

    /// <summary>Whether this can be the id of a request.</summary>
    public static bool IsRequestId([NotNullWhen(true)] string? id) => IsId(id, 64);

    private static bool IsId(string? id, int longest) => id is { Length: > 0 } && id.Length <= longest && !id.AsSpan().ContainsAnyExcept(Characters);
}
