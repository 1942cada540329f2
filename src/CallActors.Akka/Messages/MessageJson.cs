using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Engine;
using CallActors.Engine.Codec;

namespace CallActors.Akka.Messages;

/// <summary>The JSON of the messages between nodes. Members are added, never renamed: nodes of two versions run side by side.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    Converters = [
        typeof(ViewConverter), typeof(Word<ConnectionStatus>), typeof(Word<ConnectionType>), typeof(Word<CallCommand>), typeof(Word<AskKind>),
        typeof(Word<ReportSource>), typeof(Word<ReportedContactState>), typeof(Word<BridgeOperation>), typeof(Word<BridgeNewsKind>),
        typeof(Word<AskReplyKind>)])]
[JsonSerializable(typeof(Register))]
[JsonSerializable(typeof(Unregister))]
[JsonSerializable(typeof(WakeUp))]
[JsonSerializable(typeof(Command))]
[JsonSerializable(typeof(Registered))]
[JsonSerializable(typeof(Awake))]
[JsonSerializable(typeof(Answered))]
[JsonSerializable(typeof(Broadcast))]
[JsonSerializable(typeof(ToBridge))]
[JsonSerializable(typeof(BridgeNews))]
[JsonSerializable(typeof(Contact.Seen), TypeInfoPropertyName = "ContactSeen")]
[JsonSerializable(typeof(ImmutableArray<Contact.Seen>), TypeInfoPropertyName = "ContactsSeen")]
internal sealed partial class MessageJson : JsonSerializerContext;

/// <summary>A picture travels as it stands in snapshots.</summary>
internal sealed class ViewConverter : JsonConverter<AgentView>
{
    public override AgentView Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var json = document.RootElement;
        var personal = json.GetProperty("personal").Deserialize(EventJson.Default.SnapshotPersonal)!;
        return new AgentView(
            json.GetProperty("agentId").GetString()!, json.GetProperty("revision").GetInt64(), json.GetProperty("at").GetDateTimeOffset(),
            new Picture(personal.Session, personal.Contacts, personal.Connections));
    }

    public override void Write(Utf8JsonWriter writer, AgentView value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("agentId", value.AgentId);
        writer.WriteNumber("revision", value.Revision);
        writer.WriteString("at", value.At);
        writer.WritePropertyName("personal");
        JsonSerializer.Serialize(
            writer, new SnapshotPersonal(value.Picture.Session, value.Picture.Contacts, value.Picture.Connections), EventJson.Default.SnapshotPersonal);
        writer.WriteEndObject();
    }
}
