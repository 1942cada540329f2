using System.Buffers;
using System.Text.Json;
using CallActors.Engine;
using CallActors.Engine.Wire;

namespace CallActors.Edge.Messages;

/// <summary>Adds <c>meta</c> to an event for the apps that asked for it (docs/messages.md, "Envelope").</summary>
internal static class Meta
{
    private static ReadOnlySpan<byte> Name => ",\"meta\":"u8;

    /// <summary>The parts of a broadcast, each with its place in the order of all.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Parts(Told told)
    {
        for (var index = 0; index < told.Parts.Count; index++)
        {
            yield return Spliced(told.Parts[index], told.AgentId, told.Revision, told.At, told.IsBridgeAttached, told.RequestId, writer =>
            {
                writer.WriteNumber("previous", told.Previous);
                writer.WriteNumber("part", index + 1);
                writer.WriteNumber("parts", told.Parts.Count);
            });
        }
    }

    /// <summary>What answers one app alone: the revision it stands for, and no place in the order.</summary>
    public static ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> answer, AgentView view, string? requestId) =>
        Answer(answer, Standing.Of(view), requestId);

    /// <inheritdoc cref="Answer(ReadOnlyMemory{byte}, AgentView, string?)"/>
    public static ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> answer, Standing standing, string? requestId) =>
        Spliced(answer, standing.AgentId, standing.Revision, standing.At, standing.IsBridgeAttached, requestId, _ => { });

    private static ReadOnlyMemory<byte> Spliced(
        ReadOnlyMemory<byte> envelope, string agentId, long revision, DateTimeOffset at, bool isBridgeAttached, string? requestId,
        Action<Utf8JsonWriter> writePlace)
    {
        var end = envelope.Span.LastIndexOf((byte)'}');
        var buffer = new ArrayBufferWriter<byte>(envelope.Length + 256);
        buffer.Write(envelope.Span[..end]);
        buffer.Write(Name);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("agentId", agentId);
            writer.WriteNumber("revision", revision);
            writePlace(writer);
            if (requestId is not null)
            {
                writer.WriteString("requestId", requestId);
            }

            writer.WriteString("at", WireJson.Time(at));
            writer.WriteString("bridge", isBridgeAttached ? "attached" : "lost");
            writer.WriteEndObject();
        }

        buffer.Write("}"u8);
        return buffer.WrittenMemory;
    }
}

/// <summary>The revision that something told stands for.</summary>
internal readonly record struct Standing(string AgentId, long Revision, DateTimeOffset At, bool IsBridgeAttached)
{
    public static Standing Of(AgentView view) => new(view.AgentId, view.Revision, view.At, view.IsBridgeAttached);

    public static Standing Of(Told told) => new(told.AgentId, told.Revision, told.At, told.IsBridgeAttached);
}
