using System.Collections.Immutable;
using System.Text.Json;
using CallActors.Domain.Agents;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Codec;

/// <summary>
/// Reads events straight from their bytes, without a document in between: a start reads those of all open calls, and this
/// is most of what it does.
/// </summary>
internal static class EventReader
{
    /// <inheritdoc cref="EventCodec.ReadEvent" />
    public static object ReadEvent(JournalRow row)
    {
        var message = row.Message.Span;
        var parts = PartsOf(row);
        try
        {
            return JsonSerializer.Deserialize(message[parts.Event], Manifests.Named(row.Manifest)) ?? throw new JsonException();
        }
        catch (Exception fault) when (IsUnreadable(fault))
        {
            throw Unreadable(row, fault);
        }
    }

    /// <summary>Reads the session's event and when it was journaled.</summary>
    /// <exception cref="UnreadableEventException">It is none.</exception>
    public static ReadChange ReadChange(JournalRow row)
    {
        var message = row.Message.Span;
        var parts = PartsOf(row);
        try
        {
            return new ReadChange(row, ReadChanged(message[parts.Event]), parts.At ?? throw new KeyNotFoundException());
        }
        catch (Exception fault) when (IsUnreadable(fault))
        {
            throw Unreadable(row, fault);
        }
    }

    /// <inheritdoc cref="EventCodec.ReadEnvelope" />
    public static Envelope ReadEnvelope(JournalRow row)
    {
        var message = row.Message.Span;
        var parts = PartsOf(row);
        try
        {
            return new Envelope(
                parts.At ?? throw new KeyNotFoundException(),
                JsonSerializer.Deserialize(message[parts.Cause ?? throw new KeyNotFoundException()], PlainEventJson.Default.Cause) ?? throw new JsonException(),
                parts.Previous is { } previous ? JsonSerializer.Deserialize(message[previous], EventJson.Default.String) : null);
        }
        catch (Exception fault) when (IsUnreadable(fault))
        {
            throw Unreadable(row, fault);
        }
    }

    private static Changed ReadChanged(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject);
        (int? rules, long? previous, int? parts) = (null, null, null);
        (ImmutableArray<AgentFact> facts, ImmutableArray<RowKey> events) = (default, default);
        while (NextMember(ref reader))
        {
            if (IsMember(ref reader, "rules"u8))
            {
                rules = reader.GetInt32();
            }
            else if (IsMember(ref reader, "previous"u8))
            {
                previous = reader.GetInt64();
            }
            else if (IsMember(ref reader, "parts"u8))
            {
                parts = reader.GetInt32();
            }
            else if (IsMember(ref reader, "facts"u8))
            {
                facts = ReadFacts(ref reader, json);
            }
            else if (IsMember(ref reader, "events"u8))
            {
                events = ReadEvents(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return rules is { } known && previous is { } told && parts is { } count && !facts.IsDefault && !events.IsDefault
            ? new Changed(known, told, count, facts, events)
            : throw new KeyNotFoundException();
    }

    private static ImmutableArray<AgentFact> ReadFacts(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var facts = ImmutableArray.CreateBuilder<AgentFact>();
        Expect(ref reader, JsonTokenType.StartArray);
        while (NextElement(ref reader))
        {
            (string? manifest, Range? fact) = (null, null);
            while (NextMember(ref reader))
            {
                if (IsMember(ref reader, "manifest"u8))
                {
                    manifest = reader.GetString();
                }
                else if (IsMember(ref reader, "fact"u8))
                {
                    fact = SkipValue(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            var type = Manifests.Named(manifest ?? throw new KeyNotFoundException());
            facts.Add(JsonSerializer.Deserialize(json[fact ?? throw new KeyNotFoundException()], type) as AgentFact ?? throw new JsonException());
        }

        return facts.DrainToImmutable();
    }

    private static ImmutableArray<RowKey> ReadEvents(ref Utf8JsonReader reader)
    {
        var events = ImmutableArray.CreateBuilder<RowKey>();
        Expect(ref reader, JsonTokenType.StartArray);
        while (NextElement(ref reader))
        {
            (string? stream, long? number) = (null, null);
            while (NextMember(ref reader))
            {
                if (IsMember(ref reader, "stream"u8))
                {
                    stream = reader.GetString();
                }
                else if (IsMember(ref reader, "number"u8))
                {
                    number = reader.GetInt64();
                }
                else
                {
                    reader.Skip();
                }
            }

            events.Add(new RowKey(stream ?? throw new KeyNotFoundException(), number ?? throw new KeyNotFoundException()));
        }

        return events.DrainToImmutable();
    }

    private static Parts PartsOf(JournalRow row)
    {
        try
        {
            var reader = new Utf8JsonReader(row.Message.Span);
            reader.Read();
            Expect(ref reader, JsonTokenType.StartObject);
            (Range? found, DateTimeOffset? at, Range? cause, Range? previous) = (null, null, null, null);
            while (NextMember(ref reader))
            {
                if (IsMember(ref reader, "at"u8))
                {
                    at = reader.GetDateTimeOffset();
                }
                else if (IsMember(ref reader, "event"u8))
                {
                    found = SkipValue(ref reader);
                }
                else if (IsMember(ref reader, "cause"u8))
                {
                    cause = SkipValue(ref reader);
                }
                else if (IsMember(ref reader, "previous"u8))
                {
                    previous = SkipValue(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            // Nothing may follow.
            reader.Read();
            return new Parts(found ?? throw new KeyNotFoundException(), at, cause, previous);
        }
        catch (JsonException fault)
        {
            throw new UnreadableEventException($"Event {row.Key.SequenceNumber} of {row.Key.PersistenceId} is not JSON.", fault);
        }
        catch (Exception fault) when (IsUnreadable(fault))
        {
            throw Unreadable(row, fault);
        }
    }

    private static Range SkipValue(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    /// <summary>Goes to the next member's name; false at the end of the object.</summary>
    private static bool NextMember(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Goes to the next object of an array; false at the array's end.</summary>
    private static bool NextElement(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        Expect(ref reader, JsonTokenType.StartObject);
        return true;
    }

    /// <summary>Whether the reader is at a member of this name; then it goes to the value.</summary>
    private static bool IsMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
        {
            throw new InvalidOperationException($"There is a {reader.TokenType} in the place of a {type}.");
        }
    }

    private static bool IsUnreadable(Exception fault) =>
        fault is KeyNotFoundException or JsonException or InvalidOperationException or FormatException or UnreadableEventException;

    private static UnreadableEventException Unreadable(JournalRow row, Exception fault) => new(
        fault is UnreadableEventException
            ? $"Event {row.Key.SequenceNumber} of {row.Key.PersistenceId} cannot be read: {fault.Message}"
            : $"Event {row.Key.SequenceNumber} of {row.Key.PersistenceId} is not a {row.Manifest} ({fault.GetType().Name}).",
        fault);

    /// <summary>Where the parts of a row stand, and when it was journaled.</summary>
    private readonly record struct Parts(Range Event, DateTimeOffset? At, Range? Cause, Range? Previous);
}
