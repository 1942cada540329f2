using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;

namespace CallActors.Engine.Tests.Journal;

/// <summary>Rows on their way to another node can be read and made by these two alone, and open once.</summary>
public sealed class ChangeSealSpecs : IDisposable
{
    private const string Writer = "0123456789abcdef", Hearer = "fedcba9876543210";
    private static readonly byte[] Rows = [.. Enumerable.Range(0, 500).Select(value => (byte)value)];
    private readonly ECDiffieHellman writer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDiffieHellman hearer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    private ChangeSeal AtWriter => ChangeSeal.Between(writer, hearer.ExportSubjectPublicKeyInfo(), Writer, Hearer)!;

    private ChangeSeal AtHearer => ChangeSeal.Between(hearer, writer.ExportSubjectPublicKeyInfo(), Writer, Hearer)!;

    [Fact]
    public void What_one_node_seals_the_other_opens_and_knows_from_whom_it_is()
    {
        string text = AtWriter.Seal(Rows, 1);

        text.Length.ShouldBe(ChangeSeal.TextLength(Rows.Length));
        var (closed, from) = ChangeSeal.TryRead(text)!.Value;
        from.ShouldBe(Writer);
        AtHearer.TryOpen(closed).ShouldBe(Rows);
    }

    [Fact]
    public void It_opens_once_and_nothing_that_was_sealed_before_it_opens_after_it()
    {
        byte[] first = Sealed(1), second = Sealed(2), third = Sealed(3);
        ChangeSeal opening = AtHearer;

        opening.TryOpen(second).ShouldBe(Rows);

        opening.TryOpen(second).ShouldBeNull();
        opening.TryOpen(first).ShouldBeNull();
        opening.TryOpen(third).ShouldBe(Rows);
    }

    [Fact]
    public void No_other_node_opens_it_nor_the_writer_what_it_sealed_for_another()
    {
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

        ChangeSeal.Between(other, writer.ExportSubjectPublicKeyInfo(), Writer, Hearer)!.TryOpen(Sealed(1)).ShouldBeNull();
        // The other direction has another key, so that nothing can be sent back to whom it came from.
        ChangeSeal.Between(writer, hearer.ExportSubjectPublicKeyInfo(), Hearer, Writer)!.TryOpen(Sealed(1)).ShouldBeNull();
    }

    [Fact]
    public void What_was_changed_anywhere_does_not_open()
    {
        byte[] closed = Sealed(7);
        // The writer's id before it only says which key is tried.
        for (int place = 8; place < closed.Length; place++)
        {
            byte[] changed = [.. closed];
            changed[place] ^= 1;
            AtHearer.TryOpen(changed).ShouldBeNull($"byte {place}");
        }

        AtHearer.TryOpen(closed[..^1]).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base 64")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public void What_nobody_sealed_is_nothing(string text) => ChangeSeal.TryRead(text).ShouldBeNull();

    [Fact]
    public void What_is_no_key_seals_nothing() => ChangeSeal.Between(writer, [1, 2, 3], Writer, Hearer).ShouldBeNull();

    [Fact]
    public void Rows_are_unpacked_as_they_were_packed()
    {
        JournalRow[] rows =
        [
            new(new RowKey("contact-ü-1", 1), "contact.offered/1", Encoding.UTF8.GetBytes(new string('ü', 200))),
            new(new RowKey("agent-ü", long.MaxValue), "agent.changed/1", ReadOnlyMemory<byte>.Empty),
        ];
        var packed = new ArrayBufferWriter<byte>();
        PackedRows.Write(packed, rows);

        IReadOnlyList<JournalRow> unpacked = PackedRows.Read(packed.WrittenMemory)!;

        unpacked.Select(row => (row.Key, row.Manifest)).ShouldBe(rows.Select(row => (row.Key, row.Manifest)));
        unpacked.Select(row => row.Message.ToArray()).ShouldBe(rows.Select(row => row.Message.ToArray()));
        for (int length = 1; length < packed.WrittenCount; length++)
        {
            PackedRows.Read(packed.WrittenMemory[..length])?.Count.ShouldBe(1);
        }
    }

    [Fact]
    public void Changes_share_an_announcement_while_they_fit_and_PostgreSQL_takes_each()
    {
        var hearers = new Hearers { Live = [Hearer, "0000000000000000"] };
        hearers.Know(
            new Dictionary<string, byte[]> { [Hearer] = hearer.ExportSubjectPublicKeyInfo() },
            (id, key) => ChangeSeal.Between(writer, key, Writer, id));
        int[] sizes = [100, 100, 2_500, 2_500, 2_800, 9_000, 100, 5_800, 100];

        IReadOnlyList<Array> arrays = hearers.Of([.. sizes.Select(OfSize)]).Arrays;

        ((string[])arrays[0]).ShouldBe([.. Enumerable.Repeat(Hearer, 6), "0000000000000000"]);
        ((int[])arrays[1]).ShouldBe([1, 9, 11, 13, 15, 17, 1]);
        ((int[])arrays[2]).ShouldBe([8, 10, 12, 14, 16, 18, 18]);
        string?[] texts = [.. ((string?[])arrays[3])];
        texts.Select(text => text is null).ShouldBe([false, false, true, false, false, false, true]);
        foreach (string text in texts.OfType<string>())
        {
            $"{long.MaxValue}:{long.MaxValue}:{text}".Length.ShouldBeLessThan(8_000);
        }

        static Change OfSize(int bytes) => new(
        [
            new(new RowKey("contact-a-1", 1), "test.happened/1", new byte[bytes]), new(new RowKey("agent-a", 1), "test.happened/1", new byte[10]),
        ]);
    }

    public void Dispose()
    {
        writer.Dispose();
        hearer.Dispose();
    }

    private byte[] Sealed(long number) => ChangeSeal.TryRead(AtWriter.Seal(Rows, number))!.Value.Closed;
}
