namespace CallActors.Engine.Journal.Postgres;

/// <summary>One bucket an operation of Amazon's API, for all nodes: the quota is the account's and not a node's.</summary>
internal static class PostgresQuota
{
    // Unlogged: nothing of it outlives a crash of the server, after which every bucket is full, and no request waits for a disk.
    public const string Table = """
        CREATE UNLOGGED TABLE IF NOT EXISTS callactors_quota (
            operation           text             PRIMARY KEY,
            tokens              double precision NOT NULL,
            filled_at           timestamptz      NOT NULL,
            retry_after_seconds double precision NOT NULL
        )
        """;

    /// <summary>
    /// Takes one request ($1 operation, $2 requests a second, $3 burst, $4 whether it may be owed) and gives 0, or the
    /// seconds until the next one fits. The row's lock orders the nodes, and the clock is read after it is held.
    /// </summary>
    public const string Take = """
        INSERT INTO callactors_quota AS bucket (operation, tokens, filled_at, retry_after_seconds)
        VALUES ($1, $3 - 1, clock_timestamp(), 0)
        ON CONFLICT (operation) DO UPDATE SET (tokens, filled_at, retry_after_seconds) = (
            SELECT CASE WHEN filled >= 1 OR $4 THEN greatest(-$3, filled - 1) ELSE filled END, at,
                   CASE WHEN filled >= 1 OR $4 THEN 0 ELSE (1 - filled) / $2 END
            FROM (SELECT at, least($3, bucket.tokens + greatest(0, extract(epoch FROM at - bucket.filled_at)::double precision) * $2) AS filled
                  FROM (SELECT clock_timestamp() AS at) AS clock) AS refilled)
        RETURNING retry_after_seconds
        """;
}
