using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CallActors.Engine.Journal.Sqlite;

/// <summary>The records that were set aside, in the journal's file: the journal's writer writes them, its readers read them.</summary>
internal sealed class SqliteSetAside(SqliteWriter writer, SqliteReaders readers) : ISetAside
{
    public const string Table = """
        CREATE TABLE IF NOT EXISTS callactors_set_aside (
            number   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            feed     TEXT    NOT NULL,
            delivery TEXT    NOT NULL,
            record   INTEGER NOT NULL,
            fault    TEXT    NOT NULL,
            at       TEXT    NOT NULL,
            digest   BLOB    NOT NULL,
            personal BLOB    NOT NULL,
            UNIQUE (feed, digest)
        );
        """;

    private const string Columns = "number, feed, delivery, record, fault, at, length(personal)";

    public Task<long> CountAsync(CancellationToken cancellation) => readers.ReadAsync(
        reader => reader.Ask("SELECT count(*) FROM callactors_set_aside", row => row.GetInt64(0))[0], cancellation);

    public Task AddAsync(IReadOnlyList<FaultyRecord> records, CancellationToken cancellation) =>
        writer.WriteAsync(new WaitingFaultyRecords(records), cancellation);

    public Task<IReadOnlyList<SetAsideRecord>> ListAsync(long after, int limit, CancellationToken cancellation) => readers.ReadAsync(
        reader => reader.Ask(
            $"SELECT {Columns}, NULL FROM callactors_set_aside WHERE number > $1 ORDER BY number LIMIT $2", Record, after, limit),
        cancellation);

    public Task<SetAsideRecord?> FindAsync(long number, CancellationToken cancellation) => readers.ReadAsync(
        reader => reader.Ask($"SELECT {Columns}, personal FROM callactors_set_aside WHERE number = $1", Record, number).SingleOrDefault(),
        cancellation);

    public async Task<bool> RemoveAsync(long number, CancellationToken cancellation)
    {
        var removal = new WaitingRemoval(number);
        await writer.WriteAsync(removal, cancellation);
        return removal.IsRemoved;
    }

    private static SetAsideRecord Record(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4),
        DateTimeOffset.Parse(row.GetString(5), CultureInfo.InvariantCulture), row.GetInt64(6),
        row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7));

    private sealed class WaitingFaultyRecords(IReadOnlyList<FaultyRecord> records) : WaitingWrite
    {
        protected override AppendResult Perform(SqliteWriteConnection connection)
        {
            foreach (FaultyRecord record in records)
            {
                connection.SetAside(record);
            }

            return AppendResult.Committed;
        }
    }

    private sealed class WaitingRemoval(long number) : WaitingWrite
    {
        public bool IsRemoved { get; private set; }

        protected override AppendResult Perform(SqliteWriteConnection connection)
        {
            IsRemoved = connection.RemoveSetAside(number);
            return AppendResult.Committed;
        }
    }
}
