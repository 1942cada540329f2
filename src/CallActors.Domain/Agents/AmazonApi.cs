namespace CallActors.Domain.Agents;

/// <summary>
/// The way to Amazon Connect beside the bridges: its API, for agents without one. It carries little, and it is never
/// lost: a request that was journaled for it ends by a report, by Amazon's error or by its deadline.
/// </summary>
public static class AmazonApi
{
    private const string Way = "amazon-api";

    /// <summary>What stands in a request in the place of a bridge's attachment.</summary>
    /// <param name="nodeId">The node that sends it, null where there is one alone.</param>
    public static string WayOf(string? nodeId) => nodeId is null ? Way : $"{Way}-{nodeId}";

    /// <summary>Whether a request goes there and not to a bridge.</summary>
    public static bool IsWay(string attachment) => attachment == Way || attachment.StartsWith($"{Way}-", StringComparison.Ordinal);

    /// <summary>DismissUserContact clears, and PutUserStatus knows a state by the last part of its ARN.</summary>
    internal static bool Carries(RequestKind kind, AgentState? state) =>
        kind == RequestKind.ClearContact || (kind == RequestKind.SetState && state?.Arn is not null);
}
