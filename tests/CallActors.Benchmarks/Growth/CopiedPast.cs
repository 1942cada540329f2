using System.Text;
using CallActors.Benchmarks.Load;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Benchmarks.Growth;

/// <summary>
/// One agent's past, made by the rules once and then written for any agent whose id is as long: his ids stand in the place
/// of the first one's, and every hash is that of the row as it is now. This costs a tenth of making it anew.
/// </summary>
internal sealed class CopiedPast
{
    private const int HashLength = 64;

    private readonly CallIds original;
    private readonly CopiedRow[] rows;
    private readonly SnapshotRow snapshot;
    private readonly Mark[] marksOfSnapshot;

    private CopiedPast(CallIds original, IReadOnlyList<JournalRow> rows, SnapshotRow snapshot)
    {
        this.original = original;
        this.snapshot = snapshot;
        var byHash = rows.Select((row, index) => (Hash: StreamHead.HashOf(row), index)).ToDictionary(each => each.Hash, each => each.index);
        this.rows = [.. rows.Select(row => new CopiedRow(row, MarksIn(row.Message.Span, byHash)))];
        marksOfSnapshot = MarksIn(snapshot.Payload.Span, byHash);
    }

    /// <param name="digits">How many digits the numbers of these agents have.</param>
    /// <param name="calls">How many calls were closed before the one that is open.</param>
    /// <param name="isAtRest">Whether the agent is on hold for so long that his session was snapshotted since.</param>
    public static CopiedPast Of(int digits, int calls, bool isAtRest)
    {
        var ids = new CallIds((int)Math.Pow(10, digits) - 1);
        var past = new PastOfAgent(ids);
        JournalRow[] rows = [.. past.Attach(), .. Enumerable.Range(1, calls).SelectMany(past.ClosedCall), .. past.HeldCall()];
        if (isAtRest)
        {
            past.Rest();
        }

        return new CopiedPast(ids, rows, past.Snapshot!);
    }

    /// <summary>The rows of an agent, each stream's in their order, and his snapshot.</summary>
    public (IEnumerable<JournalRow> Rows, SnapshotRow Snapshot) For(CallIds ids)
    {
        var copies = new JournalRow[rows.Length];
        var hashes = new byte[rows.Length][];
        for (var index = 0; index < rows.Length; index++)
        {
            var (row, marks) = rows[index];
            var copy = new JournalRow(KeyFor(row.Key, ids), row.Manifest, Filled(row.Message, marks, ids, hashes));
            copies[index] = copy;
            hashes[index] = Encoding.ASCII.GetBytes(StreamHead.HashOf(copy));
        }

        return (copies, new SnapshotRow(KeyFor(snapshot.Key, ids), snapshot.Manifest, Filled(snapshot.Payload, marksOfSnapshot, ids, hashes)));
    }

    private RowKey KeyFor(RowKey key, CallIds ids) => key with
    {
        PersistenceId = key.PersistenceId.Replace(original.AgentId, ids.AgentId, StringComparison.Ordinal)
            .Replace(Suffix(original), Suffix(ids), StringComparison.Ordinal),
    };

    private static byte[] Filled(ReadOnlyMemory<byte> original, Mark[] marks, CallIds ids, byte[][] hashes)
    {
        var message = original.ToArray();
        foreach (var mark in marks)
        {
            var at = message.AsSpan(mark.Offset);
            switch (mark.What)
            {
                case Place.AgentId:
                    Encoding.ASCII.GetBytes(ids.AgentId, at);
                    break;
                case Place.Suffix:
                    Encoding.ASCII.GetBytes(Suffix(ids), at);
                    break;
                default:
                    hashes[mark.Row].CopyTo(at);
                    break;
            }
        }

        return message;
    }

    private Mark[] MarksIn(ReadOnlySpan<byte> message, Dictionary<string, int> byHash)
    {
        var text = Encoding.ASCII.GetString(message);
        var marks = new List<Mark>();
        marks.AddRange(Find(text, original.AgentId).Select(offset => new Mark(offset, Place.AgentId, 0)));
        marks.AddRange(Find(text, Suffix(original)).Select(offset => new Mark(offset, Place.Suffix, 0)));
        // Every hash stands in quotation marks by itself.
        for (var offset = 0; offset + HashLength < text.Length; offset++)
        {
            if (text[offset] == '"' && text.Length > offset + HashLength + 1 && text[offset + HashLength + 1] == '"'
                && byHash.TryGetValue(text.Substring(offset + 1, HashLength), out var row))
            {
                marks.Add(new Mark(offset + 1, Place.Hash, row));
            }
        }

        return [.. marks];
    }

    private static IEnumerable<int> Find(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + word.Length, StringComparison.Ordinal))
        {
            yield return at;
        }
    }

    /// <summary>How the ids of his contacts and connections end.</summary>
    private static string Suffix(CallIds ids) => $"-{ids.Number:x12}";

    private enum Place
    {
        AgentId,
        Suffix,
        Hash,
    }

    private readonly record struct Mark(int Offset, Place What, int Row);

    private sealed record CopiedRow(JournalRow Row, Mark[] Marks);
}
