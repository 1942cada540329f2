namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// The last number of each session that one connection committed itself. A server that has it no more, because it was
/// restored or another took over, has ended the connection: so the guard need not look for what stands here, which
/// costs the database a fifth of each row.
/// </summary>
internal sealed class WrittenHere(int most = 100_000)
{
    private readonly Dictionary<string, long> numbers = new(StringComparer.Ordinal);

    /// <summary>Whether this connection committed the event and none of the session after it.</summary>
    public bool IsLast(string session, long number) => numbers.TryGetValue(session, out var last) && last == number;

    public void Add(RowKey session)
    {
        if (numbers.Count >= most)
        {
            // Whoever is forgotten is looked for once.
            numbers.Clear();
        }

        numbers[session.PersistenceId] = session.SequenceNumber;
    }
}
