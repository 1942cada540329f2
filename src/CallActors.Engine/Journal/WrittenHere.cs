namespace CallActors.Engine.Journal;

/// <summary>
/// The last number of each stream that one connection wrote itself, so that a guard need not look for what stands here: in
/// PostgreSQL that costs a fifth of each row, in SQLite a search of the index. It is as true as the connection is old: a server
/// that has a row no more, because it was restored or another took over, has ended the connection.
/// </summary>
internal sealed class WrittenHere(int most = 100_000)
{
    private readonly Dictionary<string, long> numbers = new(StringComparer.Ordinal);

    /// <summary>Whether this connection wrote the event and none of its stream after it.</summary>
    public bool IsLast(string persistenceId, long number) => numbers.TryGetValue(persistenceId, out var last) && last == number;

    public void Add(RowKey row)
    {
        if (numbers.Count >= most)
        {
            // Whoever is forgotten is looked for once.
            numbers.Clear();
        }

        numbers[row.PersistenceId] = row.SequenceNumber;
    }

    /// <summary>Somebody else may have written.</summary>
    public void Clear() => numbers.Clear();
}
