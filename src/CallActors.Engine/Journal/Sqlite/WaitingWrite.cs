namespace CallActors.Engine.Journal.Sqlite;

/// <summary>A write that waits for the writer; its task ends when the write is durable, lost or failed.</summary>
internal abstract class WaitingWrite : TaskCompletionSource<AppendResult>
{
    // The writer must never run its callers' code, which would hold up every other agent.
    protected WaitingWrite() : base(TaskCreationOptions.RunContinuationsAsynchronously) { }

    /// <summary>What came of it; told only after the group's commit.</summary>
    public AppendResult Outcome { get; private set; }

    /// <summary>Writes into the group's open transaction.</summary>
    public void Write(SqliteWriteConnection connection) => Outcome = Perform(connection);

    protected abstract AppendResult Perform(SqliteWriteConnection connection);
}

internal sealed class WaitingChange(Change change) : WaitingWrite
{
    protected override AppendResult Perform(SqliteWriteConnection connection) => connection.Append(change);
}

internal sealed class WaitingSnapshot(SnapshotRow snapshot, long neededFrom) : WaitingWrite
{
    protected override AppendResult Perform(SqliteWriteConnection connection)
    {
        connection.Replace(snapshot, neededFrom);
        return AppendResult.Committed;
    }
}
