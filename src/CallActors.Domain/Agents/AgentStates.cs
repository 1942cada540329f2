namespace CallActors.Domain.Agents;

/// <summary>Which state an app means, and which states no agent can choose.</summary>
public static class AgentStates
{
    public const string Routable = "routable";
    public const string NotRoutable = "not_routable";
    public const string Offline = "offline";

    private static readonly string[] System =
        ["PendingBusy", "Busy", "FailedConnectAgent", "FailedConnectCustomer", "AfterCallWork", "MissedCallAgent"];

    /// <summary>States into which Connect alone puts an agent.</summary>
    public static bool IsSystem(string? name) => name is not null && System.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static bool IsSystem(this AgentState state) =>
        IsSystem(state.Name) || state.Type is not (Routable or NotRoutable or Offline);

    /// <summary>The state among those that the bridge told, by name, ARN or the ARN's last part, and by type.</summary>
    internal static AgentState? Find(this AgentSession session, Ask.SetState ask) => session.States.FirstOrDefault(state =>
        !state.IsSystem()
        && (ask.Name is null || state.Name == ask.Name || state.Arn == ask.Name || state.Arn?.EndsWith($"/{ask.Name}", StringComparison.Ordinal) == true)
        && (ask.Type is null || state.Type == ask.Type));

    internal static bool IsSame(AgentState? one, AgentState? other) =>
        one is not null && other is not null
        && (one.Arn is not null && other.Arn is not null ? one.Arn == other.Arn : one.Name == other.Name);

    internal static string NotFound(AgentSession session, Ask.SetState ask) =>
        IsSystem(ask.Name)
            ? $"{ask.Name} is a system state: only Amazon Connect puts an agent into it."
            : $"The agent has no state {ask.Name ?? ask.Type}; there are {string.Join(", ", session.States.Where(state => !state.IsSystem()).Select(state => state.Name))}.";
}
