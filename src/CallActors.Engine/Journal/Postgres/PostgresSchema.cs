using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>Makes an empty database a journal, and refuses one that is something else.</summary>
internal static class PostgresSchema
{
    private static readonly Dictionary<string, string[]> Columns = new()
    {
        ["journal"] =
        [
            "ordering", "created", "deleted", "persistence_id", "sequence_number", "message", "tags", "manifest",
            "identifier", "writer_uuid",
        ],
        ["snapshot"] = ["persistence_id", "sequence_number", "created", "snapshot", "manifest", "serializer_id"],
    };

    /// <summary>
    /// Creates what is missing in one transaction. The start lock lets one node do it while the others wait and then
    /// find it done; the lock ends with the transaction.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The tables are there but of another layout.</exception>
    public static async Task CreateOrValidateAsync(
        NpgsqlConnection connection, PostgresSettings settings, CancellationToken cancellation)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, $"""
            SET LOCAL statement_timeout = 0;
            SET LOCAL lock_timeout = '60s';
            SELECT pg_advisory_xact_lock({PostgresStatements.LockSpace}, {PostgresStatements.StartLock});
            """, cancellation);
        List<string> journal = await ReadAsync(connection, ColumnsOf("journal"), cancellation);
        List<string> snapshot = await ReadAsync(connection, ColumnsOf("snapshot"), cancellation);
        if (journal.Count == 0 && snapshot.Count == 0)
        {
            await ExecuteAsync(connection, PostgresStatements.Tables, cancellation);
        }
        else
        {
            Validate(settings, "journal", journal);
            Validate(settings, "snapshot", snapshot);
            await ValidateKeyAsync(connection, settings, cancellation);
        }

        await ExecuteAsync(connection, PostgresStatements.NodeTable, cancellation);
        if (!(await ReadAsync(connection, ColumnsOf("callactors_node"), cancellation)).Contains("hearing_key"))
        {
            await ExecuteAsync(connection, PostgresStatements.HearingKey, cancellation);
        }

        await ExecuteAsync(connection, PostgresSetAside.Table, cancellation);
        await ExecuteAsync(connection, PostgresQuota.Table, cancellation);
        await CreateFunctionAsync(connection, "callactors_insert_2", PostgresStatements.InsertFunction, cancellation);
        await CreateFunctionAsync(connection, "callactors_append_6", PostgresStatements.AppendFunction, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static string ColumnsOf(string table) =>
        $"SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass('{table}') AND attnum > 0 AND NOT attisdropped";

    private static void Validate(PostgresSettings settings, string table, List<string> there)
    {
        string[] missing = [.. Columns[table].Except(there)];
        if (missing.Length > 0)
        {
            throw new JournalUnavailableException(
                $"The database {settings.Name} is not a journal of this layout: its table {table} lacks {string.Join(", ", missing)}.");
        }
    }

    private static async Task ValidateKeyAsync(
        NpgsqlConnection connection, PostgresSettings settings, CancellationToken cancellation)
    {
        const string keys = """
            SELECT pg_get_indexdef(indexrelid) FROM pg_index
            WHERE indrelid = to_regclass('journal') AND indisunique AND indisvalid
            """;
        if (!(await ReadAsync(connection, keys, cancellation)).Exists(key => key.Contains("(persistence_id, sequence_number)")))
        {
            throw new JournalUnavailableException(
                $"The database {settings.Name} is not a journal of this layout: its table journal has no unique key of persistence_id and sequence_number.");
        }

        const string sortedOtherwise = """
            SELECT 'yes' FROM pg_attribute JOIN pg_collation ON pg_collation.oid = attcollation
            WHERE attrelid = to_regclass('journal') AND attname = 'persistence_id' AND collname <> 'C'
            """;
        if ((await ReadAsync(connection, sortedOtherwise, cancellation)).Count > 0)
        {
            await ExecuteAsync(connection, PostgresStatements.PersistenceIdIndex, cancellation);
        }
    }

    // A function is never replaced: one that does something else gets the next number, and nodes of both versions run.
    private static async Task CreateFunctionAsync(
        NpgsqlConnection connection, string name, string statement, CancellationToken cancellation)
    {
        if ((await ReadAsync(connection, $"SELECT to_regproc('{name}')::text WHERE to_regproc('{name}') IS NOT NULL", cancellation))
            .Count == 0)
        {
            await ExecuteAsync(connection, statement, cancellation);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statements, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(statements, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<List<string>> ReadAsync(
        NpgsqlConnection connection, string query, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(query, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var texts = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
