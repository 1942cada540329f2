using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace CallActors.Contracts.Akka;

/// <summary>
/// Stands where Akka.NET has a serializer that makes objects of whichever type the bytes name. A message for which nothing
/// else is said is refused, at the sender and at the receiver.
/// </summary>
public abstract class RefusedSerializer(ExtendedActorSystem system) : Serializer(system)
{
    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) =>
        throw new SerializationException($"{obj.GetType()} is not a message between nodes; those have a serializer of their own.");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) =>
        throw new SerializationException("A message that names its own type is not taken from another node.");
}

/// <summary>In place of Newtonsoft's JSON, which Akka.NET takes for every type without a serializer.</summary>
public sealed class RefusedJson : RefusedSerializer
{
    /// <param name="system">Of which it is.</param>
    /// <param name="settings">Those of the one that it replaces; they say nothing here.</param>
#pragma warning disable IDE0060 // Akka.NET looks for this form, since settings are there.
    public RefusedJson(ExtendedActorSystem system, Config settings)
#pragma warning restore IDE0060
        : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => 1;
}

/// <summary>In place of what lets another node start any actor here.</summary>
public sealed class RefusedDeployment(ExtendedActorSystem system) : RefusedSerializer(system)
{
    /// <inheritdoc/>
    public override int Identifier => 3;
}
