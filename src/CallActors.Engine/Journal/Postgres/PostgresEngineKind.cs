using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// Which kind of engine writes to a journal: one at a time. Each writer holds its kind's lock, shared with its like,
/// for as long as its connection lives.
/// </summary>
internal sealed class PostgresEngineKind
{
    private readonly int ownLock;
    private readonly int otherLock;
    private readonly string otherName;

    private PostgresEngineKind(int ownLock, int otherLock, string otherName) =>
        (this.ownLock, this.otherLock, this.otherName) = (ownLock, otherLock, otherName);

    public static PostgresEngineKind Embedded { get; } =
        new(PostgresStatements.EmbeddedEngineLock, PostgresStatements.AkkaEngineLock, "an Akka.NET engine");

    public static PostgresEngineKind Akka { get; } =
        new(PostgresStatements.AkkaEngineLock, PostgresStatements.EmbeddedEngineLock, "an embedded engine");

    /// <summary>Takes the lock of this kind for the connection's life.</summary>
    /// <exception cref="JournalUnavailableException">The other kind holds the journal.</exception>
    // Under the start lock no other node is between the two: a lock that can not be had is held by a live engine.
    // The other kind's lock is let go of before the commit: a commit releases its locks in any order, and the next node
    // could have the start lock while this one still seemed to be of the other kind.
    public async Task LockAsync(NpgsqlConnection connection, PostgresSettings settings, CancellationToken cancellation)
    {
        const int space = PostgresStatements.LockSpace;
        await using NpgsqlTransaction starting = await connection.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand($"""
            SELECT pg_advisory_xact_lock({space}, {PostgresStatements.StartLock});
            SELECT CASE WHEN pg_try_advisory_lock({space}, {otherLock})
                THEN pg_try_advisory_lock_shared({space}, {ownLock})
                    AND pg_advisory_unlock({space}, {otherLock})
                ELSE false END;
            """, connection);
        await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation))
        {
            await reader.NextResultAsync(cancellation);
            await reader.ReadAsync(cancellation);
            if (!reader.GetBoolean(0))
            {
                throw new JournalUnavailableException(
                    $"The journal {settings.Name} is held by {otherName}: stop its nodes, or give this host another journal.");
            }
        }

        await starting.CommitAsync(cancellation);
    }

    /// <summary>Refuses a server that would lose what it said it had.</summary>
    /// <exception cref="JournalUnavailableException">One sentence that names the setting.</exception>
    // The value that was checked is set for the session: a later change of the server's file does not undo the check.
    public static async Task RefuseCommitsThatAreNotDurableAsync(
        NpgsqlConnection connection, PostgresSettings settings, CancellationToken cancellation)
    {
        const string query = """
            SELECT name FROM pg_settings WHERE name IN ('synchronous_commit', 'fsync') AND setting = 'off' LIMIT 1
            """;
        await using (var command = new NpgsqlCommand(query, connection))
        {
            if (await command.ExecuteScalarAsync(cancellation) is string off)
            {
                throw new JournalUnavailableException(
                    $"The journal {settings.Name} would lose what it said it had: set {off} to on, at the server or for this user.");
            }
        }

        const string pin = "SELECT set_config('synchronous_commit', current_setting('synchronous_commit'), false)";
        await using var pinning = new NpgsqlCommand(pin, connection);
        await pinning.ExecuteNonQueryAsync(cancellation);
    }
}
