using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CallActors.Engine.Journal;

/// <summary>Digits on their way to the bridge of another node.</summary>
public sealed record DigitsForBridge(string AgentId, string Attachment, string RequestId, string Digits)
{
    /// <summary>Without the digits, so that no log or error can hold them.</summary>
    public override string ToString() => $"digits of {RequestId}";
}

/// <summary>
/// Seals digits so that only one node can read them. Each node has a P-256 key pair that never leaves its memory; the
/// sender makes a pair for this message alone, agrees with the node's public key (ECDH), derives key and nonce
/// (HKDF-SHA256) and encrypts with AES-256-GCM, bound to agent, attachment and request. As the sender's private half is
/// thrown away, neither database, backups, logs nor the sender can read it afterwards, and key and nonce never come
/// twice. Who may write to the database could put another public key there: that one is trusted, as with the journal.
/// </summary>
internal static class DigitSeal
{
    private const int TagBytes = 16;

    public static string Seal(DigitsForBridge digits, byte[] publicKey)
    {
        using var receiver = ECDiffieHellman.Create();
        receiver.ImportSubjectPublicKeyInfo(publicKey, out _);
        using var sender = ECDiffieHellman.Create(receiver.ExportParameters(false).Curve);
        var clear = Encoding.ASCII.GetBytes(digits.Digits);
        var closed = new byte[clear.Length + TagBytes];
        var context = ContextOf(digits.AgentId, digits.Attachment, digits.RequestId);
        var (secret, nonce) = Derive(sender, receiver.PublicKey, context);
        using var cipher = new AesGcm(secret, TagBytes);
        cipher.Encrypt(nonce, clear, closed.AsSpan(TagBytes), closed.AsSpan(0, TagBytes), context);
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(clear);
        return JsonSerializer.Serialize(new[]
        {
            digits.AgentId, digits.Attachment, digits.RequestId,
            Convert.ToBase64String(sender.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(closed),
        });
    }

    /// <summary>Opens what is sealed for this node; null for what is not for it or was not sealed so.</summary>
    public static DigitsForBridge? TryOpen(string notice, ECDiffieHellman key, Func<string, bool> isHere)
    {
        try
        {
            if (JsonSerializer.Deserialize<string[]>(notice) is not [{ } agentId, { } attachment, { } requestId, { } publicKey, { } text]
                || !isHere(attachment))
            {
                return null;
            }

            var closed = Convert.FromBase64String(text);
            using var sender = ECDiffieHellman.Create();
            sender.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            var context = ContextOf(agentId, attachment, requestId);
            var (secret, nonce) = Derive(key, sender.PublicKey, context);
            using var cipher = new AesGcm(secret, TagBytes);
            var clear = new byte[closed.Length - TagBytes];
            cipher.Decrypt(nonce, closed.AsSpan(TagBytes), closed.AsSpan(0, TagBytes), clear, context);
            return new DigitsForBridge(agentId, attachment, requestId, Encoding.ASCII.GetString(clear));
        }
        catch (Exception fault) when (fault is JsonException or FormatException or CryptographicException or OverflowException or ArgumentException)
        {
            // Whoever may connect may notify: what nobody sealed for us is nothing. The deadline ends the request.
            return null;
        }
    }

    private static byte[] ContextOf(string agentId, string attachment, string requestId) =>
        Encoding.UTF8.GetBytes($"callactors digits\0{agentId}\0{attachment}\0{requestId}");

    private static (byte[] Secret, byte[] Nonce) Derive(ECDiffieHellman own, ECDiffieHellmanPublicKey other, byte[] context)
    {
        var agreed = own.DeriveRawSecretAgreement(other);
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, agreed, 32 + AesGcm.NonceByteSizes.MaxSize, info: context);
        CryptographicOperations.ZeroMemory(agreed);
        return (derived[..32], derived[32..]);
    }
}
