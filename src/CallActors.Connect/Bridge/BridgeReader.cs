using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CallActors.Domain.Agents;

namespace CallActors.Connect.Bridge;

/// <summary>Reads what a bridge says. Unknown fields are ignored.</summary>
public static class BridgeReader
{
    /// <summary>The longest frame of a bridge, in bytes.</summary>
    public const int LongestFrame = 1024 * 1024;

    private const int LongestName = 256;
    private const int MostListed = 1000;

    private static readonly JsonPath Message = JsonPath.Of("message");
    private static readonly JsonPath HelloPath = JsonPath.Of("hello");
    private static readonly JsonPath ResultPath = JsonPath.Of("result");

    /// <param name="frame">One message, UTF-8 JSON.</param>
    /// <exception cref="BridgeFrameException">It cannot be read; the message says what was wrong and what would be right.</exception>
    public static BridgeMessage Read(ReadOnlyMemory<byte> frame)
    {
        using var document = Parse(frame);
        try
        {
            return Read(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            throw new BridgeFrameException("The message holds half of a character: a surrogate without its other.");
        }
    }

    private static BridgeMessage Read(JsonElement message)
    {
        var root = Json.Object(message, JsonPath.Of("The message"));
        return root.Text("type"u8, Message) switch
        {
            "hello" => Hello(root),
            "snapshot" => new BridgeMessage.Snapshot(SnapshotReader.Read(root.Field("snapshot"u8))),
            "states" => new BridgeMessage.States(Listed(root, "states"u8, StateOf)),
            "endpoints" => new BridgeMessage.Endpoints(Listed(root, "endpoints"u8, EndpointOf)),
            "result" => Result(root),
            _ => throw new BridgeFrameException("message.type is unknown; it is to be hello, snapshot, states, endpoints or result."),
        };
    }

    internal static AgentState StateOf(JsonElement element, JsonPath path)
    {
        var state = Json.Object(element, path);
        return new AgentState(
            state.TextOrNull("agentStateARN"u8, path), state.Text("name"u8, path), state.Text("type"u8, path),
            state.TimeOrNull("startTimestamp"u8, path));
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> frame)
    {
        try
        {
            return JsonDocument.Parse(frame);
        }
        catch (JsonException error)
        {
            throw new BridgeFrameException(
                $"The message is not JSON: it breaks off or goes wrong at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.");
        }
    }

    private static BridgeMessage.Hello Hello(JsonElement root)
    {
        var arn = root.Text("agentARN"u8, HelloPath);
        var agentId = arn[(arn.LastIndexOf('/') + 1)..];
        if (!Ids.IsAgentId(agentId) || arn.Length > LongestName)
        {
            throw new BridgeFrameException($"hello.agentARN names no agent: it is to end in /agent/ and {Ids.AgentForm}.");
        }

        var username = Name(root.Text("username"u8, HelloPath), "hello.username");
        return new BridgeMessage.Hello(
            agentId, arn, username, Name(root.TextOrNull("name"u8, HelloPath) ?? username, "hello.name"),
            root.TextOrNull("bridgeVersion"u8, HelloPath) is { } version ? Name(version, "hello.bridgeVersion") : null);
    }

    private static string Name(string text, string path) =>
        text.Length <= LongestName ? text : throw new BridgeFrameException($"{path} is too long: it is to have at most {LongestName} characters.");

    private static ImmutableArray<T> Listed<T>(JsonElement root, ReadOnlySpan<byte> name, Func<JsonElement, JsonPath, T?> read) where T : class
    {
        var all = root.Field(name);
        var path = JsonPath.Of(Encoding.UTF8.GetString(name));
        return all is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() is var count && count <= MostListed
            ? Json.Array(all, path, read)
            : throw new BridgeFrameException($"{path} has {count} entries; it is to have at most {MostListed}.");
    }

    private static Endpoint EndpointOf(JsonElement element, JsonPath path)
    {
        var endpoint = Json.Object(element, path);
        return new Endpoint(
            endpoint.TextOrNull("endpointARN"u8, path), endpoint.TextOrNull("endpointId"u8, path), endpoint.Text("type"u8, path),
            endpoint.TextOrNull("name"u8, path), endpoint.TextOrNull("phoneNumber"u8, path));
    }

    private static BridgeMessage.Result Result(JsonElement root)
    {
        var requestId = root.CallId("requestId"u8, ResultPath);
        return root.BooleanOrNull("ok"u8, ResultPath) switch
        {
            true => new BridgeMessage.Result(requestId, null),
            false => new BridgeMessage.Result(requestId, ConnectErrorReader.Read(root.Field("error"u8))),
            null => throw new BridgeFrameException("result.ok is missing; it is to be true or false."),
        };
    }
}
