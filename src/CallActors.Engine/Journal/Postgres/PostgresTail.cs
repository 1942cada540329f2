using CallActors.Engine.Codec;
using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// What other nodes wrote and did not come with its announcement, by <c>ordering</c>: a change with its rows in one query
/// while most changes are of agents who are followed here, else the headers alone, and whoever follows an agent reads what
/// is new of him.
/// </summary>
internal sealed class PostgresTail(JournalNode node)
{
    private const int PageRows = 1_000;
    private const double ShareWorthRows = 0.25;
    private const double WeightOfPage = 0.1;

    // Both are pinned by the settings of the connection: along the primary key, whatever the statistics of a fresh table say.
    private const string WithRows = """
        SELECT ordering, persistence_id, sequence_number, manifest, message FROM journal
        WHERE ordering > $1 AND ordering <= $2 AND writer_uuid IS DISTINCT FROM $3
        ORDER BY ordering LIMIT $4
        """;

    private const string HeadersOnly = $"""
        SELECT ordering, persistence_id, sequence_number FROM journal
        WHERE ordering > $1 AND ordering <= $2 AND left(persistence_id, 6) = '{Streams.AgentPrefix}' AND writer_uuid IS DISTINCT FROM $3
        ORDER BY ordering LIMIT $4
        """;

    private double shareFollowed = 1;

    /// <summary>How many pages were read.</summary>
    public int PagesRead { get; private set; }

    /// <summary>The next changes of other writers after a position, as many as one page has.</summary>
    /// <param name="connection">The one of this node that follows.</param>
    /// <param name="writerId">This node's own.</param>
    /// <param name="position">The ordering up to which everything was read.</param>
    /// <param name="to">The ordering up to which there may be rows.</param>
    /// <param name="cancellation">Gives up reading.</param>
    public async Task<TailPage> ReadAsync(
        NpgsqlConnection connection, string writerId, long position, long to, CancellationToken cancellation)
    {
        PagesRead++;
        TailPage page = shareFollowed < ShareWorthRows
            ? await ReadHeadersAsync(connection, writerId, position, to, cancellation)
            : await ReadRowsAsync(connection, writerId, position, to, cancellation)
                ?? await ReadHeadersAsync(connection, writerId, position, to, cancellation);
        if (page.Changes.Count > 0)
        {
            double followed = (double)page.Changes.Count(each => node.IsFollowed(each.Change.AgentId)) / page.Changes.Count;
            shareFollowed += WeightOfPage * (followed - shareFollowed);
        }

        return page;
    }

    /// <returns>Null where a page is too small for the next change.</returns>
    private static async Task<TailPage?> ReadRowsAsync(
        NpgsqlConnection connection, string writerId, long position, long to, CancellationToken cancellation)
    {
        var (changes, rows, count, last) = (new List<(long, CommittedChange)>(), new List<JournalRow>(), 0, position);
        await using NpgsqlCommand command = Command(WithRows, connection, writerId, position, to);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            count++;
            var row = new JournalRow(
                new RowKey(reader.GetString(1), reader.GetInt64(2)), reader.GetString(3), reader.GetFieldValue<byte[]>(4));
            rows.Add(row);
            // A change's rows stand together, the session's own last.
            if (AgentOf(row.Key.PersistenceId) is { } agentId)
            {
                last = reader.GetInt64(0);
                changes.Add((last, new CommittedChange(agentId, row.Key.SequenceNumber, rows)));
                rows = [];
            }
        }

        return count < PageRows || changes.Count > 0 ? new TailPage(changes, last, count < PageRows) : null;
    }

    private static async Task<TailPage> ReadHeadersAsync(
        NpgsqlConnection connection, string writerId, long position, long to, CancellationToken cancellation)
    {
        var (changes, last) = (new List<(long, CommittedChange)>(), position);
        await using NpgsqlCommand command = Command(HeadersOnly, connection, writerId, position, to);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            last = reader.GetInt64(0);
            changes.Add((last, new CommittedChange(AgentOf(reader.GetString(1))!, reader.GetInt64(2), null)));
        }

        return new TailPage(changes, last, changes.Count < PageRows);
    }

    private static NpgsqlCommand Command(string query, NpgsqlConnection connection, string writerId, long position, long to)
    {
        var command = new NpgsqlCommand(query, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = writerId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PageRows });
        return command;
    }

    /// <summary>Whose session's stream it is; null where it is another one.</summary>
    public static string? AgentOf(string persistenceId) =>
        persistenceId.StartsWith(Streams.AgentPrefix, StringComparison.Ordinal) ? Streams.AgentOf(persistenceId) : null;
}

/// <summary>Changes of other writers.</summary>
/// <param name="Changes">In their order, each with the ordering of its last row.</param>
/// <param name="Last">The ordering of the last one's last row: up to there no other is missing.</param>
/// <param name="IsLast">Whether there was no more to read.</param>
internal sealed record TailPage(IReadOnlyList<(long Ordering, CommittedChange Change)> Changes, long Last, bool IsLast);
