using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace CallActors.Simulator.Storage;

/// <summary>One document to be written, or to be deleted where it has no text.</summary>
internal readonly record struct Document(string Kind, string Id, string? Text);

/// <summary>The file of the world: JSON documents in SQLite, each group durable before anyone is told.</summary>
internal sealed class CentreFile : IAsyncDisposable
{
    private sealed record Entry(IReadOnlyList<Document> Documents, Action WhenDurable, TaskCompletionSource Done);

    // One writer commits whatever has gathered while the group before it was written.
    private readonly Channel<Entry> entries = Channel.CreateUnbounded<Entry>(new() { SingleReader = true });
    private readonly SqliteConnection connection;
    private readonly SqliteCommand upsert;
    private readonly SqliteCommand delete;
    private readonly Task writing;

    private CentreFile(SqliteConnection connection)
    {
        this.connection = connection;
        upsert = Prepare("INSERT INTO documents (kind, id, text) VALUES ($kind, $id, $text) ON CONFLICT (kind, id) DO UPDATE SET text = $text", "$kind", "$id", "$text");
        delete = Prepare("DELETE FROM documents WHERE kind = $kind AND id = $id", "$kind", "$id");
        writing = Task.Run(WriteGroupsAsync);
    }

    /// <summary>Opens the file, or makes it; holds it alone until it is disposed of or the process ends.</summary>
    /// <exception cref="SimulatorException">It cannot be used; the message is one sentence.</exception>
    public static CentreFile Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """
                PRAGMA locking_mode = EXCLUSIVE;
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                CREATE TABLE IF NOT EXISTS documents (kind TEXT NOT NULL, id TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
                """;
            command.ExecuteNonQuery();

            // The lock is taken with the first write only.
            command.CommandText = "BEGIN IMMEDIATE; COMMIT;";
            command.ExecuteNonQuery();
            return new CentreFile(connection);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            const int busy = 5;
            throw new SimulatorException(exception.SqliteErrorCode == busy
                ? $"The world file {path} is in use by another simulator."
                : $"The world file {path} cannot be used: {exception.Message}", exception);
        }
    }

    /// <summary>Everything that is in the file.</summary>
    /// <exception cref="SimulatorException">It is no world file; the message is one sentence.</exception>
    public IReadOnlyList<Document> ReadAll()
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT kind, id, text FROM documents ORDER BY kind, id";
        using var reader = command.ExecuteReader();
        var documents = new List<Document>();
        while (reader.Read())
        {
            documents.Add(new Document(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return documents;
    }

    /// <summary>Writes the documents, all or none. What is told runs after they are durable, in the order of the calls.</summary>
    public Task WriteAsync(IReadOnlyList<Document> documents, Action whenDurable)
    {
        var entry = new Entry(documents, whenDurable, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!entries.Writer.TryWrite(entry))
        {
            entry.Done.SetException(new SimulatorException("The simulator is stopping, or its world file cannot be written."));
        }

        return entry.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        entries.Writer.TryComplete();
        await writing;
        await upsert.DisposeAsync();
        await delete.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task WriteGroupsAsync()
    {
        const int mostInGroup = 200;
        var group = new List<Entry>();
        while (await entries.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < mostInGroup && entries.Reader.TryRead(out var entry))
            {
                group.Add(entry);
            }

            try
            {
                Commit(group);
            }
            catch (Exception exception) when (exception is SqliteException or InvalidOperationException or IOException)
            {
                // What is in memory is ahead of the file now, so nothing more may be told.
                entries.Writer.TryComplete();
                Fail(group, new SimulatorException($"The world file cannot be written: {exception.Message}", exception));
                continue;
            }

            foreach (var entry in group)
            {
                entry.WhenDurable();
                entry.Done.SetResult();
            }
        }
    }

    private void Commit(List<Entry> group)
    {
        if (group.TrueForAll(entry => entry.Documents.Count == 0))
        {
            return;
        }

        using var transaction = connection.BeginTransaction();
        upsert.Transaction = delete.Transaction = transaction;
        foreach (var document in group.SelectMany(entry => entry.Documents))
        {
            var command = document.Text is null ? delete : upsert;
            command.Parameters["$kind"].Value = document.Kind;
            command.Parameters["$id"].Value = document.Id;
            if (document.Text is not null)
            {
                command.Parameters["$text"].Value = document.Text;
            }

            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void Fail(List<Entry> group, SimulatorException exception)
    {
        foreach (var entry in group)
        {
            entry.Done.SetException(exception);
        }
    }

    private SqliteCommand Prepare(string text, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter, SqliteType.Text);
        }

        return command;
    }
}
