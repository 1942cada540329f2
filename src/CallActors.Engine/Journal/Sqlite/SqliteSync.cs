using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CallActors.Engine.Journal.Sqlite;

/// <summary>
/// Syncs the file of a database to the disk, by the connection's own handle and SQLite's own function
/// (https://sqlite.org/c3ref/io_methods.html): no statement does that alone, and to close another handle of the file would
/// let go of SQLite's locks on it.
/// </summary>
internal static class SqliteSync
{
    private const int FilePointer = 7; // SQLITE_FCNTL_FILE_POINTER
    private const int SyncNormal = 2; // SQLITE_SYNC_NORMAL
    private const int PlaceOfSync = 5; // behind iVersion, xClose, xRead, xWrite and xTruncate

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SyncFile(nint file, int flags);

    /// <param name="database">Open, and used by nobody else meanwhile.</param>
    /// <exception cref="SqliteException">It could not be synced.</exception>
    public static void Sync(sqlite3 database)
    {
        SqliteException.ThrowExceptionForRC(FileControl(database, "main", FilePointer, out nint file), database);
        // A file that is not open has none.
        if (Marshal.ReadIntPtr(file) is not (not 0 and var methods))
        {
            return;
        }

        var sync = Marshal.GetDelegateForFunctionPointer<SyncFile>(Marshal.ReadIntPtr(methods, PlaceOfSync * nint.Size));
        SqliteException.ThrowExceptionForRC(sync(file, SyncNormal), database);
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    private static extern int FileControl(sqlite3 database, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int operation, out nint file);
}
