using Microsoft.Data.Sqlite;

namespace CallActors.Engine.Journal.Sqlite;

/// <summary>
/// Writes everything that waits in one transaction, again and again, on a thread of its own. It never waits for a
/// timer: while one group is committed the next one gathers, and so groups grow exactly as the load does.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private readonly SqliteJournalFile file;
    private readonly int waitingMaximum;
    private readonly SqliteCheckpoints checkpoints;
    private readonly string writerId = Guid.NewGuid().ToString("N");
    private readonly object gate = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<WaitingWrite> waiting = [];
    private bool closing;
    private SqliteWriteConnection? connection;

    /// <exception cref="JournalUnavailableException">The file can not be opened for writing.</exception>
    public SqliteWriter(SqliteJournalFile file, int waitingMaximum)
    {
        this.file = file;
        this.waitingMaximum = waitingMaximum;
        checkpoints = new SqliteCheckpoints(file);
        try
        {
            connection = new SqliteWriteConnection(file, writerId);
        }
        catch (SqliteException failure)
        {
            throw file.Unavailable(failure);
        }

        new Thread(WriteGroups) { IsBackground = true, Name = "journal writer" }.Start();
    }

    /// <summary>Lets a write wait for the next group; it ends when the write is durable, lost or failed.</summary>
    /// <exception cref="JournalUnavailableException">Too many writes wait already, or the write failed.</exception>
    public Task<AppendResult> WriteAsync(WaitingWrite write, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closing, typeof(SqliteJournal));
            if (waiting.Count >= waitingMaximum)
            {
                throw new JournalUnavailableException(
                    $"The journal {file.Path} can not be written now: {waitingMaximum} writes wait already, which is the limit.");
            }

            waiting.Add(write);
            Monitor.Pulse(gate);
        }

        return write.Task.WaitAsync(cancellation);
    }

    /// <summary>Refuses new writes, writes what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            closing = true;
            Monitor.Pulse(gate);
        }

        await ended.Task;
    }

    private void WriteGroups()
    {
        List<WaitingWrite> group = [];
        while (TakeWaiting(ref group))
        {
            Write(group);
            if (connection is not null)
            {
                checkpoints.Continue(connection, group.Count);
            }

            group.Clear();
        }

        checkpoints.End();
        connection?.Dispose();
        ended.SetResult();
    }

    // The emptied list of the last group becomes the one that gathers: taking a group costs the callers nothing.
    private bool TakeWaiting(ref List<WaitingWrite> group)
    {
        lock (gate)
        {
            while (waiting.Count == 0 && !closing)
            {
                Monitor.Wait(gate);
            }

            (group, waiting) = (waiting, group);
            return group.Count > 0;
        }
    }

    private void Write(List<WaitingWrite> group)
    {
        try
        {
            Commit(group);
        }
        catch (Exception failure)
        {
            Abandon();
            group.ForEach(write => write.SetException(file.Unavailable(failure)));
            return;
        }

        group.ForEach(write => write.SetResult(write.Outcome));
    }

    private void Commit(List<WaitingWrite> group)
    {
        connection ??= new SqliteWriteConnection(file, writerId);
        connection.Begin();
        foreach (WaitingWrite write in group)
        {
            write.Write(connection);
        }

        connection.Commit();
    }

    // Closing takes back what the group had written. The next group opens anew, so that a journal whose disk was
    // full, gone or read-only goes on by itself as soon as it can.
    private void Abandon()
    {
        connection?.Dispose();
        connection = null;
    }
}
