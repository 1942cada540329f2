using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallActors.Client.Wire;

/// <summary>What is sent: a request of an app.</summary>
internal sealed record RequestEnvelope(string Topic, string Subtopic, string Source, JsonElement? Data, string RequestId)
{
    public string Channel { get; } = "Amazon";
}

/// <summary>What comes: an event has a message, an error has data.</summary>
internal sealed record EventEnvelope(string Topic, string Subtopic, JsonElement? Message, JsonElement? Data, EventMeta? Meta);

internal sealed record ErrorData(string ErrorType, string ErrorMessage, string Msg);

internal sealed record CallMessage(CallMessage.CallPart Call)
{
    internal sealed record CallPart(
        [property: JsonPropertyName("ResponseActual")] Connection Connection,
        [property: JsonPropertyName("CallVariables")] Dictionary<string, string>? Attributes,
        [property: JsonPropertyName("ResponseFields")] FieldsPart? Fields,
        [property: JsonPropertyName("event")] CallWord Word);

    internal sealed record FieldsPart([property: JsonPropertyName("MediaProperties")] MediaPart? Media);

    internal sealed record MediaPart(string? QueueName, DateTimeOffset? QueueTimestamp);
}

internal sealed record CallsMessage(CallsMessage.Attribute[]? Attributes, string? QueueName, DateTimeOffset? QueueTimestamp, Connection[]? Calls)
{
    internal sealed record Attribute(string Name, string Value);
}

internal sealed record ProfileMessage(string? LoginState, AgentProfile? AgentInfo, AgentState? AgentState, JsonElement Rules);

internal sealed record StateMessage(JsonElement Rules, StateMessage.DataPart? Data, AgentState[]? States)
{
    internal sealed record DataPart(bool Muted, string? Name, string? LoginName);
}

internal sealed record RulesPart(
    [property: JsonPropertyName("ButtonStates")] RulesPart.Buttons? ButtonStates,
    [property: JsonPropertyName("ResponseActual")] AgentState? State)
{
    internal sealed record Buttons(Dictionary<string, string>? Items);
}

internal sealed record CcpMessage(string? Name, string? Type);

internal sealed record DirectConnectsMessage(DirectConnect[]? Endpoints);

internal sealed record AgentLine(string AgentId, string? Name, string? Username, string? Bridge, int OpenContacts, long Revision, AgentLine.Contact[]? Contacts)
{
    internal sealed record Contact(string ContactId, string? Phase, string? Status, string? QueueName);
}

internal sealed record DigitsData(string ConnectionId, string Digits);

internal sealed record ReasonData([property: JsonPropertyName("ReasonCodeId")] string ReasonCodeId);

internal sealed record StateData(string? Code, string? Label, string? Type);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(DirectConnect))]
[JsonSerializable(typeof(RequestEnvelope))]
[JsonSerializable(typeof(EventEnvelope))]
[JsonSerializable(typeof(EventEnvelope[]))]
[JsonSerializable(typeof(ErrorData))]
[JsonSerializable(typeof(CallMessage))]
[JsonSerializable(typeof(CallsMessage))]
[JsonSerializable(typeof(ProfileMessage))]
[JsonSerializable(typeof(StateMessage))]
[JsonSerializable(typeof(RulesPart))]
[JsonSerializable(typeof(CcpMessage))]
[JsonSerializable(typeof(DirectConnectsMessage))]
[JsonSerializable(typeof(AgentLine[]))]
[JsonSerializable(typeof(DigitsData))]
[JsonSerializable(typeof(ReasonData))]
[JsonSerializable(typeof(StateData))]
internal sealed partial class WireJson : JsonSerializerContext
{
    public static WireJson OnWire { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
