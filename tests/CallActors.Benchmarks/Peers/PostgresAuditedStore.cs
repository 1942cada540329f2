using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace CallActors.Benchmarks.Peers;

/// <summary>
/// Group commit with the history that an auditor asks for (<see cref="PeerHistory"/>), and no number of a stream twice.
/// </summary>
internal sealed class PostgresAuditedStore : IPeerStore
{
    private const int GroupMaximum = 1000;

    private const string Table = """
        CREATE TABLE IF NOT EXISTS history (
            ordering   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            stream     text COLLATE "C" NOT NULL,
            number     bigint NOT NULL,
            at         timestamptz NOT NULL,
            kind       text NOT NULL,
            request_id text,
            record     bytea NOT NULL,
            hash       bytea NOT NULL,
            UNIQUE (stream, number))
        """;

    private readonly PeerHistory history;
    private readonly Channel<Waiting> waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly NpgsqlDataSource source;
    private readonly Task writing;

    private PostgresAuditedStore(NpgsqlDataSource source)
    {
        this.source = source;
        history = new PeerHistory(ReadHeadAsync);
        writing = Task.Run(WriteAsync);
    }

    public bool KeepsParts => true;

    public static async Task<PostgresAuditedStore> OpenAsync(string connectionString) =>
        new(await PostgresEachStore.OpenAsync(connectionString, Table));

    public Task<IReadOnlyList<PeerChange>> LoadAsync(string agentId, int most) => PostgresEachStore.LoadAsync(
        source, "SELECT number, kind, request_id, record FROM history WHERE stream = $1 ORDER BY number DESC LIMIT $2",
        PeerHistory.StreamOf(agentId), agentId, most);

    public async Task AppendAsync(PeerChange change)
    {
        var rows = await history.RowsOfAsync(change);
        var write = new Waiting(rows);
        waiting.Writer.TryWrite(write);
        try
        {
            await write.Task;
            history.Keep(rows);
        }
        catch (NpgsqlException)
        {
            history.Forget(rows);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.Complete();
        await writing;
        await source.DisposeAsync();
    }

    private async ValueTask<(long Number, byte[] Hash)> ReadHeadAsync(string stream)
    {
        await using var query = source.CreateCommand("SELECT number, hash FROM history WHERE stream = $1 ORDER BY number DESC LIMIT 1");
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
        await using var row = await query.ExecuteReaderAsync();
        return await row.ReadAsync() ? (row.GetInt64(0), row.GetFieldValue<byte[]>(1)) : (0, []);
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

            await WriteAsync(group);
        }
    }

    private async Task WriteAsync(List<Waiting> group)
    {
        if (await InsertAsync(group) is not { } failure)
        {
            group.ForEach(each => each.SetResult());
        }
        else if (group.Count == 1)
        {
            group[0].SetException(failure);
        }
        else
        {
            // One that fails must not fail the others.
            foreach (var each in group)
            {
                await WriteAsync([each]);
            }
        }
    }

    private async Task<NpgsqlException?> InsertAsync(List<Waiting> group)
    {
        PeerRow[] rows = [.. group.SelectMany(each => each.Rows)];
        await using var insert = source.CreateCommand("""
            INSERT INTO history (stream, number, at, kind, request_id, record, hash)
            SELECT stream, number, now(), kind, request_id, record, hash
            FROM unnest($1, $2, $3, $4, $5, $6) AS given (stream, number, kind, request_id, record, hash)
            """);
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(rows, row => row.Stream) });
        insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(rows, row => row.Number) });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(rows, row => row.Kind) });
        insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = Array.ConvertAll(rows, row => row.RequestId) });
        insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(rows, row => row.Record) });
        insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(rows, row => row.Hash) });
        try
        {
            await insert.ExecuteNonQueryAsync();
            return null;
        }
        catch (NpgsqlException failure)
        {
            return failure;
        }
    }

    private sealed class Waiting(PeerRow[] rows) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public PeerRow[] Rows => rows;
    }
}
