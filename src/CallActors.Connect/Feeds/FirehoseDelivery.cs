using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;

namespace CallActors.Connect.Feeds;

/// <summary>One HTTP delivery of Amazon Data Firehose.</summary>
/// <param name="RequestId">Firehose's id of it, which its answer repeats.</param>
/// <param name="Records">What the stream carried, still to be read.</param>
public sealed record FirehoseDelivery(string RequestId, ImmutableArray<FirehoseRecord> Records)
{
    /// <summary>Reads the body of a delivery.</summary>
    /// <param name="isGzip">Whether the body is compressed (Content-Encoding: gzip).</param>
    /// <param name="maximumBytes">How long the body may be at most when it is unpacked.</param>
    /// <exception cref="FeedException">It is no delivery, or too long.</exception>
    public static FirehoseDelivery Read(ReadOnlyMemory<byte> body, bool isGzip, int maximumBytes)
    {
        try
        {
            var plain = isGzip ? Unpack(body, maximumBytes) : body;
            if (plain.Length > maximumBytes)
            {
                throw TooLong(maximumBytes);
            }

            using var document = JsonDocument.Parse(plain);
            var root = FeedJson.Object(document.RootElement, "The body");
            var records = root.Field("records") ?? throw FeedJson.Missing("records");
            return new FirehoseDelivery(
                root.Text("requestId", ""), [.. FeedJson.Array(records, "records").Select((each, index) => FirehoseRecord.Of(index + 1, each))]);
        }
        catch (JsonException)
        {
            throw new FeedException("The body is broken JSON; it is to be {\"requestId\", \"timestamp\", \"records\": [{\"data\"}]}.");
        }
        catch (InvalidDataException)
        {
            throw new FeedException("The body is not compressed with gzip, as Content-Encoding says it is.");
        }
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> body, int maximumBytes)
    {
        using var packed = new GZipStream(new MemoryStream(body.ToArray(), writable: false), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var block = new byte[64 * 1024];
        int read;
        while ((read = packed.Read(block)) > 0)
        {
            // A small body may unpack to one without end.
            if (plain.Length + read > maximumBytes)
            {
                throw TooLong(maximumBytes);
            }

            plain.Write(block, 0, read);
        }

        return plain.GetBuffer().AsMemory(0, (int)plain.Length);
    }

    private static FeedException TooLong(int maximumBytes) => new($"The body is longer than {maximumBytes} bytes; let Firehose buffer less.");
}

/// <summary>One record of a delivery.</summary>
/// <param name="Number">Its place in the delivery, from 1.</param>
/// <param name="Data">What the stream carried.</param>
/// <param name="Fault">Why it is not even data; null where it is.</param>
public sealed record FirehoseRecord(int Number, ReadOnlyMemory<byte> Data, string? Fault)
{
    internal static FirehoseRecord Of(int number, JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object || record.Field("data") is not { ValueKind: JsonValueKind.String } data)
        {
            return new FirehoseRecord(number, JsonSerializer.SerializeToUtf8Bytes(record), "data is missing; it is to be base64.");
        }

        return data.TryGetBytesFromBase64(out var bytes)
            ? new FirehoseRecord(number, bytes, null)
            : new FirehoseRecord(number, JsonSerializer.SerializeToUtf8Bytes(record), "data is not base64.");
    }
}
