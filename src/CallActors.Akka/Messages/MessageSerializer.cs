using System.Collections.Frozen;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using Akka.Serialization;

namespace CallActors.Akka.Messages;

/// <summary>
/// The messages between nodes: JSON by manifest, each manifest one type. What a message names is never made into a type.
/// </summary>
internal sealed class MessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly (string Manifest, JsonTypeInfo Json)[] All =
    [
        ("register/1", MessageJson.Default.Register),
        ("unregister/1", MessageJson.Default.Unregister),
        ("wakeUp/1", MessageJson.Default.WakeUp),
        ("command/1", MessageJson.Default.Command),
        ("registered/1", MessageJson.Default.Registered),
        ("awake/1", MessageJson.Default.Awake),
        ("answered/1", MessageJson.Default.Answered),
        ("broadcast/1", MessageJson.Default.Broadcast),
        ("toBridge/1", MessageJson.Default.ToBridge),
        ("bridgeNews/1", MessageJson.Default.BridgeNews),
    ];

    private static readonly FrozenDictionary<Type, (string Manifest, JsonTypeInfo Json)> ByType = All.ToFrozenDictionary(each => each.Json.Type);

    private static readonly FrozenDictionary<string, JsonTypeInfo> ByManifest = All.ToFrozenDictionary(each => each.Manifest, each => each.Json);

    public override int Identifier => 1672;

    public override string Manifest(object o) => ByType[o.GetType()].Manifest;

    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, ByType[obj.GetType()].Json);

    public override object FromBinary(byte[] bytes, string manifest) => ByManifest.TryGetValue(manifest, out var json)
        ? JsonSerializer.Deserialize(bytes, json) ?? throw new SerializationException($"A message {manifest} is empty.")
        : throw new SerializationException($"A message {manifest} is not known to this version: a newer node sent it.");
}
