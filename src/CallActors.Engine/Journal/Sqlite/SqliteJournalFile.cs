using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace CallActors.Engine.Journal.Sqlite;

/// <summary>Where a journal lies, and how its files are named and opened.</summary>
internal sealed record SqliteJournalFile(string Path)
{
    public string LockPath => Path + ".lock";

    public string HolderPath => Path + ".holder";

    /// <summary>The file that a path means: symbolic links are followed, so that two names are one journal.</summary>
    public static SqliteJournalFile Locate(string path)
    {
        var named = new FileInfo(path);
        string full = named.LinkTarget is null ? named.FullName : named.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        string? directory = System.IO.Path.GetDirectoryName(full);
        if (directory is null || Directory.Exists(full))
        {
            throw new JournalUnavailableException($"{full} is a directory: name the journal's file in it.");
        }

        if (!Directory.Exists(directory))
        {
            throw new JournalUnavailableException(
                $"The directory {directory} of the journal {full} does not exist: create it, or name another.");
        }

        return new SqliteJournalFile(full);
    }

    /// <summary>An open connection of its own; pooled ones would keep the file open after the journal is closed.</summary>
    public SqliteConnection Connect(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = BusySecondsMaximum,
        }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>One sentence for the operator that says what a failure means for this journal.</summary>
    public JournalUnavailableException Unavailable(Exception failure) => failure switch
    {
        JournalUnavailableException known => new(known.Message, known),
        SqliteException { SqliteErrorCode: SQLITE_FULL } =>
            new($"The journal {Path} can not be written: the disk is full.", failure),
        SqliteException { SqliteErrorCode: SQLITE_READONLY } =>
            new($"The journal {Path} can not be written: it is read-only.", failure),
        SqliteException { SqliteErrorCode: SQLITE_IOERR } known =>
            new($"The journal {Path} can not be read or written: the disk failed ({known.SqliteExtendedErrorCode}).", failure),
        SqliteException { SqliteErrorCode: SQLITE_CANTOPEN } =>
            new($"The journal {Path} can not be opened: check that it is there and may be written.", failure),
        SqliteException { SqliteErrorCode: SQLITE_BUSY or SQLITE_LOCKED } =>
            new($"The journal {Path} can not be written: another process keeps it locked.", failure),
        SqliteException { SqliteErrorCode: SQLITE_CORRUPT } =>
            new($"The journal {Path} is damaged: restore it from a copy.", failure),
        SqliteException { SqliteErrorCode: SQLITE_NOTADB } =>
            new($"The file {Path} is not a journal: it is no SQLite database.", failure),
        _ => new($"The journal {Path} failed: {failure.Message}", failure),
    };

    /// <summary>How long a lock of another process is waited for; longer, and a caller had better hear of it.</summary>
    public const int BusySecondsMaximum = 2;
}
