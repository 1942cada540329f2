using System.Security.Cryptography;
using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>The records that were set aside, in the journal's database, the same for every node.</summary>
internal sealed class PostgresSetAside(PostgresReader reader) : ISetAside
{
    public const string Table = """
        CREATE TABLE IF NOT EXISTS callactors_set_aside (
            number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            feed     text        NOT NULL,
            delivery text        NOT NULL,
            record   int         NOT NULL,
            fault    text        NOT NULL,
            at       timestamptz NOT NULL DEFAULT clock_timestamp(),
            digest   bytea       NOT NULL,
            personal bytea       NOT NULL,
            UNIQUE (feed, digest)
        )
        """;

    private const string Columns = "number, feed, delivery, record, fault, at, length(personal)::bigint";

    public async Task<long> CountAsync(CancellationToken cancellation) =>
        (await reader.ReadAsync("SELECT count(*) FROM callactors_set_aside", row => row.GetInt64(0), cancellation))[0];

    public Task AddAsync(IReadOnlyList<FaultyRecord> records, CancellationToken cancellation) => reader.ReadAsync(
        """
        INSERT INTO callactors_set_aside (feed, delivery, record, fault, digest, personal)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6) ON CONFLICT (feed, digest) DO NOTHING
        """,
        row => row.GetInt64(0), cancellation,
        records.Select(each => each.Feed).ToArray(), records.Select(each => Text(each.Delivery)).ToArray(), records.Select(each => each.Record).ToArray(),
        records.Select(each => Text(each.Fault)).ToArray(), records.Select(each => SHA256.HashData(each.Personal.Span)).ToArray(),
        records.Select(each => each.Personal.ToArray()).ToArray());

    public Task<IReadOnlyList<SetAsideRecord>> ListAsync(long after, int limit, CancellationToken cancellation) => reader.ReadAsync(
        $"SELECT {Columns}, NULL::bytea FROM callactors_set_aside WHERE number > $1 ORDER BY number LIMIT $2", Record, cancellation, after, limit);

    public async Task<SetAsideRecord?> FindAsync(long number, CancellationToken cancellation) => (await reader.ReadAsync(
        $"SELECT {Columns}, personal FROM callactors_set_aside WHERE number = $1", Record, cancellation, number)).SingleOrDefault();

    public async Task<bool> RemoveAsync(long number, CancellationToken cancellation) => (await reader.ReadAsync(
        "DELETE FROM callactors_set_aside WHERE number = $1 RETURNING number", row => row.GetInt64(0), cancellation, number)).Count > 0;

    /// <summary>PostgreSQL's text holds no NUL, and an id that Amazon sends is not ours to choose.</summary>
    private static string Text(string text) => text.Replace('\0', '\ufffd');

    private static SetAsideRecord Record(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5), row.GetInt64(6),
        row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7));
}
