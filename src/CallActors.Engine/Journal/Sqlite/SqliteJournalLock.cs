namespace CallActors.Engine.Journal.Sqlite;

/// <summary>
/// Holds a journal for this process. The operating system lets the lock file go when the process ends, however it
/// ends, so that no lock is ever stale. Who holds it stands in a file beside it, since a locked one can not be read.
/// </summary>
internal sealed class SqliteJournalLock : IDisposable
{
    private readonly FileStream locked;
    private readonly SqliteJournalFile file;

    private SqliteJournalLock(FileStream locked, SqliteJournalFile file)
    {
        this.locked = locked;
        this.file = file;
    }

    /// <summary>Takes the lock and says so in the holder's file.</summary>
    /// <exception cref="JournalUnavailableException">Another process holds it, or the directory is not writable.</exception>
    /// <param name="engineKind">What the other one is told to hold it: embedded, or Akka.NET.</param>
    public static SqliteJournalLock Take(SqliteJournalFile file, string engineKind)
    {
        FileStream locked;
        try
        {
            locked = new FileStream(file.LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure.HResult is HeldOnLinux or HeldOnMac or HeldOnWindows)
        {
            throw new JournalUnavailableException(
                $"The journal {file.Path} is held by {Holder(file)}: stop it, or give this host another journal.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(file, failure);
        }

        try
        {
            File.WriteAllText(file.HolderPath, $"process {Environment.ProcessId} ({engineKind} engine)\n");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            locked.Dispose();
            throw NotWritable(file, failure);
        }

        return new SqliteJournalLock(locked, file);
    }

    /// <summary>Lets the next host have the journal; the lock file stays, since removing it would race with a taker.</summary>
    public void Dispose()
    {
        File.Delete(file.HolderPath);
        locked.Dispose();
    }

    private static string Holder(SqliteJournalFile file)
    {
        try
        {
            return File.ReadAllText(file.HolderPath).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }

    private static JournalUnavailableException NotWritable(SqliteJournalFile file, Exception failure) => new(
        $"The directory of the journal {file.Path} can not be written: {failure.Message}", failure);

    // .NET gives a lock of another process no exception of its own, only the operating system's number.
    private const int HeldOnLinux = 11;
    private const int HeldOnMac = 35;
    private const int HeldOnWindows = unchecked((int)0x80070020);
}
