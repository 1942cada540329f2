namespace CallActors.Domain.Agents;

/// <summary>Where a report comes from, and so what it can know. Who stands first is believed over those after.</summary>
public enum ReportSource
{
    /// <summary>A bridge's snapshot: the whole agent, with every connection.</summary>
    Bridge,

    /// <summary>An event of Amazon's agent event stream: the whole agent, but contacts without their connections.</summary>
    AgentEvent,

    /// <summary>An answer of GetCurrentUserData: the whole agent as above, without names of queues.</summary>
    CurrentUserData,

    /// <summary>An event of Amazon's contact events: one contact alone, and only that it was connected or is over.</summary>
    ContactEvent,
}
