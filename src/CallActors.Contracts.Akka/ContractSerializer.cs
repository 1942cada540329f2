using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace CallActors.Contracts.Akka;

/// <summary>The contracts between nodes. What a message names is never made into a type.</summary>
public sealed class ContractSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Never to be changed: nodes of other versions know it.</summary>
    public override int Identifier => 1673;

    /// <inheritdoc/>
    public override string Manifest(object o) => ContractCodec.ManifestOf(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => ContractCodec.Write(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return ContractCodec.Read(manifest, bytes);
        }
        catch (UnknownMessageException error)
        {
            // Of this kind, it is logged and the message is let go, and nothing else happens to the connection.
            throw new SerializationException(error.Message);
        }
    }
}
