using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Feeds;

/// <summary>Compares the key that a feed shows with the one that is set, in a time that tells nothing of either.</summary>
internal static class FeedKey
{
    /// <returns>Null where the feed is let in, else why not.</returns>
    public static string? WhyRefused(HttpRequest request, string header, string? key, string setting) =>
        key is null ? $"This host takes no such feed: set {setting} to the key that the feed sends."
        : request.Headers[header] is not [{ } shown] ? $"The header {header} is missing; it is to hold the key of this feed."
        : !CryptographicOperations.FixedTimeEquals(Digest(shown), Digest(key)) ? $"The header {header} does not hold the key of this feed."
        : null;

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
