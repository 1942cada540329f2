using System.Collections.Immutable;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Domain.Agents;

/// <summary>What Amazon Connect told of one agent, as a whole: a report is compared with what is known, never refused.</summary>
/// <param name="At">The report's own time, Connect's clock; reports are ordered by it and never by arrival.</param>
/// <param name="Attachment">The bridge that sent it, null for Amazon's feeds and API.</param>
/// <param name="Contacts">Null where the report says nothing of contacts; empty where there is none.</param>
/// <param name="Source">What the report can know, and who is believed where two differ.</param>
/// <param name="ReportId">The feed's own id of it, for the journal; null where it has none.</param>
public sealed record AgentReport(
    DateTimeOffset At, string? Attachment, AgentState? State, AgentState? NextState, bool? Muted,
    ImmutableArray<ContactReport>? Contacts, ReportSource Source = ReportSource.Bridge, string? ReportId = null);

/// <summary>A contact as Connect says it. <paramref name="Attributes"/> is null where the source does not know them.</summary>
public sealed record ContactReport(
    string ContactId, string? InitialContactId, ReportedContactState State, DateTimeOffset StateSince, bool Outbound,
    string? QueueName, DateTimeOffset? QueueTimestamp, ImmutableSortedDictionary<string, string>? Attributes,
    ImmutableArray<ConnectionReport> Connections);

/// <summary>A connection as Connect says it; init reads connecting, silent monitoring and barge read connected.</summary>
public sealed record ConnectionReport(
    string ConnectionId, ConnectionType Type, bool Initial, string? PhoneNumber, ConnectionStatus Status, DateTimeOffset Since);

/// <summary>The contact's states in Amazon Connect Streams; paused, which voice has not, reads connected.</summary>
public enum ReportedContactState
{
    Ringing,
    Connected,
    Missed,
    Rejected,
    Ended,
    Error,
}
