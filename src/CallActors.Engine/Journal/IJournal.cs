namespace CallActors.Engine.Journal;

/// <summary>
/// The only durable truth: streams of events that are appended and never changed. Implemented on SQLite and on
/// PostgreSQL, in the table layout of Akka.Persistence.Sql (docs/journal.md).
/// </summary>
public interface IJournal : IJournalReader
{
    /// <summary>This process among the nodes that write to the journal; null where no other can.</summary>
    JournalNode? Node { get; }

    /// <summary>What Amazon's feeds sent and could not be read.</summary>
    ISetAside SetAside { get; }

    /// <summary>
    /// Appends one change, all or nothing. It returns after the change is durable; changes of several agents that
    /// wait at the same time share one transaction, and one that loses does not fail the others.
    /// </summary>
    /// <param name="change">The rows of the change, the session's own last.</param>
    /// <param name="cancellation">Gives up waiting; the change may be committed all the same.</param>
    /// <returns>Whether the change is durable, or lost its numbers to another writer.</returns>
    /// <exception cref="JournalUnavailableException">Nothing is known to be written; the message says why.</exception>
    ValueTask<AppendResult> AppendAsync(Change change, CancellationToken cancellation);

    /// <summary>
    /// Keeps a snapshot; one of the same stream and number is replaced. Old ones of its stream go, a few with each new one
    /// (docs/journal.md): those before the newest one at or before <paramref name="neededFrom"/>, but for the first of every
    /// 10,000 numbers and those at which the session was begun anew.
    /// </summary>
    /// <param name="snapshot">The stream's state up to its number. It is not read any more once this has ended, unless the wait was given up.</param>
    /// <param name="neededFrom">The oldest number after which somebody may read on at any time; less than the snapshot's.</param>
    /// <param name="cancellation">Gives up waiting; it may be kept all the same.</param>
    Task WriteSnapshotAsync(SnapshotRow snapshot, long neededFrom, CancellationToken cancellation);
}

/// <summary>A journal as those read it who write nothing, such as the audit.</summary>
public interface IJournalReader : IAsyncDisposable
{
    /// <summary>The rows with these keys, in the order of the keys; a key that is not there is left out.</summary>
    Task<IReadOnlyList<JournalRow>> ReadRowsAsync(IReadOnlyList<RowKey> keys, CancellationToken cancellation);

    /// <summary>The rows of one stream with numbers in [<paramref name="from"/>, <paramref name="to"/>], ascending.</summary>
    IAsyncEnumerable<JournalRow> ReadStreamAsync(string persistenceId, long from, long to, CancellationToken cancellation);

    /// <summary>The last row of each of these streams; a stream without rows is left out.</summary>
    Task<IReadOnlyList<JournalRow>> ReadHeadsAsync(IReadOnlyList<string> persistenceIds, CancellationToken cancellation);

    /// <summary>The newest snapshot of a stream at or before a number, or null.</summary>
    Task<SnapshotRow?> ReadSnapshotAsync(string persistenceId, long at, CancellationToken cancellation);

    /// <summary>
    /// Each of these streams from its newest snapshot on, in their order and in one round trip: what a start needs, and
    /// nothing of what is before it.
    /// </summary>
    /// <param name="persistenceIds">The streams; one that is not there has no rows.</param>
    /// <param name="rowsMaximum">How many rows after the snapshot are read of each at most.</param>
    /// <param name="cancellation">Gives up reading.</param>
    Task<IReadOnlyList<StreamTail>> ReadTailsAsync(IReadOnlyList<string> persistenceIds, int rowsMaximum, CancellationToken cancellation);

    /// <summary>The rows of these stretches of streams, each stretch ascending, in one round trip.</summary>
    Task<IReadOnlyList<JournalRow>> ReadStretchesAsync(IReadOnlyList<Stretch> stretches, CancellationToken cancellation);

    /// <summary>
    /// The numbers of the snapshots of a stream that go when a new one is kept, ascending and 16 at most: see
    /// <see cref="IJournal.WriteSnapshotAsync"/>.
    /// </summary>
    Task<IReadOnlyList<long>> ReadOldSnapshotsAsync(string persistenceId, long neededFrom, CancellationToken cancellation);

    /// <summary>The persistence ids that begin with a prefix, once each, ascending.</summary>
    IAsyncEnumerable<string> ReadPersistenceIdsAsync(string prefix, CancellationToken cancellation);
}

/// <summary>What names one event: its stream and its number in it, from 1.</summary>
public readonly record struct RowKey(string PersistenceId, long SequenceNumber);

/// <summary>The rows of a stream with numbers in [<paramref name="From"/>, <paramref name="To"/>].</summary>
public readonly record struct Stretch(string PersistenceId, long From, long To);

/// <summary>A stream from its newest snapshot on.</summary>
/// <param name="Snapshot">Null where there is none: then the rows are the first ones.</param>
/// <param name="Rows">Those after the snapshot, ascending.</param>
public sealed record StreamTail(SnapshotRow? Snapshot, IReadOnlyList<JournalRow> Rows);

/// <summary>One event as it stands in the journal.</summary>
/// <param name="Key">Its stream and number.</param>
/// <param name="Manifest">A word with a version, such as <c>connection.resumed/1</c>.</param>
/// <param name="Message">UTF-8 JSON, byte for byte as it was written.</param>
public sealed record JournalRow(RowKey Key, string Manifest, ReadOnlyMemory<byte> Message);

/// <summary>A stream's state up to a number, so that a start need not read what is before it.</summary>
public sealed record SnapshotRow(RowKey Key, string Manifest, ReadOnlyMemory<byte> Payload);

/// <summary>What is appended together: the events of the entities and, last, the session's event that names them.</summary>
/// <param name="Notice">Goes to the other nodes with the commit and is kept nowhere: sealed digits, at most 7,999 bytes.</param>
public sealed record Change(IReadOnlyList<JournalRow> Rows, string? Notice = null)
{
    /// <summary>The session's event: its number is the agent's revision.</summary>
    public JournalRow Session => Rows[^1];
}

public enum AppendResult
{
    /// <summary>Durable.</summary>
    Committed,

    /// <summary>Another writer has one of these numbers, or one before the session's is missing: read on and decide again.</summary>
    Lost,
}

/// <summary>The journal can not be written or read now; the message is one sentence for the operator.</summary>
public sealed class JournalUnavailableException : Exception
{
    public JournalUnavailableException(string message, Exception? inner = null) : base(message, inner) { }
}
