using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallActors.Benchmarks.Peers;

/// <summary>What an app asks.</summary>
internal sealed record PeerEnvelope(string? Channel, string? Topic, string? Subtopic, string? Source, string? Data, string? RequestId);

/// <summary>What a bridge says.</summary>
internal sealed record PeerFrame(string? Type, string? RequestId, bool? Ok, JsonElement? Error, [property: JsonPropertyName("agentARN")] string? AgentArn, PeerSnapshot? Snapshot);

internal sealed record PeerSnapshot(DateTimeOffset SnapshotTimestamp, PeerContact[]? Contacts);

internal sealed record PeerContact(
    string ContactId, PeerContactState State, PeerQueue? Queue, DateTimeOffset? QueueTimestamp, PeerConnection[] Connections,
    Dictionary<string, PeerAttribute>? Attributes);

internal sealed record PeerContactState(string Type, DateTimeOffset? Timestamp);

internal sealed record PeerQueue(string? Name);

internal sealed record PeerAttribute(string? Value);

internal sealed record PeerConnection(string ConnectionId, PeerEndpoint? Endpoint, PeerContactState State, string Type, bool Initial);

internal sealed record PeerEndpoint(string? PhoneNumber);

/// <summary>What a bridge is told.</summary>
internal sealed record PeerToBridge(
    string Type, string? AgentId = null, string? Attachment = null, string? RequestId = null, string? Operation = null,
    string? ContactId = null, string? ConnectionId = null, long? DeadlineMilliseconds = null);

/// <summary>One call of one party, as it is kept.</summary>
internal sealed record PeerCall(
    string ContactId, string? QueueName, DateTimeOffset? QueueTimestamp, Dictionary<string, string> Attributes, PeerLine Own, PeerLine Party);

internal sealed record PeerLine(string Id, string Type, string? PhoneNumber, string Status, string? Previous, DateTimeOffset Since);

/// <summary>One request, as it is kept.</summary>
internal sealed record PeerRequest(string RequestId, string Subtopic, string? Data, string App, string ContactId, string ConnectionId, DateTimeOffset AskedAt);

/// <summary>What a change says: the call as it is after it, the request that began or ended with it, and why one failed.</summary>
internal sealed record PeerRecord(PeerCall? Call, PeerRequest? Request, string? Failure);

/// <summary>What happened to one connection: it was asked for, or has another status since then.</summary>
internal sealed record PeerPartRecord(string? RequestId, string? Status, DateTimeOffset? Since);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PeerEnvelope))]
[JsonSerializable(typeof(PeerFrame))]
[JsonSerializable(typeof(PeerToBridge))]
[JsonSerializable(typeof(PeerRecord))]
[JsonSerializable(typeof(PeerPartRecord))]
internal sealed partial class PeerJson : JsonSerializerContext;
