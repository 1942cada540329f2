namespace CallActors.Akka.Storage;

/// <summary>An event or snapshot as it stands in the journal: the manifest and the bytes that the engine's codec made.</summary>
/// <param name="Message">UTF-8 JSON, byte for byte as it is stored.</param>
internal sealed record JournaledBytes(string Manifest, byte[] Message)
{
    /// <summary>Without the bytes, which hold numbers and names.</summary>
    public override string ToString() => Manifest;
}
