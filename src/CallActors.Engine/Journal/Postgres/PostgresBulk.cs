using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// The queries of a start, which read many streams at once. Rows name their stream by its place in what was asked, since
/// sending and reading its name again for each row costs more than finding the row.
/// </summary>
internal static class PostgresBulk
{
    public static async Task<IReadOnlyList<StreamTail>> TailsAsync(
        PostgresReader reader, IReadOnlyList<string> ids, int rowsMaximum, CancellationToken cancellation)
    {
        var snapshots = new SnapshotRow?[ids.Count];
        var rows = new List<JournalRow>?[ids.Count];
        await reader.ReadAsync("""
            SELECT given.place, r.is_row, r.sequence_number, r.manifest, r.payload
            FROM unnest($1) WITH ORDINALITY AS given (id, place)
            LEFT JOIN LATERAL (
                SELECT sequence_number, manifest, snapshot FROM snapshot
                WHERE (persistence_id, sequence_number) <= (given.id, 9223372036854775807)
                  AND (persistence_id, sequence_number) >= (given.id, 0)
                ORDER BY persistence_id DESC, sequence_number DESC LIMIT 1) AS s ON true
            CROSS JOIN LATERAL (
                SELECT false, s.sequence_number, s.manifest, s.snapshot WHERE s.sequence_number IS NOT NULL
                UNION ALL
                (SELECT true, sequence_number, manifest, message FROM journal
                 WHERE (persistence_id, sequence_number) > (given.id, coalesce(s.sequence_number, 0))
                   AND (persistence_id, sequence_number) <= (given.id, 9223372036854775807)
                 ORDER BY persistence_id, sequence_number LIMIT $2)) AS r (is_row, sequence_number, manifest, payload)
            """, Take, cancellation, ids as string[] ?? [.. ids], rowsMaximum);
        return [.. ids.Select((_, place) => new StreamTail(snapshots[place], rows[place] ?? []))];

        bool Take(NpgsqlDataReader row)
        {
            var place = (int)row.GetInt64(0) - 1;
            var key = new RowKey(ids[place], row.GetInt64(2));
            if (row.GetBoolean(1))
            {
                (rows[place] ??= []).Add(new JournalRow(key, row.GetString(3), row.GetFieldValue<byte[]>(4)));
            }
            else
            {
                snapshots[place] = new SnapshotRow(key, row.GetString(3), row.GetFieldValue<byte[]>(4));
            }

            return true;
        }
    }

    public static Task<IReadOnlyList<JournalRow>> StretchesAsync(
        PostgresReader reader, IReadOnlyList<Stretch> stretches, CancellationToken cancellation)
    {
        var (ids, from, to) = (new string[stretches.Count], new long[stretches.Count], new long[stretches.Count]);
        for (var place = 0; place < stretches.Count; place++)
        {
            (ids[place], from[place], to[place]) = (stretches[place].PersistenceId, stretches[place].From, stretches[place].To);
        }

        // The offset keeps each stretch by itself: the unique index gives it in its order.
        return reader.ReadAsync("""
            SELECT given.place, j.sequence_number, j.manifest, j.message
            FROM unnest($1, $2, $3) WITH ORDINALITY AS given (id, first, last, place)
            CROSS JOIN LATERAL (
                SELECT sequence_number, manifest, message FROM journal
                WHERE (persistence_id, sequence_number) >= (given.id, given.first)
                  AND (persistence_id, sequence_number) <= (given.id, given.last)
                ORDER BY persistence_id, sequence_number OFFSET 0) AS j
            """,
            row => new JournalRow(new RowKey(ids[row.GetInt64(0) - 1], row.GetInt64(1)), row.GetString(2), row.GetFieldValue<byte[]>(3)),
            cancellation, ids, from, to);
    }
}
