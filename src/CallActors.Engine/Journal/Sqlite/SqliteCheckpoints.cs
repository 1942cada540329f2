using Microsoft.Data.Sqlite;

namespace CallActors.Engine.Journal.Sqlite;

/// <summary>
/// Copies the WAL back into the journal's file. Most of it is copied and synced on a connection beside the writer's, which
/// goes on meanwhile: a commit that had to wait for it would take tens of milliseconds. What the writer added by then is
/// little; it copies and syncs that itself, between two groups, and so the WAL has nothing left and begins anew.
/// </summary>
internal sealed class SqliteCheckpoints(SqliteJournalFile file)
{
    // Groups that have fewer writes on the average: it is quiet, and who waits for a commit notices what goes on beside it.
    private const int WritesWhenBusy = 16;

    // The more there is to copy, the longer commits beside it take: 3 ms more at 1,000 pages, 10 ms at 4,000.
    private const int PagesWhenQuiet = 1_000;

    // Copied less often, a page that changed often is copied once.
    private const int PagesWhenBusy = 4_000;

    // What was added while the first round ran takes the second one, and what is added during that is a few pages.
    private const int Rounds = 2;

    private Task? copying;
    private long groups;
    private long writes;

    /// <summary>To be called by the writer after each group, when those who waited for it were told.</summary>
    /// <param name="written">How many writes the group had.</param>
    public void Continue(SqliteWriteConnection writer, int written)
    {
        groups++;
        writes += written;
        if (copying is null)
        {
            bool isQuiet = writes < groups * WritesWhenBusy;
            copying = writer.PagesToCopy >= (isQuiet ? PagesWhenQuiet : PagesWhenBusy) ? Task.Run(CopyMost) : null;
        }
        else if (copying.IsCompleted)
        {
            writer.Checkpoint();
            (copying, groups, writes) = (null, 0, 0);
        }
    }

    /// <summary>Waits for the copying under way.</summary>
    public void End() => copying?.Wait();

    /// <summary>A failure is nobody's loss: what is not copied stays in the WAL, and is tried again.</summary>
    private void CopyMost()
    {
        try
        {
            using SqliteConnection connection = file.Connect(SqliteOpenMode.ReadWrite);
            using SqliteCommand copy = connection.CreateCommand();
            // PASSIVE copies as far as no reader stands in the way, and waits for nobody.
            copy.CommandText = "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(PASSIVE)";
            for (int round = 0; round < Rounds; round++)
            {
                copy.ExecuteNonQuery();
                // SQLite syncs only when nothing was added meanwhile: else all of it was left to the writer.
                SqliteSync.Sync(connection.Handle!);
            }
        }
        catch (Exception)
        {
        }
    }
}
