using System.Collections.Immutable;
using System.Text.Json;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;

namespace CallActors.Connect.Bridge;

/// <summary>Reads the contacts of a snapshot. Only voice is ours; other channels are left to other apps.</summary>
internal sealed class ContactReader(DateTimeOffset at)
{
    private readonly HashSet<string> contactIds = [];
    private readonly HashSet<string> connectionIds = [];

    public static ImmutableArray<ContactReport> Read(JsonElement contacts, JsonPath path, DateTimeOffset at) =>
        Json.Array(contacts, path, new ContactReader(at).ContactOf);

    /// <summary>Null for what is not voice, and for an id that stood before: the first one wins.</summary>
    private ContactReport? ContactOf(JsonElement element, JsonPath path)
    {
        var contact = Json.Object(element, path);
        if (contact.Text("type"u8, path) is not ("voice" or "queue_callback") || contact.CallId("contactId"u8, path) is not { } id || !contactIds.Add(id))
        {
            return null;
        }

        var (state, since) = StateOf(contact, path, StreamsWords.ContactState);
        var queuePath = path.To("queue");
        var queue = contact.Field("queue"u8) is { } present ? Json.Object(present, queuePath) : default(JsonElement?);
        ImmutableArray<ConnectionReport> connections = contact.Field("connections"u8) is { } all
            ? Json.Array(all, path.To("connections"), (connection, place) => ConnectionOf(id, connection, place))
            : [];
        return new ContactReport(
            id, contact.TextOrNull("initialContactId"u8, path), state, since,
            IsOutbound(contact.TextOrNull("initiationMethod"u8, path), connections),
            queue?.TextOrNull("name"u8, queuePath), contact.TimeOrNull("queueTimestamp"u8, path),
            contact.Field("attributes"u8) is { } attributes ? Attributes(attributes, path.To("attributes")) : null,
            connections);
    }

    private ConnectionReport? ConnectionOf(string contactId, JsonElement element, JsonPath path)
    {
        var connection = Json.Object(element, path);
        var id = connection.CallId("connectionId"u8, path);
        if (!connectionIds.Add(id))
        {
            return null;
        }

        var type = StreamsWords.ConnectionType(connection.Text("type"u8, path), path);
        var (status, since) = StateOf(connection, path, StreamsWords.ConnectionStatus);
        var endpointPath = path.To("endpoint");
        var endpoint = connection.Field("endpoint"u8) is { } present ? Json.Object(present, endpointPath) : default(JsonElement?);
        return new ConnectionReport(
            id, type, connection.BooleanOrNull("initial"u8, path) ?? id == contactId,
            type == ConnectionType.Agent ? null : endpoint?.TextOrNull("phoneNumber"u8, endpointPath), status, since);
    }

    private (T State, DateTimeOffset Since) StateOf<T>(JsonElement parent, JsonPath path, Func<string, JsonPath, T> read)
    {
        var statePath = path.To("state");
        var state = Json.Object(parent.Field("state"u8), statePath);
        return (read(state.Text("type"u8, statePath), path), state.TimeOrNull("timestamp"u8, statePath) ?? at);
    }

    /// <summary>A callback's first connection is outbound as well, but it is offered to the agent like a call that comes in.</summary>
    private static bool IsOutbound(string? initiationMethod, ImmutableArray<ConnectionReport> connections) =>
        initiationMethod?.ToLowerInvariant() switch
        {
            "outbound" => true,
            "callback" or "queue_callback" => false,
            _ => connections.Any(connection => connection is { Initial: true, Type: ConnectionType.Outbound }),
        };

    private static ImmutableSortedDictionary<string, string> Attributes(JsonElement given, JsonPath path)
    {
        var attributes = Json.Object(given, path);
        var read = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var attribute in attributes.EnumerateObject())
        {
            var value = attribute.Value.ValueKind == JsonValueKind.Object ? attribute.Value.Field("value"u8) : attribute.Value;
            read[attribute.Name] = value switch
            {
                null or { ValueKind: JsonValueKind.Null } => "",
                { ValueKind: JsonValueKind.String } text => text.GetString()!,
                { } other => other.GetRawText(),
            };
        }

        return read.ToImmutable();
    }
}
