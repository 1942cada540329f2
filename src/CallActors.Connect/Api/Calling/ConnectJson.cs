using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallActors.Connect.Api.Model;

namespace CallActors.Connect.Api.Calling;

/// <summary>
/// Bodies of requests and answers. Members are written in the order in which they stand, which is Amazon's, so that
/// requests read like those of Amazon's own clients.
/// </summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartOutboundVoiceContactRequest))]
[JsonSerializable(typeof(StartOutboundVoiceContactResponse))]
[JsonSerializable(typeof(StopContactRequest))]
[JsonSerializable(typeof(StopContactResponse))]
[JsonSerializable(typeof(ResumeContactRequest))]
[JsonSerializable(typeof(ResumeContactResponse))]
[JsonSerializable(typeof(PauseContactRequest))]
[JsonSerializable(typeof(PauseContactResponse))]
[JsonSerializable(typeof(DismissUserContactRequest))]
[JsonSerializable(typeof(DismissUserContactResponse))]
[JsonSerializable(typeof(PutUserStatusRequest))]
[JsonSerializable(typeof(PutUserStatusResponse))]
[JsonSerializable(typeof(GetCurrentUserDataRequest))]
[JsonSerializable(typeof(GetCurrentUserDataResponse))]
[JsonSerializable(typeof(ListAgentStatusesResponse))]
[JsonSerializable(typeof(DescribeContactResponse))]
[JsonSerializable(typeof(GetContactAttributesResponse))]
[JsonSerializable(typeof(UpdateContactAttributesRequest))]
[JsonSerializable(typeof(UpdateContactAttributesResponse))]
[JsonSerializable(typeof(SuspendContactRecordingRequest))]
[JsonSerializable(typeof(SuspendContactRecordingResponse))]
[JsonSerializable(typeof(ResumeContactRecordingRequest))]
[JsonSerializable(typeof(ResumeContactRecordingResponse))]
[JsonSerializable(typeof(MonitorContactRequest))]
[JsonSerializable(typeof(MonitorContactResponse))]
internal sealed partial class ConnectJson : JsonSerializerContext
{
    public static ConnectJson OnWire { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new EpochSeconds() },
    });
}

/// <summary>Times are epoch seconds on the wire, with fractions.</summary>
internal sealed class EpochSeconds : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? reader.GetDateTimeOffset().UtcDateTime
            : DateTime.UnixEpoch.AddTicks((long)(reader.GetDecimal() * TimeSpan.TicksPerSecond));

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((decimal)(value.ToUniversalTime() - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond);
}
