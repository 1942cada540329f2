using Akka.Actor;
using Akka.Serialization;
using CallActors.Engine.Journal;

namespace CallActors.Akka.Storage;

/// <summary>
/// Puts events and snapshots into the journal as the embedded engine puts them: the same identifier, manifest and bytes.
/// What is in the bytes is the engine's own codec's to say, so that a row that cannot be read stops no recovery.
/// </summary>
internal sealed class JournalSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => JournalLayout.SerializerId;

    public override string Manifest(object o) => Of(o).Manifest;

    public override byte[] ToBinary(object obj) => Of(obj).Message;

    public override object FromBinary(byte[] bytes, string manifest) => new JournaledBytes(manifest, bytes);

    private static JournaledBytes Of(object obj) =>
        obj as JournaledBytes ?? throw new ArgumentException($"The journal takes events of the engine's codec, not {obj.GetType().Name}.", nameof(obj));
}
