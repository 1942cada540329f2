using CallActors.Domain.Agents;

namespace CallActors.Connect.Feeds;

/// <summary>One event of Amazon's agent event stream.</summary>
/// <param name="EventType">LOGIN, LOGOUT, STATE_CHANGE, HEART_BEAT, or what is to come.</param>
/// <param name="Report">What it says of the agent; null where it holds no snapshot.</param>
public sealed record AgentEvent(string AgentId, string EventId, string EventType, AgentReport? Report);
