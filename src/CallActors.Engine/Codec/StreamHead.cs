using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Codec;

/// <summary>The end of a stream: its last number, and what the next event's <c>previous</c> must be.</summary>
/// <param name="Hash">Of the last event, in lower-case hexadecimal digits; null before the first.</param>
public sealed record StreamHead(string Stream, long Number, string? Hash)
{
    private const int NumberLengthMaximum = 20;

    public static StreamHead Of(JournalRow row) => new(row.Key.PersistenceId, row.Key.SequenceNumber, HashOf(row));

    /// <summary>
    /// SHA-256 over persistence id, number, manifest and message, each closed by a zero byte but the last, so that no
    /// two rows give the same bytes: what makes a changed or missing event show (docs/journal.md).
    /// </summary>
    public static string HashOf(JournalRow row)
    {
        var (id, number, manifest) = (row.Key.PersistenceId, row.Key.SequenceNumber, row.Manifest);
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(id.Length + manifest.Length) + NumberLengthMaximum + 3 + row.Message.Length);
        try
        {
            var length = Encoding.UTF8.GetBytes(id, bytes);
            bytes[length++] = 0;
            number.TryFormat(bytes.AsSpan(length), out var digits, default, CultureInfo.InvariantCulture);
            length += digits;
            bytes[length++] = 0;
            length += Encoding.UTF8.GetBytes(manifest, bytes.AsSpan(length));
            bytes[length++] = 0;
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
    private const string ContactPrefix = "contact-";
    private const string ConnectionPrefix = "connection-";

    public static string OfAgent(string agentId) => AgentPrefix + agentId;

    /// <summary>The agent whose session a stream is.</summary>
    public static string AgentOf(string stream) => stream[AgentPrefix.Length..];

    public static string OfContact(string agentId, string contactId) => $"{ContactPrefix}{agentId}-{contactId}";

    public static string OfConnection(string agentId, string connectionId) => $"{ConnectionPrefix}{agentId}-{connectionId}";

    /// <summary>Whether <see cref="OfContact"/> names this stream so, without making the name: every event of a change asks.</summary>
    public static bool IsOfContact(string stream, string agentId, string contactId) => Is(stream, ContactPrefix, agentId, contactId);

    /// <inheritdoc cref="IsOfContact" />
    public static bool IsOfConnection(string stream, string agentId, string connectionId) => Is(stream, ConnectionPrefix, agentId, connectionId);

    private static bool Is(ReadOnlySpan<char> stream, string prefix, string agentId, string id) =>
        stream.Length == prefix.Length + agentId.Length + 1 + id.Length
        && stream.EndsWith(id) && stream.StartsWith(prefix)
        && stream[prefix.Length..].StartsWith(agentId) && stream[prefix.Length + agentId.Length] == '-';
}
