using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Engine.Codec;

/// <summary>The JSON of events and snapshots. Members are added, never renamed: old journals are read for ever.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    Converters = [
        typeof(Word<ConnectionStatus>), typeof(Word<ConnectionType>), typeof(Word<ContactPhase>),
        typeof(Word<RequestKind>), typeof(Word<FailureReason>), typeof(RequestJson), typeof(RecentRequestsJson)])]
[JsonSerializable(typeof(ConnectionEvent.Joined))]
[JsonSerializable(typeof(ConnectionEvent.Identified))]
[JsonSerializable(typeof(ConnectionEvent.Rang), TypeInfoPropertyName = "ConnectionRang")]
[JsonSerializable(typeof(ConnectionEvent.Connected), TypeInfoPropertyName = "ConnectionConnected")]
[JsonSerializable(typeof(ConnectionEvent.Disconnected))]
[JsonSerializable(typeof(ConnectionEvent.DisconnectRequested))]
[JsonSerializable(typeof(ConnectionEvent.DigitsRequested))]
[JsonSerializable(typeof(ContactEvent.Offered))]
[JsonSerializable(typeof(ContactEvent.Described))]
[JsonSerializable(typeof(ContactEvent.ConnectionAdded))]
[JsonSerializable(typeof(ContactEvent.Rang), TypeInfoPropertyName = "ContactRang")]
[JsonSerializable(typeof(ContactEvent.Connected), TypeInfoPropertyName = "ContactConnected")]
[JsonSerializable(typeof(ContactEvent.Ended))]
[JsonSerializable(typeof(ContactEvent.Missed))]
[JsonSerializable(typeof(ContactEvent.Rejected))]
[JsonSerializable(typeof(ContactEvent.Cleared))]
[JsonSerializable(typeof(ContactEvent.AnswerRequested))]
[JsonSerializable(typeof(ContactEvent.RejectRequested))]
[JsonSerializable(typeof(ContactEvent.ClearRequested))]
[JsonSerializable(typeof(ContactEvent.ConsultRequested))]
[JsonSerializable(typeof(ContactEvent.SwapRequested))]
[JsonSerializable(typeof(ContactEvent.ConferenceRequested))]
[JsonSerializable(typeof(ContactEvent.TransferRequested))]
[JsonSerializable(typeof(AgentFact.BridgeAttached))]
[JsonSerializable(typeof(AgentFact.BridgeDetached))]
[JsonSerializable(typeof(AgentFact.StateChanged))]
[JsonSerializable(typeof(AgentFact.MuteChanged))]
[JsonSerializable(typeof(AgentFact.StatesTold))]
[JsonSerializable(typeof(AgentFact.EndpointsTold))]
[JsonSerializable(typeof(AgentFact.RequestStarted))]
[JsonSerializable(typeof(AgentFact.RequestFailed))]
[JsonSerializable(typeof(AgentFact.Reset))]
[JsonSerializable(typeof(Contact.Seen), TypeInfoPropertyName = "ContactSeen")]
[JsonSerializable(typeof(ImmutableArray<Contact.Seen>), TypeInfoPropertyName = "ContactsSeen")]
[JsonSerializable(typeof(SessionSnapshot))]
[JsonSerializable(typeof(RecentRequest))]
internal sealed partial class EventJson : JsonSerializerContext;

/// <summary>
/// Of these most of a journal consists, and they have no word for an enum: without a converter the generator writes them
/// member by member, which takes half the time.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ConnectionEvent.Held))]
[JsonSerializable(typeof(ConnectionEvent.Resumed))]
[JsonSerializable(typeof(ConnectionEvent.HoldRequested))]
[JsonSerializable(typeof(ConnectionEvent.ResumeRequested))]
[JsonSerializable(typeof(AgentFact.ReportTaken))]
[JsonSerializable(typeof(AgentFact.RequestConfirmed))]
[JsonSerializable(typeof(Cause))]
internal sealed partial class PlainEventJson : JsonSerializerContext;

/// <summary>Enums are written as words in camel case, so that their order may change.</summary>
internal sealed class Word<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) where T : struct, Enum;

/// <summary>An agent's whole state at a revision, so that a start reads nothing of what is before it.</summary>
/// <param name="Heads">The last number and hash of every stream that the next change may append to.</param>
internal sealed record SessionSnapshot(long Revision, DateTimeOffset At, ImmutableArray<StreamHead> Heads, SnapshotPersonal Personal)
{
    public const string Manifest = "agent.snapshot/1";
}

/// <summary>The picture, which is full of numbers and names: it stands in one member, as they do in events.</summary>
internal sealed record SnapshotPersonal(
    AgentSession Session, ImmutableArray<Contact.Seen> Contacts, ImmutableArray<Connection.Seen> Connections);

/// <summary>Why a change happened: the request and its app, or the report and its id.</summary>
/// <param name="By">A word: request, snapshot, agentEvent, userData, contactEvent, answer, deadline, hello, lost, states, endpoints, wake.</param>
/// <param name="Id">The request's, the attachment's or the feed's event's id.</param>
public sealed record Cause(string By, string? Id, string? App = null)
{
    internal static Cause Of(AgentReport report) => report.Source switch
    {
        ReportSource.Bridge => new Cause("snapshot", report.Attachment),
        ReportSource.AgentEvent => new Cause("agentEvent", report.ReportId),
        ReportSource.CurrentUserData => new Cause("userData", report.ReportId),
        ReportSource.ContactEvent => new Cause("contactEvent", report.ReportId),
        _ => throw new ArgumentOutOfRangeException(nameof(report), report.Source, "not a source of reports"),
    };
}
