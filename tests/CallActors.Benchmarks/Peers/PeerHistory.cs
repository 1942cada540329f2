using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace CallActors.Benchmarks.Peers;

/// <summary>One row of the history that an auditor asks for.</summary>
internal sealed record PeerRow(string Stream, long Number, string Kind, string? RequestId, byte[] Record, byte[] Hash);

/// <summary>
/// The rows that a change leaves where the history of each connection is kept: one for each connection that it did
/// something to, and one for the agent, each with the hash of its stream up to there.
/// </summary>
/// <param name="readHead">Reads the last number and hash of a stream; 0 and none where it has no row.</param>
internal sealed class PeerHistory(Func<string, ValueTask<(long Number, byte[] Hash)>> readHead)
{
    private readonly ConcurrentDictionary<string, (long Number, byte[] Hash)> heads = new(StringComparer.Ordinal);

    public static string StreamOf(string agentId) => $"agent-{agentId}";

    public async ValueTask<PeerRow[]> RowsOfAsync(PeerChange change)
    {
        var rows = new PeerRow[change.Parts.Count + 1];
        for (var place = 0; place < change.Parts.Count; place++)
        {
            var part = change.Parts[place];
            var stream = $"connection-{change.AgentId}-{part.ConnectionId}";
            var head = await HeadOfAsync(stream);
            rows[place] = RowAfter(head.Hash, stream, head.Number + 1, part.Kind, null, part.Record);
        }

        var agent = StreamOf(change.AgentId);
        rows[^1] = RowAfter((await HeadOfAsync(agent)).Hash, agent, change.Number, change.Kind, change.RequestId, change.Record);
        return rows;
    }

    /// <summary>They are durable: the next ones stand behind them.</summary>
    public void Keep(PeerRow[] rows)
    {
        foreach (var row in rows)
        {
            heads[row.Stream] = (row.Number, row.Hash);
        }
    }

    /// <summary>Whether they are there is unknown: what is there is read before the next one.</summary>
    public void Forget(PeerRow[] rows) => Array.ForEach(rows, row => heads.TryRemove(row.Stream, out _));

    private async ValueTask<(long Number, byte[] Hash)> HeadOfAsync(string stream) =>
        heads.TryGetValue(stream, out var known) ? known : await readHead(stream);

    /// <summary>The hash is over the one before it, the stream, the number, the kind and the record.</summary>
    private static PeerRow RowAfter(byte[] before, string stream, long number, string kind, string? requestId, byte[] record)
    {
        var longest = before.Length + Encoding.UTF8.GetMaxByteCount(stream.Length + kind.Length) + sizeof(long) + record.Length;
        var hashed = ArrayPool<byte>.Shared.Rent(longest);
        var length = before.Length;
        before.CopyTo(hashed, 0);
        length += Encoding.UTF8.GetBytes(stream, hashed.AsSpan(length));
        BinaryPrimitives.WriteInt64BigEndian(hashed.AsSpan(length), number);
        length += sizeof(long);
        length += Encoding.UTF8.GetBytes(kind, hashed.AsSpan(length));
        record.CopyTo(hashed, length);
        length += record.Length;
        var hash = SHA256.HashData(hashed.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(hashed);
        return new PeerRow(stream, number, kind, requestId, record, hash);
    }
}
