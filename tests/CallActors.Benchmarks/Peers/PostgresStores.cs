using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace CallActors.Benchmarks.Peers;

/// <summary>Reads, and appends each change in a transaction of its own, on pooled connections.</summary>
internal class PostgresEachStore(NpgsqlDataSource source) : IPeerStore
{
    private const string Insert = "INSERT INTO change (agent_id, number, at, kind, request_id, record) VALUES ($1, $2, now(), $3, $4, $5)";

    /// <param name="tables">Makes what is missing.</param>
    public static async Task<NpgsqlDataSource> OpenAsync(string connectionString, string tables)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 50, MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 });
        await using var make = source.CreateCommand(tables);
        await make.ExecuteNonQueryAsync();
        return source;
    }

    public static Task<NpgsqlDataSource> OpenAsync(string connectionString) => OpenAsync(connectionString, PeerSchema.Tables("bytea", "timestamptz"));

    public Task<IReadOnlyList<PeerChange>> LoadAsync(string agentId, int most) => LoadAsync(
        source, "SELECT number, kind, request_id, record FROM change WHERE agent_id = $1 ORDER BY number DESC LIMIT $2", agentId, agentId, most);

    /// <param name="statement">Gives number, kind, request and record of the newest changes of a key, at most so many.</param>
    public static async Task<IReadOnlyList<PeerChange>> LoadAsync(NpgsqlDataSource source, string statement, string key, string agentId, int most)
    {
        await using var query = source.CreateCommand(statement);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        query.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        await using var rows = await query.ExecuteReaderAsync();
        var changes = new List<PeerChange>();
        while (await rows.ReadAsync())
        {
            changes.Add(new PeerChange(
                agentId, rows.GetInt64(0), rows.GetString(1), await rows.IsDBNullAsync(2) ? null : rows.GetString(2), rows.GetFieldValue<byte[]>(3), []));
        }

        return changes;
    }

    public virtual async Task AppendAsync(PeerChange change)
    {
        await using var insert = source.CreateCommand(Insert);
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = change.AgentId });
        insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = change.Number });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = change.Kind });
        insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)change.RequestId ?? DBNull.Value });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = change.Record });
        await insert.ExecuteNonQueryAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await source.DisposeAsync();
    }
}

/// <summary>Appends everything that waits in one statement; while it is committed the next group gathers.</summary>
internal sealed class PostgresGroupStore : PostgresEachStore
{
    private const int GroupMaximum = 1000;

    private readonly Channel<Waiting> waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly NpgsqlDataSource source;
    private readonly Task writing;

    public PostgresGroupStore(NpgsqlDataSource source) : base(source)
    {
        this.source = source;
        writing = Task.Run(WriteAsync);
    }

    public override Task AppendAsync(PeerChange change)
    {
        var write = new Waiting(change);
        waiting.Writer.TryWrite(write);
        return write.Task;
    }

    public override async ValueTask DisposeAsync()
    {
        waiting.Writer.Complete();
        await writing;
        await base.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        while (await waiting.Reader.WaitToReadAsync())
        {
            var group = new List<Waiting>();
            while (group.Count < GroupMaximum && waiting.Reader.TryRead(out var write))
            {
                group.Add(write);
            }

            try
            {
                await InsertAsync(group);
                group.ForEach(each => each.SetResult());
            }
            catch (NpgsqlException) when (group.Count > 1)
            {
                // One that fails must not fail the others.
                foreach (var each in group)
                {
                    await InsertAloneAsync(each);
                }
            }
            catch (NpgsqlException failure)
            {
                group[0].SetException(failure);
            }
        }
    }

    private async Task InsertAsync(List<Waiting> group)
    {
        await using var insert = source.CreateCommand("""
            INSERT INTO change (agent_id, number, at, kind, request_id, record)
            SELECT agent_id, number, now(), kind, request_id, record
            FROM unnest($1, $2, $3, $4, $5) AS given (agent_id, number, kind, request_id, record)
            """);
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. group.Select(each => each.Change.AgentId)] });
        insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. group.Select(each => each.Change.Number)] });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. group.Select(each => each.Change.Kind)] });
        insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = group.Select(each => each.Change.RequestId).ToArray() });
        insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. group.Select(each => each.Change.Record)] });
        await insert.ExecuteNonQueryAsync();
    }

    private async Task InsertAloneAsync(Waiting one)
    {
        try
        {
            await base.AppendAsync(one.Change);
            one.SetResult();
        }
        catch (NpgsqlException failure)
        {
            one.SetException(failure);
        }
    }

    private sealed class Waiting(PeerChange change) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public PeerChange Change => change;
    }
}
