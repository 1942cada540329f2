using System.Collections.Immutable;
using System.Text.Json;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;

namespace CallActors.Engine.Codec;

/// <summary>What the session's event says of a change, beside its facts (docs/journal.md).</summary>
/// <param name="Rules">The version of the rules that rendered it.</param>
/// <param name="Previous">The revision that was told before.</param>
/// <param name="Parts">How many events the apps were told; 0 where nothing showed.</param>
public sealed record Changed(int Rules, long Previous, int Parts, ImmutableArray<AgentFact> Facts, ImmutableArray<RowKey> Events);

/// <summary>A session's event, read once: what it names is fetched before it is folded.</summary>
/// <param name="At">When it was journaled.</param>
internal sealed record ReadChange(JournalRow Session, Changed Changed, DateTimeOffset At);

/// <summary>Around each event: when and why it was written, and the hash of its stream's event before it.</summary>
public sealed record Envelope(DateTimeOffset At, Cause Cause, string? Previous);

/// <summary>Writes events as rows of the journal and reads them back.</summary>
public static class EventCodec
{
    internal static JournalRow Write(string stream, StreamHead? head, Envelope envelope, object happened)
    {
        var (manifest, json) = Manifests.Of(happened);
        return Row(stream, head, manifest, envelope, (happened, json), static (writer, one) => JsonSerializer.Serialize(writer, one.happened, one.json));
    }

    internal static JournalRow Write(string stream, StreamHead? head, Envelope envelope, Changed changed) =>
        Row(stream, head, Manifests.Changed, envelope, changed, WriteChanged);

    /// <summary>Reads the event of a contact or connection.</summary>
    /// <returns>A <see cref="ConnectionEvent"/> or a <see cref="ContactEvent"/>.</returns>
    /// <exception cref="UnreadableEventException">It is not the event that its manifest names.</exception>
    public static object ReadEvent(JournalRow row) => EventReader.ReadEvent(row);

    /// <summary>Reads the session's event.</summary>
    /// <exception cref="UnreadableEventException">It is none.</exception>
    public static Changed ReadChanged(JournalRow row) => EventReader.ReadChange(row).Changed;

    /// <summary>Reads what stands around an event.</summary>
    /// <exception cref="UnreadableEventException">It is not JSON, or no event of a journal.</exception>
    public static Envelope ReadEnvelope(JournalRow row) => EventReader.ReadEnvelope(row);

    private static JournalRow Row<T>(
        string stream, StreamHead? head, string manifest, Envelope envelope, T happened, Action<Utf8JsonWriter, T> write)
    {
        var message = JsonBytes.Write((envelope, head?.Hash, happened, write), static (writer, row) =>
        {
            writer.WriteStartObject();
            writer.WriteString("at"u8, row.envelope.At);
            writer.WritePropertyName("cause"u8);
            JsonSerializer.Serialize(writer, row.envelope.Cause, PlainEventJson.Default.Cause);
            if (row.Hash is { } hash)
            {
                writer.WriteString("previous"u8, hash);
            }

            writer.WritePropertyName("event"u8);
            row.write(writer, row.happened);
            writer.WriteEndObject();
        });
        return new JournalRow(new RowKey(stream, (head?.Number ?? 0) + 1), manifest, message);
    }

    private static void WriteChanged(Utf8JsonWriter writer, Changed changed)
    {
        writer.WriteStartObject();
        writer.WriteNumber("rules"u8, changed.Rules);
        writer.WriteNumber("previous"u8, changed.Previous);
        writer.WriteNumber("parts"u8, changed.Parts);
        writer.WriteStartArray("facts"u8);
        foreach (var fact in changed.Facts)
        {
            var (manifest, json) = Manifests.Of(fact);
            writer.WriteStartObject();
            writer.WriteString("manifest"u8, manifest);
            writer.WritePropertyName("fact"u8);
            JsonSerializer.Serialize(writer, fact, json);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("events"u8);
        foreach (var key in changed.Events)
        {
            writer.WriteStartObject();
            writer.WriteString("stream"u8, key.PersistenceId);
            writer.WriteNumber("number"u8, key.SequenceNumber);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
