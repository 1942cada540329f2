using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;
using CallActors.Engine.Journal;

namespace CallActors.Akka.Sessions;

/// <summary>A change before it is journaled: its rows, the session's own last.</summary>
internal sealed record PendingChange(IReadOnlyList<JournalRow> Rows) : INoSerializationVerificationNeeded
{
    private const string Manifest = "agent.pendingChange/1";

    public SnapshotRow ToSnapshot(string stream) => new(
        new RowKey(stream, 0), Manifest,
        JsonSerializer.SerializeToUtf8Bytes(
            new KeptChange([.. Rows.Select(row => new KeptRow(row.Key.PersistenceId, row.Key.SequenceNumber, row.Manifest, row.Message.ToArray()))]),
            KeptJson.Default.KeptChange));

    /// <summary>Null for what this version does not read: it only matters while the change is not whole.</summary>
    public static PendingChange? Of(SnapshotRow snapshot)
    {
        try
        {
            return snapshot.Manifest == Manifest && JsonSerializer.Deserialize(snapshot.Payload.Span, KeptJson.Default.KeptChange) is { Personal.Length: > 0 } kept
                ? new PendingChange([.. kept.Personal.Select(row => new JournalRow(new RowKey(row.Stream, row.Number), row.Manifest, row.Message))])
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Personal">The rows, which hold numbers and names: they stand in one member, as in events.</param>
internal sealed record KeptChange(KeptRow[] Personal);

internal sealed record KeptRow(string Stream, long Number, string Manifest, byte[] Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeptChange))]
internal sealed partial class KeptJson : JsonSerializerContext;
