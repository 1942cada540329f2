using CallActors.Domain.Agents;

namespace CallActors.Connect.Feeds;

/// <summary>One of Amazon's contact events, as EventBridge delivers it.</summary>
/// <param name="Id">EventBridge's id of it.</param>
/// <param name="AgentId">Null while no agent has the contact.</param>
/// <param name="EventType">INITIATED, QUEUED, CONNECTED_TO_AGENT, DISCONNECTED and others, or what is to come.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Report">What it says of the agent's contact; null where it says nothing of a voice contact with an agent.</param>
public sealed record ContactEvent(
    string Id, string ContactId, string? InitialContactId, string? PreviousContactId, string? AgentId, string EventType, string? Channel,
    string? InitiationMethod, DateTimeOffset Time, AgentReport? Report);
