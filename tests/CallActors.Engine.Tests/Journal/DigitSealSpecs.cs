using System.Security.Cryptography;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Tests.Journal;

/// <summary>Digits on their way to another node can be read there and nowhere else.</summary>
public sealed class DigitSealSpecs
{
    private static readonly DigitsForBridge Digits = new("agent1", "019-abc", "request-1", "0123456789*#ABCD");

    [Fact]
    public void What_is_sealed_for_a_node_is_read_by_that_node()
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var notice = DigitSeal.Seal(Digits, key.ExportSubjectPublicKeyInfo());

        notice.ShouldNotContain(Digits.Digits);
        DigitSeal.TryOpen(notice, key, _ => true).ShouldBe(Digits);
        DigitSeal.TryOpen(notice, key, _ => false).ShouldBeNull();
        Digits.ToString().ShouldNotContain(Digits.Digits);
    }

    [Fact]
    public void No_other_key_reads_it_and_the_same_digits_never_look_the_same()
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var notice = DigitSeal.Seal(Digits, key.ExportSubjectPublicKeyInfo());

        DigitSeal.TryOpen(notice, other, _ => true).ShouldBeNull();
        DigitSeal.Seal(Digits, key.ExportSubjectPublicKeyInfo()).ShouldNotBe(notice);
    }

    [Theory]
    [InlineData("agent1", "agent2")]
    [InlineData("request-1", "request-2")]
    [InlineData("019-abc", "019-abd")]
    public void It_is_bound_to_its_agent_attachment_and_request(string text, string instead)
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var notice = DigitSeal.Seal(Digits, key.ExportSubjectPublicKeyInfo());

        DigitSeal.TryOpen(notice.Replace(text, instead, StringComparison.Ordinal), key, _ => true).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[\"a\",\"b\",\"c\",\"!\",\"!\"]")]
    [InlineData("[\"a\",\"b\",\"c\",\"AAAA\",\"AAAA\"]")]
    [InlineData("[null,null,null,null,null]")]
    public void What_nobody_sealed_is_nothing(string notice)
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

        DigitSeal.TryOpen(notice, key, _ => true).ShouldBeNull();
    }
}
