using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace CallActors.Connect;

/// <summary>What ids look like. The journal keys its streams by them, so nothing else is let in.</summary>
public static partial class Ids
{
    public const string AgentForm = "1 to 64 of A-Z a-z 0-9 . _ -";
    public const string CallForm = "1 to 128 of A-Z a-z 0-9 . _ -";

    public static bool IsAgentId([NotNullWhen(true)] string? id) => id is not null && Agent().IsMatch(id);

    /// <summary>Whether this can be the id of a contact or a connection.</summary>
    public static bool IsCallId([NotNullWhen(true)] string? id) => id is not null && Call().IsMatch(id);

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Agent();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,128}\z")]
    private static partial Regex Call();
}
