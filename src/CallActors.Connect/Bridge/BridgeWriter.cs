using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using CallActors.Domain.Agents;

namespace CallActors.Connect.Bridge;

/// <summary>Writes what the engine says to a bridge, as UTF-8 JSON.</summary>
public static class BridgeWriter
{
    private static readonly string[] OperationWords =
        [.. Enum.GetNames<BridgeOperation>().Select(name => char.ToLowerInvariant(name[0]) + name[1..])];

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // A thread's own, since every command writes one message: made anew they were a sixth of a node's garbage.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? keptBuffer;

    [ThreadStatic]
    private static Utf8JsonWriter? keptWriter;

    public static ReadOnlyMemory<byte> Welcome(string agentId, string attachment) => Write("welcome", writer =>
    {
        writer.WriteString("agentId", agentId);
        writer.WriteString("attachment", attachment);
    });

    /// <summary>A newer bridge of the agent is attached.</summary>
    public static ReadOnlyMemory<byte> Standby { get; } = Write("standby", _ => { });

    /// <param name="message">Why a frame of the bridge was not understood.</param>
    public static ReadOnlyMemory<byte> Error(string message) => Write("error", writer => writer.WriteString("message", message));

    /// <param name="deadline">How long the bridge has, counted from receipt.</param>
    public static ReadOnlyMemory<byte> Request(BridgeRequest request, TimeSpan deadline) => Write("request", writer =>
    {
        writer.WriteString("requestId", request.RequestId);
        writer.WriteString("operation", OperationWords[(int)request.Operation]);
        WriteText(writer, "contactId", request.ContactId);
        WriteText(writer, "connectionId", request.ConnectionId);
        WriteArguments(writer, request);
        writer.WriteNumber("deadlineMilliseconds", (long)deadline.TotalMilliseconds);
    });

    private static void WriteArguments(Utf8JsonWriter writer, BridgeRequest request)
    {
        if (request is { Endpoint: null, Digits: null, State: null })
        {
            return;
        }

        writer.WriteStartObject("arguments");
        WriteText(writer, "digits", request.Digits);
        if (request.Endpoint is { } endpoint)
        {
            writer.WriteStartObject("endpoint");
            WriteText(writer, "endpointARN", endpoint.EndpointArn);
            WriteText(writer, "endpointId", endpoint.EndpointId);
            writer.WriteString("type", endpoint.Type);
            WriteText(writer, "name", endpoint.Name);
            WriteText(writer, "phoneNumber", endpoint.PhoneNumber);
            writer.WriteEndObject();
        }

        if (request.State is { } state)
        {
            writer.WriteStartObject("state");
            WriteText(writer, "agentStateARN", state.Arn);
            writer.WriteString("name", state.Name);
            writer.WriteString("type", state.Type);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static ReadOnlyMemory<byte> Write(string type, Action<Utf8JsonWriter> writeFields)
    {
        var buffer = keptBuffer ??= new ArrayBufferWriter<byte>(1024);
        var writer = keptWriter ??= new Utf8JsonWriter(buffer, Options);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writeFields(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
