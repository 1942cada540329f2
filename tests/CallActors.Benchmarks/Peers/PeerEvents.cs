using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallActors.Benchmarks.Peers;

/// <summary>What apps are told, the same JSON as CallActors tells.</summary>
internal static class PeerEvents
{
    /// <summary>Both connections of the call, the agent's own first.</summary>
    public static byte[][] Of(PeerCall call) => [Change(call, call.Own, true), Change(call, call.Party, false)];

    public static byte[] StateSync(PeerCall? call) => JsonSerializer.SerializeToUtf8Bytes(
        new SyncEvent("Amazon", "InboundCall", "StateSync", new SyncMessage(
            call?.Attributes.Select(each => new NamedValue(each.Key, each.Value)).ToArray() ?? [], call?.QueueName, Time(call?.QueueTimestamp),
            call is null ? [] : [Connection(call, call.Own, true, null), Connection(call, call.Party, true, null)])),
        PeerEventJson.Default.SyncEvent);

    public static byte[] Error(string type, string detail, string message) => JsonSerializer.SerializeToUtf8Bytes(
        new ErrorEvent("Amazon", "Error", "ApiError", new ErrorData(type, detail, message)), PeerEventJson.Default.ErrorEvent);

    private static byte[] Change(PeerCall call, PeerLine line, bool isOwn)
    {
        var buttons = ButtonsOf(line, isOwn);
        var since = Time(line.Since)!;
        return JsonSerializer.SerializeToUtf8Bytes(
            new ChangeEvent("Amazon", "InboundCall", "InboundCallStateChange", new ChangeMessage(
                new ChangeCall(
                    new ButtonStates(Words(buttons), 11), null, 0, "Success", Connection(call, line, isOwn, line.Previous), call.Attributes, null,
                    new ResponseFields(
                        [], new MediaProperties(line.Type, call.QueueName, Time(call.QueueTimestamp)), line.PhoneNumber, line.Status, line.Type, since, "",
                        call.QueueName),
                    line.Id, line.Status, line.Type),
                "event")),
            PeerEventJson.Default.ChangeEvent);
    }

    private static ConnectionDto Connection(PeerCall call, PeerLine line, bool hasContactId, string? previous) => new(
        line.Id, hasContactId ? call.ContactId : null, line.PhoneNumber, line.Status, Time(line.Since)!, line.Type,
        ButtonsOf(line, line == call.Own), previous);

    private static Buttons<bool> ButtonsOf(PeerLine line, bool isOwn) => isOwn
        ? new(false, false, false, false, false, false, true, true, false, false, false)
        : new(false, false, true, line.Status == "connected", line.Status == "hold", false, false, false, false, false, false);

    private static Buttons<string> Words(Buttons<bool> all) => new(
        Word(all.Answer), Word(all.Reject), Word(all.Disconnect), Word(all.Hold), Word(all.Resume), Word(all.ClearContact), Word(all.Consult),
        Word(all.Numberpad), Word(all.Swap), Word(all.Transfer), Word(all.Conference));

    private static string Word(bool isEnabled) => isEnabled ? "Enable" : "Hide";

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}

internal sealed record Buttons<T>(T Answer, T Reject, T Disconnect, T Hold, T Resume, T ClearContact, T Consult, T Numberpad, T Swap, T Transfer, T Conference);

internal sealed record ButtonStates(Buttons<string> Items, int Count);

internal sealed record ConnectionDto(
    string ConnectionId, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ContactId, string? PhoneNumber, string Status,
    string StatusTimestamp, string Type, Buttons<bool> ButtonStates,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PreviousStatus);

internal sealed record MediaProperties(string CallType, string? QueueName, string? QueueTimestamp);

internal sealed record ResponseFields(
    [property: JsonPropertyName("Participants")] string[] Participants, [property: JsonPropertyName("MediaProperties")] MediaProperties MediaProperties,
    string? FromAddress, [property: JsonPropertyName("CallState")] string CallState, [property: JsonPropertyName("Type")] string Type,
    [property: JsonPropertyName("CurrentStateTime")] string CurrentStateTime, [property: JsonPropertyName("Campaign")] string Campaign,
    [property: JsonPropertyName("DN")] string? Dn);

internal sealed record ChangeCall(
    [property: JsonPropertyName("ButtonStates")] ButtonStates ButtonStates, [property: JsonPropertyName("ActionsAllowed")] string? ActionsAllowed,
    [property: JsonPropertyName("ResponseType")] int ResponseType, [property: JsonPropertyName("ResponseText")] string ResponseText,
    [property: JsonPropertyName("ResponseActual")] ConnectionDto ResponseActual,
    [property: JsonPropertyName("CallVariables")] Dictionary<string, string> CallVariables,
    [property: JsonPropertyName("ExtendedCallVariables")] string? ExtendedCallVariables,
    [property: JsonPropertyName("ResponseFields")] ResponseFields ResponseFields, string Id, string Event,
    [property: JsonPropertyName("CallType")] string CallType);

internal sealed record ChangeMessage(ChangeCall Call, string Source);

internal sealed record ChangeEvent(string Channel, string Topic, string Subtopic, ChangeMessage Message);

internal sealed record NamedValue(string Name, string Value);

internal sealed record SyncMessage(NamedValue[] Attributes, string? QueueName, string? QueueTimestamp, ConnectionDto[] Calls);

internal sealed record SyncEvent(string Channel, string Topic, string Subtopic, SyncMessage Message);

internal sealed record ErrorData(string ErrorType, string ErrorMessage, string Msg);

internal sealed record ErrorEvent(string Channel, string Topic, string Subtopic, ErrorData Data);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChangeEvent))]
[JsonSerializable(typeof(SyncEvent))]
[JsonSerializable(typeof(ErrorEvent))]
internal sealed partial class PeerEventJson : JsonSerializerContext;
