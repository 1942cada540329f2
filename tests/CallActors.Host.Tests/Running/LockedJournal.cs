using Microsoft.Data.Sqlite;

namespace CallActors.Host.Tests.Running;

/// <summary>Another program that writes to the journal's file and does not end: the host cannot commit anything.</summary>
internal sealed class LockedJournal : IDisposable
{
    private readonly SqliteConnection connection;

    public LockedJournal(RunningHost host)
    {
        connection = new SqliteConnection($"Data Source={host.Journal};Pooling=False;Default Timeout=60");
        connection.Open();
        Run("BEGIN EXCLUSIVE");
    }

    public void Dispose()
    {
        Run("ROLLBACK");
        connection.Dispose();
    }

    private void Run(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
