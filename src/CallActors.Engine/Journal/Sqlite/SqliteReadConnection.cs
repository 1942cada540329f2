using Microsoft.Data.Sqlite;

namespace CallActors.Engine.Journal.Sqlite;

/// <summary>One read-only connection with its prepared queries; used by one read at a time.</summary>
internal sealed class SqliteReadConnection : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand row, head, stream, snapshot, oldSnapshots, persistenceIds;

    public SqliteReadConnection(SqliteJournalFile file)
    {
        connection = file.Connect(SqliteOpenMode.ReadOnly);
        row = Prepare("""
            SELECT persistence_id, sequence_number, manifest, message FROM journal
            WHERE persistence_id = $id AND sequence_number = $number
            """, "$id", "$number");
        head = Prepare("""
            SELECT persistence_id, sequence_number, manifest, message FROM journal
            WHERE persistence_id = $id ORDER BY sequence_number DESC LIMIT 1
            """, "$id");
        stream = Prepare("""
            SELECT persistence_id, sequence_number, manifest, message FROM journal
            WHERE persistence_id = $id AND sequence_number BETWEEN $from AND $to
            ORDER BY sequence_number LIMIT $rows
            """, "$id", "$from", "$to", "$rows");
        snapshot = Prepare("""
            SELECT persistence_id, sequence_number, manifest, snapshot FROM snapshot
            WHERE persistence_id = $id AND sequence_number <= $at ORDER BY sequence_number DESC LIMIT 1
            """, "$id", "$at");
        oldSnapshots = Prepare(SqliteJournalSchema.OldSnapshots, "?1", "?2");

        // One step in the index for each id, however many rows a stream has; the ids of a prefix stand together.
        persistenceIds = Prepare("""
            WITH RECURSIVE ids (id) AS (
                SELECT min(persistence_id) FROM journal WHERE persistence_id >= $from
                UNION ALL
                SELECT (SELECT min(persistence_id) FROM journal WHERE persistence_id > ids.id)
                FROM ids WHERE id IS NOT NULL)
            SELECT id FROM ids WHERE id IS NOT NULL LIMIT $rows
            """, "$from", "$rows");
    }

    public IReadOnlyList<JournalRow> Rows(IReadOnlyList<RowKey> keys, CancellationToken cancellation)
    {
        var rows = new List<JournalRow>(keys.Count);
        foreach (RowKey key in keys)
        {
            cancellation.ThrowIfCancellationRequested();
            AddRows(rows, row, key.PersistenceId, key.SequenceNumber);
        }

        return rows;
    }

    public IReadOnlyList<JournalRow> Heads(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var rows = new List<JournalRow>(ids.Count);
        foreach (string id in ids)
        {
            cancellation.ThrowIfCancellationRequested();
            AddRows(rows, head, id);
        }

        return rows;
    }

    public IReadOnlyList<JournalRow> Stream(string persistenceId, long from, long to, int rowsMaximum)
    {
        var rows = new List<JournalRow>();
        AddRows(rows, stream, persistenceId, from, to, rowsMaximum);
        return rows;
    }

    public SnapshotRow? Snapshot(string persistenceId, long at)
    {
        var rows = new List<JournalRow>(1);
        AddRows(rows, snapshot, persistenceId, at);
        return rows is [JournalRow found] ? new SnapshotRow(found.Key, found.Manifest, found.Message) : null;
    }

    public IReadOnlyList<long> OldSnapshots(string persistenceId, long neededFrom)
    {
        oldSnapshots.Parameters[0].Value = persistenceId;
        oldSnapshots.Parameters[1].Value = neededFrom;
        using SqliteDataReader reader = oldSnapshots.ExecuteReader();
        var numbers = new List<long>();
        while (reader.Read())
        {
            numbers.Add(reader.GetInt64(0));
        }

        return numbers;
    }

    public IReadOnlyList<StreamTail> Tails(IReadOnlyList<string> ids, int rowsMaximum, CancellationToken cancellation)
    {
        var tails = new List<StreamTail>(ids.Count);
        foreach (string id in ids)
        {
            cancellation.ThrowIfCancellationRequested();
            SnapshotRow? newest = Snapshot(id, long.MaxValue);
            tails.Add(new StreamTail(newest, Stream(id, (newest?.Key.SequenceNumber ?? 0) + 1, long.MaxValue, rowsMaximum)));
        }

        return tails;
    }

    public IReadOnlyList<JournalRow> Stretches(IReadOnlyList<Stretch> stretches, CancellationToken cancellation)
    {
        var rows = new List<JournalRow>(stretches.Count);
        foreach (Stretch stretch in stretches)
        {
            cancellation.ThrowIfCancellationRequested();
            AddRows(rows, stream, stretch.PersistenceId, stretch.From, stretch.To, long.MaxValue);
        }

        return rows;
    }

    public IReadOnlyList<string> PersistenceIds(string prefix, string? after, int idsMaximum)
    {
        // Nothing sorts between a text and the same text with a zero after it.
        string from = after is null ? prefix : after + '\0';
        var ids = new List<string>();
        using SqliteDataReader reader = Run(persistenceIds, from, idsMaximum);
        while (reader.Read() && reader.GetString(0) is string id && id.StartsWith(prefix, StringComparison.Ordinal))
        {
            ids.Add(id);
        }

        return ids;
    }

    /// <summary>The rows of a query that is seldom asked, with $1 and so on for the values.</summary>
    public IReadOnlyList<T> Ask<T>(string query, Func<SqliteDataReader, T> read, params ReadOnlySpan<object> values)
    {
        using SqliteCommand command = Prepare(query, [.. Enumerable.Range(1, values.Length).Select(number => $"${number}")]);
        using SqliteDataReader reader = Run(command, values);
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in new[] { row, head, stream, snapshot, oldSnapshots, persistenceIds })
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private static void AddRows(List<JournalRow> rows, SqliteCommand query, params ReadOnlySpan<object> values)
    {
        using SqliteDataReader reader = Run(query, values);
        while (reader.Read())
        {
            rows.Add(new JournalRow(
                new RowKey(reader.GetString(0), reader.GetInt64(1)), reader.GetString(2), reader.GetFieldValue<byte[]>(3)));
        }
    }

    private static SqliteDataReader Run(SqliteCommand query, params ReadOnlySpan<object> values)
    {
        for (int index = 0; index < values.Length; index++)
        {
            query.Parameters[index].Value = values[index];
        }

        return query.ExecuteReader();
    }

    private SqliteCommand Prepare(string query, params string[] names)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        foreach (string name in names)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }
}
