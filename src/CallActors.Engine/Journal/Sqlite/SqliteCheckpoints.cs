using Microsoft.Data.Sqlite;

namespace CallActors.Engine.Journal.Sqlite;

/// <summary>
/// Copies the WAL back into the journal's file. Most of it is copied on a connection beside the writer's, which goes on
/// meanwhile: a commit that had to wait for it would take tens of milliseconds. What the writer added by then is little; it
/// copies that itself, between two groups, and so the WAL has nothing left and begins anew.
/// </summary>
internal sealed class SqliteCheckpoints(SqliteJournalFile file)
{
    // PASSIVE copies as far as no reader stands in the way, and waits for nobody. What was added while the first pass ran takes
    // the second one, and what is added during that is a few pages.
    private const string CopyTwice = """
        PRAGMA synchronous = FULL;
        PRAGMA wal_checkpoint(PASSIVE);
        PRAGMA wal_checkpoint(PASSIVE);
        """;

    private Task? copying;

    /// <summary>To be called by the writer after each group, when those who waited for it were told.</summary>
    public void Continue(SqliteWriteConnection writer)
    {
        if (copying is null)
        {
            copying = writer.IsCheckpointDue ? Task.Run(CopyMost) : null;
        }
        else if (copying.IsCompleted)
        {
            writer.Checkpoint();
            copying = null;
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
            copy.CommandText = CopyTwice;
            copy.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
        }
    }
}
