using System.Buffers;
using System.Security.Cryptography;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;

namespace CallActors.Engine.Tests.Journal;

/// <summary>What a node believes of what is announced to it.</summary>
public sealed class PostgresHearingSpecs : IDisposable
{
    private const string Writer = "0123456789abcdef", Hearer = "fedcba9876543210";
    private readonly ECDiffieHellman writer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly KnownRows known = new("hearer");
    private readonly PostgresHearing hearing;
    private readonly ChangeSeal seal;
    private readonly List<long> told = [];
    private long number;

    public PostgresHearingSpecs()
    {
        known.BeginAt(100);
        known.Telling = changes => told.AddRange(changes.Select(change => change.Revision));
        hearing = new PostgresHearing(Hearer, known);
        seal = ChangeSeal.Between(writer, hearing.PublicKey, Writer, Hearer)!;
    }

    [Fact]
    public void What_was_sealed_for_it_is_told_and_known()
    {
        hearing.Know(Writer, writer.ExportSubjectPublicKeyInfo());

        Announce($"101:102:{Sealed(1)}", $"103:104:{Sealed(2)}").ShouldBeTrue();

        told.ShouldBe([1, 2]);
        (known.Known, hearing.Claimed).ShouldBe((104, 0));
    }

    [Fact]
    public void What_stands_behind_a_gap_says_up_to_where_it_is_to_be_read()
    {
        hearing.Know(Writer, writer.ExportSubjectPublicKeyInfo());

        Announce($"105:106:{Sealed(1)}");

        told.ShouldBeEmpty();
        (known.Known, hearing.Real).ShouldBe((100, 104));
    }

    [Fact]
    public void What_is_repeated_with_other_orderings_is_only_a_rumour_also_where_its_rows_were_known_before_it_came()
    {
        hearing.Know(Writer, writer.ExportSubjectPublicKeyInfo());
        string text = Sealed(1);
        known.ReadUpTo(102);

        Announce($"101:102:{text}", $"103:104:{text}");

        told.ShouldBeEmpty();
        (known.Known, hearing.Real, hearing.Claimed).ShouldBe((102, 100, 104));
    }

    [Fact]
    public void What_has_more_or_fewer_orderings_than_rows_is_only_a_rumour()
    {
        hearing.Know(Writer, writer.ExportSubjectPublicKeyInfo());

        Announce($"101:103:{Sealed(1)}", $"101:101:{Sealed(1)}");

        told.ShouldBeEmpty();
        (known.Known, hearing.Claimed).ShouldBe((100, 103));
    }

    [Fact]
    public void What_a_node_announces_that_joined_just_now_waits_until_it_is_known()
    {
        string first = $"101:102:{Sealed(1)}", second = $"103:104:{Sealed(2)}";
        Announce(first, second).ShouldBeFalse();
        told.ShouldBeEmpty();

        hearing.Know(Writer, writer.ExportSubjectPublicKeyInfo());
        hearing.Follow(asked: 2).ShouldBeTrue();

        told.ShouldBe([1, 2]);
    }

    [Fact]
    public void What_nobody_announced_is_a_rumour_when_it_was_asked_who_there_is_and_what_came_meanwhile_is_asked_after_again()
    {
        Announce($"101:102:{Sealed(1)}").ShouldBeFalse();
        hearing.Take($"103:104:{Sealed(2)}");

        hearing.Follow(asked: 1).ShouldBeFalse();

        (hearing.Claimed, hearing.Count).ShouldBe((102, 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("1e9")]
    [InlineData("::")]
    [InlineData("101:102")]
    [InlineData("-1:102:AAAA")]
    [InlineData("101:102:AAAA:AAAA")]
    public void What_is_no_announcement_is_nothing(string text)
    {
        Announce(text).ShouldBeTrue();

        (known.Known, hearing.Real, hearing.Claimed).ShouldBe((100, 0, 0));
    }

    public void Dispose()
    {
        writer.Dispose();
        hearing.Dispose();
    }

    private bool Announce(params string[] announcements)
    {
        foreach (string announcement in announcements)
        {
            hearing.Take(announcement);
        }

        return hearing.Follow();
    }

    private string Sealed(long revision)
    {
        var packed = new ArrayBufferWriter<byte>();
        PackedRows.Write(packed,
        [
            new(new RowKey("contact-a-1", revision), "test.happened/1", "{}"u8.ToArray()), new(new RowKey("agent-a", revision), "test.happened/1", "{}"u8.ToArray()),
        ]);
        return seal.Seal(packed.WrittenSpan, ++number);
    }
}
