using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CallActors.Engine.Journal;

/// <summary>
/// Seals what one node announces to another, so that nobody else can read or make it: whoever may connect to the database
/// may listen and announce. The two agree on a key (ECDH on P-256, HKDF-SHA256) by the pair that the writer made at its
/// start and the one that the hearer made for its connection. The private halves never leave their memory, so no table,
/// log or backup can open it or make another. AES-256-GCM, with a number that only grows as the nonce: each text opens once.
/// </summary>
internal sealed class ChangeSeal
{
    /// <summary>How much longer what is sealed is, before it becomes text.</summary>
    public const int ExtraBytes = ClosedAt;

    private const int IdBytes = 8;
    private const int TagBytes = 16;
    private const int TagAt = IdBytes + sizeof(long);
    private const int ClosedAt = TagAt + TagBytes;

    private readonly byte[] writer;
    private readonly AesGcm cipher;
    private long opened;

    private ChangeSeal(string writerId, byte[] secret) =>
        (writer, cipher) = (Convert.FromHexString(writerId), new AesGcm(secret, TagBytes));

    /// <summary>For one direction: from the node that writes to the one that hears.</summary>
    /// <param name="own">The pair of whichever of the two this node is.</param>
    /// <param name="theirPublicKey">The public key of the other one.</param>
    /// <returns>Null where that is no key.</returns>
    public static ChangeSeal? Between(ECDiffieHellman own, byte[] theirPublicKey, string writerId, string hearerId)
    {
        byte[] agreed;
        try
        {
            using var their = ECDiffieHellman.Create();
            their.ImportSubjectPublicKeyInfo(theirPublicKey, out _);
            agreed = own.DeriveRawSecretAgreement(their.PublicKey);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return null;
        }

        // The 1 is the version of what is sealed: a node that seals something else cannot be opened, and is asked after.
        var secret = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, agreed, 32, info: Encoding.ASCII.GetBytes($"callactors changes 1\0{writerId}\0{hearerId}"));
        var seal = new ChangeSeal(writerId, secret);
        CryptographicOperations.ZeroMemory(agreed);
        CryptographicOperations.ZeroMemory(secret);
        return seal;
    }

    /// <summary>How long a text becomes of so many bytes.</summary>
    public static int TextLength(int bytes) => (bytes + ExtraBytes + 2) / 3 * 4;

    /// <param name="number">Greater than every one before it in this process, so that no nonce comes twice.</param>
    public string Seal(ReadOnlySpan<byte> clear, long number)
    {
        var closed = new byte[ClosedAt + clear.Length];
        writer.CopyTo(closed, 0);
        BinaryPrimitives.WriteInt64BigEndian(closed.AsSpan(IdBytes), number);
        Span<byte> nonce = stackalloc byte[AesGcm.NonceByteSizes.MaxSize];
        NonceOf(number, nonce);
        cipher.Encrypt(nonce, clear, closed.AsSpan(ClosedAt), closed.AsSpan(TagAt, TagBytes));
        return Convert.ToBase64String(closed);
    }

    /// <summary>The bytes of a text, and the id of the node that says it sealed them; null where it is no such text.</summary>
    public static (byte[] Closed, string WriterId)? TryRead(ReadOnlySpan<char> text)
    {
        var closed = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(text, closed, out var length) || length < ClosedAt)
        {
            return null;
        }

        return (length == closed.Length ? closed : closed[..length], Convert.ToHexStringLower(closed.AsSpan(0, IdBytes)));
    }

    /// <summary>Opens what was sealed after all that was opened before; null for everything else.</summary>
    public byte[]? TryOpen(byte[] closed)
    {
        var number = BinaryPrimitives.ReadInt64BigEndian(closed.AsSpan(IdBytes));
        if (number <= opened)
        {
            return null;
        }

        try
        {
            Span<byte> nonce = stackalloc byte[AesGcm.NonceByteSizes.MaxSize];
            NonceOf(number, nonce);
            var clear = new byte[closed.Length - ClosedAt];
            cipher.Decrypt(nonce, closed.AsSpan(ClosedAt), closed.AsSpan(TagAt, TagBytes), clear);
            opened = number;
            return clear;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static void NonceOf(long number, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[^sizeof(long)..], number);
    }
}
