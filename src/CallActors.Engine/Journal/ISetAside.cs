namespace CallActors.Engine.Journal;

/// <summary>
/// Records of Amazon's feeds that could not be read, in a table beside the journal's (docs/journal.md), so that they
/// block no stream and are not lost. Every node of a site sees the same. Each call throws
/// <see cref="JournalUnavailableException"/> where the journal is out of reach.
/// </summary>
public interface ISetAside
{
    /// <summary>How many there are.</summary>
    Task<long> CountAsync(CancellationToken cancellation);

    /// <summary>Keeps them, all or none; durable when it returns. The same record of the same feed is kept once.</summary>
    Task AddAsync(IReadOnlyList<FaultyRecord> records, CancellationToken cancellation);

    /// <summary>The oldest first, without what stood in them.</summary>
    /// <param name="after">Only those with a greater number.</param>
    /// <param name="limit">How many at most.</param>
    Task<IReadOnlyList<SetAsideRecord>> ListAsync(long after, int limit, CancellationToken cancellation);

    /// <summary>One with what stood in it, null where there is none with that number.</summary>
    Task<SetAsideRecord?> FindAsync(long number, CancellationToken cancellation);

    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(long number, CancellationToken cancellation);
}

/// <summary>A record that cannot be read.</summary>
/// <param name="Feed">Which of Amazon's feeds it came with.</param>
/// <param name="Delivery">Amazon's id of the delivery, empty where it has none.</param>
/// <param name="Record">Its place in the delivery, from 1.</param>
/// <param name="Fault">What is wrong with it; it quotes nothing of the record.</param>
/// <param name="Personal">What stood in it, as it came: numbers, names and attributes may be among it.</param>
public sealed record FaultyRecord(string Feed, string Delivery, int Record, string Fault, ReadOnlyMemory<byte> Personal);

/// <param name="Number">What an operator names it by.</param>
/// <param name="At">When it was set aside.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Personal">What stood in it; null in lists.</param>
public sealed record SetAsideRecord(
    long Number, string Feed, string Delivery, int Record, string Fault, DateTimeOffset At, long Bytes, byte[]? Personal);
