using Microsoft.Data.Sqlite;

namespace CallActors.Benchmarks.Peers;

/// <summary>One thread with one connection writes everything that waits in one transaction, synced to the disk.</summary>
/// <typeparam name="T">What waits.</typeparam>
internal sealed class SqliteGroups<T> : IDisposable
{
    private readonly string connectionString;
    private readonly string insertion;
    private readonly string[] names;
    private readonly Action<T, long, SqliteCommand> insert;
    private readonly object gate = new();
    private readonly Thread writing;
    private List<Waiting> waiting = [];
    private bool isClosing;

    /// <param name="tables">Makes what is missing.</param>
    /// <param name="insertion">The statement that inserts one row.</param>
    /// <param name="names">Its parameters.</param>
    /// <param name="insert">Inserts the rows of one that waited, given the time in ticks.</param>
    public SqliteGroups(string path, string tables, string insertion, string[] names, Action<T, long, SqliteCommand> insert)
    {
        connectionString = $"Data Source={path}";
        (this.insertion, this.names, this.insert) = (insertion, names, insert);
        using (var connection = Open())
        {
            using var making = connection.CreateCommand();
            making.CommandText = tables;
            making.ExecuteNonQuery();
        }

        writing = new Thread(WriteAll) { IsBackground = true };
        writing.Start();
    }

    /// <exception cref="SqliteException">It is not known to be durable.</exception>
    public Task WriteAsync(T one)
    {
        var write = new Waiting(one);
        lock (gate)
        {
            waiting.Add(write);
            Monitor.Pulse(gate);
        }

        return write.Task;
    }

    /// <param name="parameter">Of the query, as <c>$key</c>.</param>
    public IReadOnlyList<TRow> Read<TRow>(string query, string parameter, int most, Func<SqliteDataReader, TRow> read)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        command.Parameters.AddWithValue("$key", parameter);
        command.Parameters.AddWithValue("$most", most);
        using var found = command.ExecuteReader();
        var rows = new List<TRow>();
        while (found.Read())
        {
            rows.Add(read(found));
        }

        return rows;
    }

    public void Dispose()
    {
        lock (gate)
        {
            isClosing = true;
            Monitor.Pulse(gate);
        }

        writing.Join();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var settings = connection.CreateCommand();
        settings.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384;";
        settings.ExecuteNonQuery();
        return connection;
    }

    private void WriteAll()
    {
        using var connection = Open();
        using var statement = connection.CreateCommand();
        statement.CommandText = insertion;
        Array.ForEach(names, name => statement.Parameters.Add(new SqliteParameter { ParameterName = name }));
        statement.Prepare();
        for (var group = new List<Waiting>(); Take(ref group); group.Clear())
        {
            Write(connection, statement, group);
        }
    }

    private bool Take(ref List<Waiting> group)
    {
        lock (gate)
        {
            while (waiting.Count == 0 && !isClosing)
            {
                Monitor.Wait(gate);
            }

            (group, waiting) = (waiting, group);
            return group.Count > 0;
        }
    }

    private void Write(SqliteConnection connection, SqliteCommand statement, List<Waiting> group)
    {
        try
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            statement.Transaction = transaction;
            var at = DateTime.UtcNow.Ticks;
            foreach (var each in group)
            {
                try
                {
                    insert(each.One, at, statement);
                }
                catch (SqliteException failure) when (failure.SqliteErrorCode == 19)
                {
                    // A number or request that is there: the others of the group go on.
                    each.Failure = failure;
                }
            }

            transaction.Commit();
        }
        catch (SqliteException failure)
        {
            group.ForEach(each => each.SetException(failure));
            return;
        }

        group.ForEach(each => each.End());
    }

    private sealed class Waiting(T one) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public T One => one;

        public SqliteException? Failure { get; set; }

        public void End()
        {
            if (Failure is null)
            {
                SetResult();
            }
            else
            {
                SetException(Failure);
            }
        }
    }
}
