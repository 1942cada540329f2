using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Codec;

/// <summary>The end of a stream: its last number, and what the next event's <c>previous</c> must be.</summary>
/// <param name="Hash">Of the last event, in lower-case hexadecimal digits; null before the first.</param>
public sealed record StreamHead(string Stream, long Number, string? Hash)
{
    public static StreamHead Of(JournalRow row) => new(row.Key.PersistenceId, row.Key.SequenceNumber, HashOf(row));

    /// <summary>
    /// SHA-256 over persistence id, number, manifest and message, each closed by a zero byte but the last, so that no
    /// two rows give the same bytes: what makes a changed or missing event show (docs/journal.md).
    /// </summary>
    public static string HashOf(JournalRow row)
    {
        var prefix = $"{row.Key.PersistenceId}\0{row.Key.SequenceNumber}\0{row.Manifest}\0";
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(prefix.Length) + row.Message.Length);
        try
        {
            var length = Encoding.UTF8.GetBytes(prefix, bytes);
            row.Message.Span.CopyTo(bytes.AsSpan(length));
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(bytes.AsSpan(0, length + row.Message.Length), hash);
            return Convert.ToHexStringLower(hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}

/// <summary>How streams are named.</summary>
public static class Streams
{
    public const string AgentPrefix = "agent-";

    public static string OfAgent(string agentId) => AgentPrefix + agentId;

    /// <summary>The agent whose session a stream is.</summary>
    public static string AgentOf(string stream) => stream[AgentPrefix.Length..];

    public static string OfContact(string agentId, string contactId) => $"contact-{agentId}-{contactId}";

    public static string OfConnection(string agentId, string connectionId) => $"connection-{agentId}-{connectionId}";
}
