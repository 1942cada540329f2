using Microsoft.Data.Sqlite;

namespace CallActors.Benchmarks.Peers;

/// <summary>One thread with one connection writes everything that waits in one transaction, synced to the disk.</summary>
internal sealed class SqliteGroupStore : IPeerStore
{
    private static readonly string[] Names = ["$agent", "$number", "$at", "$kind", "$request", "$record"];

    private readonly string connectionString;
    private readonly object gate = new();
    private readonly Thread writing;
    private List<Waiting> waiting = [];
    private bool isClosing;

    public SqliteGroupStore(string path)
    {
        connectionString = $"Data Source={path}";
        using (var connection = Open())
        {
            using var tables = connection.CreateCommand();
            tables.CommandText = PeerSchema.Tables("blob", "integer");
            tables.ExecuteNonQuery();
        }

        writing = new Thread(WriteAll) { IsBackground = true };
        writing.Start();
    }

    public Task<IReadOnlyList<PeerChange>> LoadAsync(string agentId, int most) => Task.Run<IReadOnlyList<PeerChange>>(() =>
    {
        using var connection = Open();
        using var query = connection.CreateCommand();
        query.CommandText = "SELECT number, kind, request_id, record FROM change WHERE agent_id = $agent ORDER BY number DESC LIMIT $most";
        query.Parameters.AddWithValue("$agent", agentId);
        query.Parameters.AddWithValue("$most", most);
        using var rows = query.ExecuteReader();
        var changes = new List<PeerChange>();
        while (rows.Read())
        {
            changes.Add(new PeerChange(agentId, rows.GetInt64(0), rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetString(2), rows.GetFieldValue<byte[]>(3), []));
        }

        return changes;
    });

    public Task AppendAsync(PeerChange change)
    {
        var write = new Waiting(change);
        lock (gate)
        {
            waiting.Add(write);
            Monitor.Pulse(gate);
        }

        return write.Task;
    }

    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isClosing = true;
            Monitor.Pulse(gate);
        }

        writing.Join();
        return ValueTask.CompletedTask;
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
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO change (agent_id, number, at, kind, request_id, record) VALUES ($agent, $number, $at, $kind, $request, $record)";
        var parameters = Names.Select(name => insert.Parameters.Add(new SqliteParameter { ParameterName = name })).ToArray();
        insert.Prepare();
        for (var group = new List<Waiting>(); Take(ref group); group.Clear())
        {
            Write(connection, insert, parameters, group);
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

    private static void Write(SqliteConnection connection, SqliteCommand insert, SqliteParameter[] parameters, List<Waiting> group)
    {
        try
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            insert.Transaction = transaction;
            var at = DateTime.UtcNow.Ticks;
            foreach (var each in group)
            {
                (parameters[0].Value, parameters[1].Value, parameters[2].Value) = (each.Change.AgentId, each.Change.Number, at);
                (parameters[3].Value, parameters[4].Value, parameters[5].Value) =
                    (each.Change.Kind, (object?)each.Change.RequestId ?? DBNull.Value, each.Change.Record);
                try
                {
                    insert.ExecuteNonQuery();
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

    private sealed class Waiting(PeerChange change) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public PeerChange Change => change;

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
