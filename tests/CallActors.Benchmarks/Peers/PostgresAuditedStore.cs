using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace CallActors.Benchmarks.Peers;

/// <summary>
/// Group commit with the history that an auditor asks for: a row for each connection that a change did something to, and
/// one for the agent, each with the hash of its stream up to there, and no number of a stream twice.
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

    private readonly ConcurrentDictionary<string, Head> heads = new(StringComparer.Ordinal);
    private readonly Channel<Waiting> waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly NpgsqlDataSource source;
    private readonly Task writing;

    private PostgresAuditedStore(NpgsqlDataSource source)
    {
        this.source = source;
        writing = Task.Run(WriteAsync);
    }

    public bool KeepsParts => true;

    public static async Task<PostgresAuditedStore> OpenAsync(string connectionString) =>
        new(await PostgresEachStore.OpenAsync(connectionString, Table));

    public Task<IReadOnlyList<PeerChange>> LoadAsync(string agentId, int most) => PostgresEachStore.LoadAsync(
        source, "SELECT number, kind, request_id, record FROM history WHERE stream = $1 ORDER BY number DESC LIMIT $2", StreamOf(agentId), agentId, most);

    public async Task AppendAsync(PeerChange change)
    {
        var rows = new Row[change.Parts.Count + 1];
        for (var place = 0; place < change.Parts.Count; place++)
        {
            var part = change.Parts[place];
            var stream = $"connection-{change.AgentId}-{part.ConnectionId}";
            var head = await HeadOfAsync(stream);
            rows[place] = RowAfter(head, stream, head.Number + 1, part.Kind, null, part.Record);
        }

        var agent = StreamOf(change.AgentId);
        rows[^1] = RowAfter(await HeadOfAsync(agent), agent, change.Number, change.Kind, change.RequestId, change.Record);
        var write = new Waiting(rows);
        waiting.Writer.TryWrite(write);
        try
        {
            await write.Task;
            foreach (var row in rows)
            {
                heads[row.Stream] = new Head(row.Number, row.Hash);
            }
        }
        catch (NpgsqlException)
        {
            // Whether it is there is unknown: what is there is read before the next one.
            Array.ForEach(rows, row => heads.TryRemove(row.Stream, out _));
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.Complete();
        await writing;
        await source.DisposeAsync();
    }

    private static string StreamOf(string agentId) => $"agent-{agentId}";

    private async ValueTask<Head> HeadOfAsync(string stream)
    {
        if (heads.TryGetValue(stream, out var known))
        {
            return known;
        }

        await using var query = source.CreateCommand("SELECT number, hash FROM history WHERE stream = $1 ORDER BY number DESC LIMIT 1");
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
        await using var row = await query.ExecuteReaderAsync();
        return await row.ReadAsync() ? new Head(row.GetInt64(0), row.GetFieldValue<byte[]>(1)) : new Head(0, []);
    }

    /// <summary>The hash is over the one before it, the stream, the number, the kind and the record.</summary>
    private static Row RowAfter(Head head, string stream, long number, string kind, string? requestId, byte[] record)
    {
        var longest = head.Hash.Length + Encoding.UTF8.GetMaxByteCount(stream.Length + kind.Length) + sizeof(long) + record.Length;
        var hashed = ArrayPool<byte>.Shared.Rent(longest);
        var length = head.Hash.Length;
        head.Hash.CopyTo(hashed, 0);
        length += Encoding.UTF8.GetBytes(stream, hashed.AsSpan(length));
        BinaryPrimitives.WriteInt64BigEndian(hashed.AsSpan(length), number);
        length += sizeof(long);
        length += Encoding.UTF8.GetBytes(kind, hashed.AsSpan(length));
        record.CopyTo(hashed, length);
        length += record.Length;
        var hash = SHA256.HashData(hashed.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(hashed);
        return new Row(stream, number, kind, requestId, record, hash);
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
        Row[] rows = [.. group.SelectMany(each => each.Rows)];
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

    private sealed record Head(long Number, byte[] Hash);

    private sealed record Row(string Stream, long Number, string Kind, string? RequestId, byte[] Record, byte[] Hash);

    private sealed class Waiting(Row[] rows) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Row[] Rows => rows;
    }
}
