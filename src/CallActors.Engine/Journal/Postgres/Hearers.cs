using System.Buffers;
using System.Collections.Frozen;
using NpgsqlTypes;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// The other nodes that live, and what each is to hear of a group: the rows themselves, sealed for it, or only up to which
/// <c>ordering</c> there are others. One that joined just now is heard of within a quarter of a second; until then it finds
/// the commits by asking, as it does without any announcement.
/// </summary>
internal sealed class Hearers
{
    // PostgreSQL takes less than 8,000 bytes; two orderings and two colons stand before what is sealed.
    private const int TextLengthMaximum = 7_999 - (2 * 20);

    private readonly ArrayBufferWriter<byte> packed = new();
    private volatile string[] live = [];
    private volatile FrozenDictionary<string, (byte[] Key, ChangeSeal? Seal)> seals = FrozenDictionary<string, (byte[], ChangeSeal?)>.Empty;
    private long sealedCount;

    /// <summary>The ids of the other nodes that live.</summary>
    public string[] Live
    {
        set => live = value;
    }

    /// <summary>The keys for which those seal who read rows.</summary>
    /// <param name="keys">The public ones, by the nodes' ids.</param>
    /// <param name="sealFor">Makes a seal for a node and its key.</param>
    public void Know(IReadOnlyDictionary<string, byte[]> keys, Func<string, byte[], ChangeSeal?> sealFor)
    {
        FrozenDictionary<string, (byte[] Key, ChangeSeal? Seal)> before = seals;
        if (keys.Count != before.Count || !keys.All(each => IsKnown(each.Key, each.Value)))
        {
            seals = keys.ToFrozenDictionary(
                each => each.Key,
                each => IsKnown(each.Key, each.Value) ? before[each.Key] : (each.Value, sealFor(each.Key, each.Value)),
                StringComparer.Ordinal);
        }

        bool IsKnown(string id, byte[] key) => before.TryGetValue(id, out var known) && known.Key.AsSpan().SequenceEqual(key);
    }

    /// <summary>What is announced where the whole group is committed. Only one may be made at a time.</summary>
    public Announcement Of(IReadOnlyList<Change> group)
    {
        var announcement = new Announcement();
        List<(int First, int Last, Range? Packed)>? parts = null;
        foreach (string id in live)
        {
            if (!seals.TryGetValue(id, out var known) || known.Seal is not { } seal)
            {
                announcement.Add(id, 1, group.Sum(change => change.Rows.Count), null);
                continue;
            }

            foreach (var (first, last, range) in parts ??= Pack(group))
            {
                announcement.Add(id, first, last, range is { } some ? seal.Seal(packed.WrittenSpan[some], ++sealedCount) : null);
            }
        }

        return announcement;
    }

    /// <summary>As many changes together as fit, by their first and last row; one that does not fit is only announced.</summary>
    private List<(int First, int Last, Range? Packed)> Pack(IReadOnlyList<Change> group)
    {
        packed.ResetWrittenCount();
        var parts = new List<(int First, int Last, Range? Packed)>();
        int last = 0;
        foreach (Change change in group)
        {
            int start = packed.WrittenCount;
            PackedRows.Write(packed, change.Rows);
            int end = packed.WrittenCount, first = last + 1;
            last += change.Rows.Count;
            if (ChangeSeal.TextLength(end - start) > TextLengthMaximum)
            {
                parts.Add((first, last, null));
            }
            else if (parts is [.., { Packed: { } before } part] && ChangeSeal.TextLength(end - before.Start.Value) <= TextLengthMaximum)
            {
                parts[^1] = (part.First, last, before.Start..end);
            }
            else
            {
                parts.Add((first, last, start..end));
            }
        }

        return parts;
    }
}

/// <summary>What others are to hear of a group that is committed whole, as the arrays that the appending function takes.</summary>
internal sealed class Announcement
{
    public static readonly NpgsqlDbType[] ElementTypes = [NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Integer, NpgsqlDbType.Text];

    private readonly List<string> hearers = [];
    private readonly List<int> firsts = [];
    private readonly List<int> lasts = [];
    private readonly List<string?> rows = [];

    /// <param name="hearer">The id of a node.</param>
    /// <param name="first">The place in the group of the first row that it is about, from 1.</param>
    /// <param name="last">The place of the last one.</param>
    /// <param name="sealedRows">The rows; null where the node is to read them.</param>
    public void Add(string hearer, int first, int last, string? sealedRows)
    {
        hearers.Add(hearer);
        firsts.Add(first);
        lasts.Add(last);
        rows.Add(sealedRows);
    }

    /// <summary>In their order.</summary>
    public IReadOnlyList<Array> Arrays => [hearers.ToArray(), firsts.ToArray(), lasts.ToArray(), rows.ToArray()];
}
