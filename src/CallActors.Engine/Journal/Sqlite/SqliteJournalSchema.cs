using Microsoft.Data.Sqlite;

namespace CallActors.Engine.Journal.Sqlite;

/// <summary>The two tables of the journal, as Akka.Persistence.Sql lays them out (docs/journal.md).</summary>
internal static class SqliteJournalSchema
{
    // The types are what its linq2db gives SQLite; they decide the columns' affinity, so they are kept to the letter.
    private const string Tables = """
        CREATE TABLE journal (
            ordering        INTEGER       NOT NULL PRIMARY KEY AUTOINCREMENT,
            created         INTEGER       NOT NULL,
            deleted         Bit           NOT NULL,
            persistence_id  NVarChar(255) NOT NULL,
            sequence_number INTEGER       NOT NULL,
            message         VarBinary     NOT NULL,
            tags            NVarChar(100)     NULL,
            manifest        NVarChar(500)     NULL,
            identifier      INTEGER           NULL,
            writer_uuid     NVarChar(128)     NULL
        );
        CREATE UNIQUE INDEX journal_uq ON journal (persistence_id, sequence_number);
        CREATE TABLE snapshot (
            persistence_id  NVarChar(255) NOT NULL,
            sequence_number INTEGER       NOT NULL,
            created         INTEGER       NOT NULL,
            snapshot        VarBinary         NULL,
            manifest        NVarChar(500)     NULL,
            serializer_id   INTEGER           NULL,
            CONSTRAINT PK_snapshot PRIMARY KEY (persistence_id, sequence_number)
        );
        """;

    /// <summary>The numbers of a stream's snapshots that go: ?1 is the stream, ?2 the oldest number after which somebody may read on.</summary>
    public static readonly string OldSnapshots = $"""
        SELECT sequence_number FROM snapshot AS old
        WHERE persistence_id = ?1
          AND sequence_number < (SELECT max(sequence_number) FROM snapshot WHERE persistence_id = ?1 AND sequence_number <= ?2)
          AND EXISTS (
              SELECT 1 FROM snapshot WHERE persistence_id = ?1 AND sequence_number < old.sequence_number
              AND sequence_number >= old.sequence_number - old.sequence_number % {JournalLayout.SnapshotDistance})
          AND NOT EXISTS (
              SELECT 1 FROM journal WHERE persistence_id = ?1 AND sequence_number = old.sequence_number
              AND instr(message, CAST('{JournalLayout.BegunAnew}' AS BLOB)) > 0)
        ORDER BY sequence_number LIMIT {JournalLayout.SnapshotsRemovedMaximum}
        """;

    private static readonly Dictionary<string, string[]> Columns = new()
    {
        ["journal"] =
        [
            "ordering", "created", "deleted", "persistence_id", "sequence_number", "message", "tags", "manifest",
            "identifier", "writer_uuid",
        ],
        ["snapshot"] = ["persistence_id", "sequence_number", "created", "snapshot", "manifest", "serializer_id"],
    };

    /// <summary>Makes an empty file a journal, and leaves a journal as it is.</summary>
    /// <exception cref="JournalUnavailableException">The file is something else, or can not be written.</exception>
    public static void CreateOrValidate(SqliteJournalFile file)
    {
        try
        {
            using SqliteConnection connection = file.Connect(SqliteOpenMode.ReadWriteCreate);
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            List<string> tables = Read(
                connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'");
            if (tables.Count == 0)
            {
                Execute(connection, Tables);
            }
            else
            {
                Validate(connection, file, tables);
            }

            Execute(connection, SqliteSetAside.Table);

            transaction.Commit();
        }
        catch (SqliteException failure)
        {
            throw file.Unavailable(failure);
        }
    }

    private static void Validate(SqliteConnection connection, SqliteJournalFile file, List<string> tables)
    {
        foreach ((string table, string[] columns) in Columns)
        {
            if (!tables.Contains(table))
            {
                throw new JournalUnavailableException(
                    $"The database {file.Path} is not a journal: it has no table {table}, but {string.Join(", ", tables)}.");
            }

            List<string> there = Read(connection, $"SELECT name FROM pragma_table_info('{table}')");
            string[] missing = [.. columns.Except(there)];
            if (missing.Length > 0)
            {
                throw new JournalUnavailableException(
                    $"The database {file.Path} is not a journal of this layout: its table {table} lacks {string.Join(", ", missing)}.");
            }
        }

        // Without this key two writers could have the same number, and nothing else would notice.
        if (Read(connection, "SELECT name FROM sqlite_master WHERE type = 'index' AND name = 'journal_uq'").Count == 0)
        {
            throw new JournalUnavailableException(
                $"The database {file.Path} is not a journal of this layout: its unique index journal_uq is missing.");
        }
    }

    private static void Execute(SqliteConnection connection, string statements)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    private static List<string> Read(SqliteConnection connection, string query)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        using SqliteDataReader reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
