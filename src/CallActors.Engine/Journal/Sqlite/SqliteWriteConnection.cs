using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CallActors.Engine.Journal.Sqlite;

/// <summary>The one connection that writes, with its prepared statements; only the writer's thread uses it.</summary>
internal sealed class SqliteWriteConnection : IDisposable
{
    // FULL makes a commit survive a power failure; the rest is speed and bounds. docs/journal.md has the reasons.
    private const string Settings = """
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -16384;
        """;

    private const int PagesWritten = 9; // SQLITE_DBSTATUS_CACHE_WRITE, which the library has no name for.

    private readonly SqliteConnection connection;
    private readonly SqliteStatement begin, commit, version, head, insert, snapshot, removeSnapshots, setAside, removeSetAside;
    private readonly sqlite3 database;
    private readonly WrittenHere written = new();
    private long versionSeen;
    private long created;
    private int pagesAtCheckpoint;

    public SqliteWriteConnection(SqliteJournalFile file, string writerId)
    {
        connection = file.Connect(SqliteOpenMode.ReadWrite);
        try
        {
            using (SqliteCommand settings = connection.CreateCommand())
            {
                settings.CommandText = "PRAGMA journal_mode = WAL";
                if (settings.ExecuteScalar() is not "wal")
                {
                    throw new JournalUnavailableException(
                        $"The journal {file.Path} can not be kept in WAL mode here: put it on a local disk.");
                }

                settings.CommandText = Settings;
                settings.ExecuteNonQuery();
            }

            database = connection.Handle!;
            SqliteException.ThrowExceptionForRC(
                raw.sqlite3_busy_timeout(database, SqliteJournalFile.BusySecondsMaximum * 1000), database);
            begin = new SqliteStatement(database, "BEGIN IMMEDIATE");
            commit = new SqliteStatement(database, "COMMIT");
            // Another number as soon as another connection, also of another process, has committed something.
            version = new SqliteStatement(database, "PRAGMA data_version");
            head = new SqliteStatement(database, "SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1");
            insert = new SqliteStatement(database, $"""
                INSERT INTO journal
                    (persistence_id, sequence_number, manifest, message, created, deleted, tags, identifier, writer_uuid)
                VALUES (?1, ?2, ?3, ?4, ?5, 0, '', {JournalLayout.SerializerId}, '{writerId}')
                """);
            snapshot = new SqliteStatement(database, $"""
                INSERT OR REPLACE INTO snapshot
                    (persistence_id, sequence_number, manifest, snapshot, created, serializer_id)
                VALUES (?1, ?2, ?3, ?4, ?5, {JournalLayout.SerializerId})
                """);
            removeSnapshots = new SqliteStatement(database, $"""
                DELETE FROM snapshot WHERE persistence_id = ?1 AND sequence_number IN ({SqliteJournalSchema.OldSnapshots})
                """);
            setAside = new SqliteStatement(database, """
                INSERT OR IGNORE INTO callactors_set_aside (feed, delivery, record, fault, at, digest, personal)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """);
            removeSetAside = new SqliteStatement(database, "DELETE FROM callactors_set_aside WHERE number = ?1");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Begins a group; it has the file's write lock from here on, so that what a guard reads stays true.</summary>
    public void Begin()
    {
        begin.Run();
        created = DateTime.UtcNow.Ticks;
        long versionNow = version.ReadNumber();
        if (versionNow != versionSeen)
        {
            written.Clear();
            versionSeen = versionNow;
        }
    }

    public void Commit() => commit.Run();

    /// <summary>How many pages were written to the WAL since it was copied back.</summary>
    public int PagesToCopy => Pages - pagesAtCheckpoint;

    /// <summary>Copies back what is left in the WAL, as far as no reader stands in the way.</summary>
    public void Checkpoint()
    {
        raw.sqlite3_wal_checkpoint_v2(database, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        pagesAtCheckpoint = Pages;
    }

    /// <summary>
    /// Inserts a change's rows if each has the number after its stream's head. All rows are guarded before the first
    /// is inserted, so that a change which loses has nothing to take back and the others of the group go on.
    /// </summary>
    public AppendResult Append(Change change)
    {
        IReadOnlyList<JournalRow> rows = change.Rows;
        for (int index = 0; index < rows.Count; index++)
        {
            if (!IsNext(rows, index))
            {
                return AppendResult.Lost;
            }
        }

        for (int index = 0; index < rows.Count; index++)
        {
            JournalRow row = rows[index];
            insert.Bind(1, row.Key.PersistenceId);
            insert.Bind(2, row.Key.SequenceNumber);
            insert.Bind(3, row.Manifest);
            insert.Bind(4, row.Message.Span);
            insert.Bind(5, created);
            insert.Run();
            written.Add(row.Key);
        }

        return AppendResult.Committed;
    }

    /// <param name="neededFrom">Of those before the newest snapshot at or before this number, few stay.</param>
    public void Replace(SnapshotRow row, long neededFrom)
    {
        snapshot.Bind(1, row.Key.PersistenceId);
        snapshot.Bind(2, row.Key.SequenceNumber);
        snapshot.Bind(3, row.Manifest);
        snapshot.Bind(4, row.Payload.Span);
        snapshot.Bind(5, created);
        snapshot.Run();
        removeSnapshots.Bind(1, row.Key.PersistenceId);
        removeSnapshots.Bind(2, neededFrom);
        removeSnapshots.Run();
    }

    public void SetAside(FaultyRecord record)
    {
        setAside.Bind(1, record.Feed);
        setAside.Bind(2, record.Delivery);
        setAside.Bind(3, record.Record);
        setAside.Bind(4, record.Fault);
        setAside.Bind(5, new DateTime(created, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture));
        setAside.Bind(6, SHA256.HashData(record.Personal.Span));
        setAside.Bind(7, record.Personal.Span);
        setAside.Run();
    }

    /// <returns>Whether there was one.</returns>
    public bool RemoveSetAside(long number)
    {
        removeSetAside.Bind(1, number);
        removeSetAside.Run();
        return raw.sqlite3_changes(database) > 0;
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in new[] { begin, commit, version, head, insert, snapshot, removeSnapshots, setAside, removeSetAside })
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    /// <summary>How many pages this connection has written to the WAL.</summary>
    private int Pages => raw.sqlite3_db_status(database, PagesWritten, out int pages, out _, 0) == raw.SQLITE_OK ? pages : 0;

    // A stream may have several rows in one change; the later ones follow the earlier, not the journal.
    private bool IsNext(IReadOnlyList<JournalRow> rows, int index)
    {
        var (persistenceId, number) = rows[index].Key;
        for (int earlier = index - 1; earlier >= 0; earlier--)
        {
            if (rows[earlier].Key.PersistenceId == persistenceId)
            {
                return rows[earlier].Key.SequenceNumber == number - 1;
            }
        }

        if (written.IsLast(persistenceId, number - 1))
        {
            return true;
        }

        head.Bind(1, persistenceId);
        return head.ReadNumber() == number - 1;
    }
}
