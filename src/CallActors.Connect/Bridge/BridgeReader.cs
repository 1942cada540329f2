using System.Collections.Immutable;
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
        var root = Json.Object(message, "The message");
        return root.Text("type", "message") switch
        {
            "hello" => Hello(root),
            "snapshot" => new BridgeMessage.Snapshot(SnapshotReader.Read(Json.Object(root.Field("snapshot"), "snapshot"))),
            "states" => new BridgeMessage.States([.. Listed(root, "states").Select((state, index) => StateOf(state, $"states[{index}]"))]),
            "endpoints" => new BridgeMessage.Endpoints([.. Listed(root, "endpoints").Select((endpoint, index) => EndpointOf(endpoint, $"endpoints[{index}]"))]),
            "result" => Result(root),
            _ => throw new BridgeFrameException("message.type is unknown; it is to be hello, snapshot, states, endpoints or result."),
        };
    }

    internal static AgentState StateOf(JsonElement element, string path)
    {
        var state = Json.Object(element, path);
        return new AgentState(
            state.TextOrNull("agentStateARN", path), state.Text("name", path), state.Text("type", path),
            state.TimeOrNull("startTimestamp", path));
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
        var arn = root.Text("agentARN", "hello");
        var agentId = arn[(arn.LastIndexOf('/') + 1)..];
        if (!Ids.IsAgentId(agentId) || arn.Length > LongestName)
        {
            throw new BridgeFrameException($"hello.agentARN names no agent: it is to end in /agent/ and {Ids.AgentForm}.");
        }

        var username = Name(root.Text("username", "hello"), "hello.username");
        return new BridgeMessage.Hello(
            agentId, arn, username, Name(root.TextOrNull("name", "hello") ?? username, "hello.name"),
            root.TextOrNull("bridgeVersion", "hello") is { } version ? Name(version, "hello.bridgeVersion") : null);
    }

    private static string Name(string text, string path) =>
        text.Length <= LongestName ? text : throw new BridgeFrameException($"{path} is too long: it is to have at most {LongestName} characters.");

    private static ImmutableArray<JsonElement> Listed(JsonElement root, string name)
    {
        var all = Json.Array(root.Field(name), name);
        return all.Length <= MostListed ? all
            : throw new BridgeFrameException($"{name} has {all.Length} entries; it is to have at most {MostListed}.");
    }

    private static Endpoint EndpointOf(JsonElement element, string path)
    {
        var endpoint = Json.Object(element, path);
        return new Endpoint(
            endpoint.TextOrNull("endpointARN", path), endpoint.TextOrNull("endpointId", path), endpoint.Text("type", path),
            endpoint.TextOrNull("name", path), endpoint.TextOrNull("phoneNumber", path));
    }

    private static BridgeMessage.Result Result(JsonElement root)
    {
        var requestId = root.CallId("requestId", "result");
        return root.BooleanOrNull("ok", "result") switch
        {
            true => new BridgeMessage.Result(requestId, null),
            false => new BridgeMessage.Result(requestId, ConnectErrorReader.Read(root.Field("error"))),
            null => throw new BridgeFrameException("result.ok is missing; it is to be true or false."),
        };
    }
}
