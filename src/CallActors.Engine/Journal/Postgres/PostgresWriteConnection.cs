using Npgsql;
using NpgsqlTypes;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// One connection that appends groups. It holds the shared lock of its engine kind for as long as it lives, so that
/// nothing is ever written beside the other kind, not even after the database was restarted.
/// </summary>
internal sealed class PostgresWriteConnection : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlCommand append;

    private PostgresWriteConnection(NpgsqlConnection connection, NpgsqlCommand append)
    {
        this.connection = connection;
        this.append = append;
    }

    /// <exception cref="JournalUnavailableException">The server would lose commits, or the other kind holds it.</exception>
    public static async Task<PostgresWriteConnection> OpenAsync(
        PostgresSettings settings, string writerId, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(settings.WriterConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await RefuseCommitsThatAreNotDurableAsync(connection, settings, cancellation);
            await LockEngineKindAsync(connection, settings, cancellation);
            var append = new NpgsqlCommand("SELECT callactors_append_3($1, $2, $3, $4, $5, $6, $7, $8, $9)", connection);
            foreach (NpgsqlDbType elements in PostgresGroup.ElementTypes)
            {
                append.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | elements });
            }

            append.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = writerId });
            await append.PrepareAsync(cancellation);
            return new PostgresWriteConnection(connection, append);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Appends a group in one round trip.</summary>
    /// <returns>The places of the changes that lost, counted from 1.</returns>
    public async Task<int[]> AppendAsync(IReadOnlyList<Change> group)
    {
        int parameter = 0;
        foreach (Array values in new PostgresGroup(group).Arrays)
        {
            append.Parameters[parameter++].Value = values;
        }

        return (int[])(await append.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await append.DisposeAsync();
        await connection.DisposeAsync();
    }

    // The value that was checked is set for the session: a later change of the server's file does not undo the check.
    private static async Task RefuseCommitsThatAreNotDurableAsync(
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

    // Under the start lock no other node is between the two: a lock that can not be had is held by a live engine.
    // The other kind's lock is let go of before the commit: a commit releases its locks in any order, and the next node
    // could have the start lock while this one still seemed to be of the other kind.
    private static async Task LockEngineKindAsync(
        NpgsqlConnection connection, PostgresSettings settings, CancellationToken cancellation)
    {
        const int space = PostgresStatements.LockSpace;
        await using NpgsqlTransaction starting = await connection.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand($"""
            SELECT pg_advisory_xact_lock({space}, {PostgresStatements.StartLock});
            SELECT CASE WHEN pg_try_advisory_lock({space}, {PostgresStatements.AkkaEngineLock})
                THEN pg_try_advisory_lock_shared({space}, {PostgresStatements.EmbeddedEngineLock})
                    AND pg_advisory_unlock({space}, {PostgresStatements.AkkaEngineLock})
                ELSE false END;
            """, connection);
        await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation))
        {
            await reader.NextResultAsync(cancellation);
            await reader.ReadAsync(cancellation);
            if (!reader.GetBoolean(0))
            {
                throw new JournalUnavailableException(
                    $"The journal {settings.Name} is held by an Akka.NET engine: stop its nodes, or give this host another journal.");
            }
        }

        await starting.CommitAsync(cancellation);
    }
}
