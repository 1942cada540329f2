namespace CallActors.Akka.Storage;

/// <summary>An event or snapshot as it stands in the journal: the manifest and the bytes that the engine's codec made.</summary>
/// <param name="Message">UTF-8 JSON, byte for byte as it is stored.</param>
internal sealed record JournaledBytes(string Manifest, byte[] Message)
{
    /// <summary>What is to be appended with it, all or nothing; null for an event alone, and for every one that was read.</summary>
    public JoinedWrite? Joined { get; init; }

    /// <summary>Without the bytes, which hold numbers and names.</summary>
    public override string ToString() => Manifest;
}
