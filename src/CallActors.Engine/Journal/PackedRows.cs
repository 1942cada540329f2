using System.Buffers;
using System.Text;

namespace CallActors.Engine.Journal;

/// <summary>
/// Rows as bytes, one after the other: id, number, manifest and message, each text and the message behind its length. Who
/// writes another form gives it the next version where it is sealed (<see cref="ChangeSeal"/>).
/// </summary>
internal static class PackedRows
{
    public static void Write(IBufferWriter<byte> packed, IEnumerable<JournalRow> rows)
    {
        foreach (var row in rows)
        {
            WriteText(packed, row.Key.PersistenceId);
            WriteNumber(packed, (ulong)row.Key.SequenceNumber);
            WriteText(packed, row.Manifest);
            WriteNumber(packed, (ulong)row.Message.Length);
            packed.Write(row.Message.Span);
        }
    }

    /// <summary>The rows, whose messages stay where they are; null where the bytes are none.</summary>
    public static IReadOnlyList<JournalRow>? Read(ReadOnlyMemory<byte> packed)
    {
        var rows = new List<JournalRow>();
        try
        {
            while (!packed.IsEmpty)
            {
                var id = Encoding.UTF8.GetString(Take(ref packed).Span);
                var number = (long)TakeNumber(ref packed);
                var manifest = Encoding.UTF8.GetString(Take(ref packed).Span);
                rows.Add(new JournalRow(new RowKey(id, number), manifest, Take(ref packed)));
            }

            return rows;
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private static void WriteText(IBufferWriter<byte> packed, string text)
    {
        WriteNumber(packed, (ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, packed);
    }

    // Seven bits a byte, the lowest first; the eighth says that more follow.
    private static void WriteNumber(IBufferWriter<byte> packed, ulong number)
    {
        var bytes = packed.GetSpan(10);
        var length = 0;
        for (; number >= 0x80; number >>= 7)
        {
            bytes[length++] = (byte)(number | 0x80);
        }

        bytes[length++] = (byte)number;
        packed.Advance(length);
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> packed)
    {
        var length = checked((int)TakeNumber(ref packed));
        var taken = packed[..length];
        packed = packed[length..];
        return taken;
    }

    private static ulong TakeNumber(ref ReadOnlyMemory<byte> packed)
    {
        var bytes = packed.Span;
        var (number, length) = (0UL, 0);
        do
        {
            number |= (bytes[length] & 0x7FUL) << (7 * length);
        }
        while (bytes[length++] >= 0x80);

        packed = packed[length..];
        return number;
    }
}
