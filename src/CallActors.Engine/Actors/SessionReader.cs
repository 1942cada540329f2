using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CallActors.Domain.Agents;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;

namespace CallActors.Engine.Actors;

/// <summary>Folds sessions out of the journal: at a start, for apps that missed something, and for the audit.</summary>
internal static class SessionReader
{
    private const int RowsAtOnce = 128;

    /// <summary>The agent as of a revision, from the newest snapshot before it.</summary>
    public static async Task<SessionState> ReadAsync(IJournalReader journal, string agentId, long to, CancellationToken cancellation)
    {
        var state = await ReadSnapshotAsync(journal, agentId, to, cancellation);
        await foreach (var step in ReadOnAsync(journal, state, to, cancellation))
        {
            state = step.After;
        }

        return state;
    }

    /// <summary>The changes after a state, in order.</summary>
    public static async IAsyncEnumerable<Step> ReadOnAsync(
        IJournalReader journal, SessionState state, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var rows = new List<JournalRow>(RowsAtOnce);
        await foreach (var row in journal.ReadStreamAsync(Streams.OfAgent(state.AgentId), state.Revision + 1, to, cancellation))
        {
            rows.Add(row);
            if (rows.Count == RowsAtOnce)
            {
                await foreach (var step in FoldAsync(journal, state, rows, cancellation))
                {
                    state = step.After;
                    yield return step;
                }

                rows.Clear();
            }
        }

        await foreach (var step in FoldAsync(journal, state, rows, cancellation))
        {
            yield return step;
        }
    }

    /// <summary>The newest snapshot at or before a revision, or the beginning.</summary>
    public static async Task<SessionState> ReadSnapshotAsync(IJournalReader journal, string agentId, long to, CancellationToken cancellation)
    {
        var row = await journal.ReadSnapshotAsync(Streams.OfAgent(agentId), to, cancellation);
        return Of(agentId, row);
    }

    /// <summary>The agent as a snapshot has it; the beginning where there is none that this version reads.</summary>
    public static SessionState Of(string agentId, SnapshotRow? row) =>
        row is null || row.Manifest != SessionSnapshot.Manifest ? SessionState.Initial(agentId) : Read(agentId, row);

    /// <summary>The oldest snapshot after a revision: where the session was begun anew; null where there is none.</summary>
    public static async Task<SessionState?> ReadSnapshotAfterAsync(IJournalReader journal, string agentId, long revision, CancellationToken cancellation)
    {
        var heads = await journal.ReadHeadsAsync([Streams.OfAgent(agentId)], cancellation);
        long before = revision, at = heads[0].Key.SequenceNumber;
        SessionState? found = null;
        while (before < at)
        {
            var middle = before + ((at - before) / 2) + ((at - before) % 2);
            var state = await ReadSnapshotAsync(journal, agentId, middle, cancellation);
            if (state.Revision > revision)
            {
                (found, at) = (state, state.Revision - 1);
            }
            else
            {
                before = middle;
            }
        }

        return found;
    }

    public static SnapshotRow ToSnapshot(SessionState state) => RowOf(state, JsonBytes.Write(state, Write));

    /// <param name="buffer">Is written to, and must stay as it is for as long as the row is needed.</param>
    public static SnapshotRow ToSnapshot(SessionState state, ArrayBufferWriter<byte> buffer)
    {
        using (var writer = new Utf8JsonWriter(buffer, JsonBytes.Options))
        {
            Write(writer, state);
        }

        return RowOf(state, buffer.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter writer, SessionState state) => JsonSerializer.Serialize(
        writer,
        new SessionSnapshot(
            state.Revision, state.At, state.Heads, new SnapshotPersonal(state.Picture.Session, state.Picture.Contacts, state.Picture.Connections)),
        EventJson.Default.SessionSnapshot);

    private static SnapshotRow RowOf(SessionState state, ReadOnlyMemory<byte> payload) =>
        new(new RowKey(Streams.OfAgent(state.AgentId), state.Revision), SessionSnapshot.Manifest, payload);

    private static SessionState Read(string agentId, SnapshotRow row)
    {
        try
        {
            var snapshot = JsonSerializer.Deserialize(row.Payload.Span, EventJson.Default.SessionSnapshot);
            if (snapshot is { Heads.IsDefault: false, Personal: { Session: { } session, Contacts: { IsDefault: false } contacts, Connections: { IsDefault: false } connections } }
                && snapshot.Revision == row.Key.SequenceNumber)
            {
                return new SessionState(agentId, snapshot.Revision, snapshot.At, new Picture(session, contacts, connections), snapshot.Heads);
            }
        }
        catch (JsonException)
        {
        }

        // A snapshot only saves time: everything in it follows from the events before it.
        return SessionState.Initial(agentId);
    }

    /// <summary>The changes of these events of the session, with the events of contacts and connections that they name.</summary>
    public static async IAsyncEnumerable<Step> FoldAsync(
        IJournalReader journal, SessionState state, IReadOnlyList<JournalRow> sessions, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (changes, unreadable) = ChangesOf(sessions);
        var entities = await journal.ReadRowsAsync([.. NamedBy(changes)], cancellation);
        var byKey = entities.ToDictionary(row => row.Key);
        foreach (var change in changes)
        {
            var step = FoldOne(state, change, byKey);
            state = step.After;
            yield return step;
        }

        if (unreadable is not null)
        {
            throw unreadable;
        }
    }

    /// <summary>One change of which all rows are at hand, the session's own last.</summary>
    public static Step Fold(SessionState state, IReadOnlyList<JournalRow> rows) =>
        FoldOne(state, EventReader.ReadChange(rows[^1]), rows.ToDictionary(row => row.Key));

    /// <summary>What the sessions' events say, up to the first that cannot be read.</summary>
    private static (IReadOnlyList<ReadChange> Changes, UnreadableEventException? Unreadable) ChangesOf(IEnumerable<JournalRow> sessions)
    {
        var changes = new List<ReadChange>();
        try
        {
            foreach (var session in sessions)
            {
                changes.Add(EventReader.ReadChange(session));
            }

            return (changes, null);
        }
        catch (UnreadableEventException fault)
        {
            return (changes, fault);
        }
    }

    private static IEnumerable<RowKey> NamedBy(IEnumerable<ReadChange> changes) => changes.SelectMany(change => change.Changed.Events);

    private static Step FoldOne(SessionState state, ReadChange change, IReadOnlyDictionary<RowKey, JournalRow> entities)
    {
        try
        {
            return state.Fold(change, entities);
        }
        catch (Exception fault) when (fault is not UnreadableEventException)
        {
            // Whatever is wrong with it must not lose the agent. The inner message may hold numbers or names, and is not repeated.
            throw new UnreadableEventException(
                $"Event {change.Session.Key.SequenceNumber} of {change.Session.Key.PersistenceId} cannot follow on what is before it ({fault.GetType().Name}).", fault);
        }
    }
}
