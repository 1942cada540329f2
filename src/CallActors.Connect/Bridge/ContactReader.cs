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

    public static ImmutableArray<ContactReport> Read(ImmutableArray<JsonElement> contacts, DateTimeOffset at)
    {
        var reader = new ContactReader(at);
        return [.. contacts.Select((contact, index) => reader.ContactOf(contact, $"snapshot.contacts[{index}]")).OfType<ContactReport>()];
    }

    /// <summary>Null for what is not voice, and for an id that stood before: the first one wins.</summary>
    private ContactReport? ContactOf(JsonElement element, string path)
    {
        var contact = Json.Object(element, path);
        if (contact.Text("type", path) is not ("voice" or "queue_callback") || contact.CallId("contactId", path) is not { } id || !contactIds.Add(id))
        {
            return null;
        }

        var (state, since) = StateOf(contact, path, StreamsWords.ContactState);
        var queue = contact.Field("queue") is { } present ? Json.Object(present, $"{path}.queue") : default(JsonElement?);
        var connections = contact.Field("connections") is { } all ? Connections(id, Json.Array(all, $"{path}.connections"), path) : [];
        return new ContactReport(
            id, contact.TextOrNull("initialContactId", path), state, since,
            IsOutbound(contact.TextOrNull("initiationMethod", path), connections),
            queue?.TextOrNull("name", $"{path}.queue"), contact.TimeOrNull("queueTimestamp", path),
            contact.Field("attributes") is { } attributes ? Attributes(Json.Object(attributes, $"{path}.attributes"), $"{path}.attributes") : null,
            connections);
    }

    private ImmutableArray<ConnectionReport> Connections(string contactId, ImmutableArray<JsonElement> all, string path) =>
        [.. all.Select((connection, index) => ConnectionOf(contactId, connection, $"{path}.connections[{index}]")).OfType<ConnectionReport>()];

    private ConnectionReport? ConnectionOf(string contactId, JsonElement element, string path)
    {
        var connection = Json.Object(element, path);
        var id = connection.CallId("connectionId", path);
        if (!connectionIds.Add(id))
        {
            return null;
        }

        var type = StreamsWords.ConnectionType(connection.Text("type", path), path);
        var (status, since) = StateOf(connection, path, StreamsWords.ConnectionStatus);
        var endpoint = connection.Field("endpoint") is { } present ? Json.Object(present, $"{path}.endpoint") : default(JsonElement?);
        return new ConnectionReport(
            id, type, connection.BooleanOrNull("initial", path) ?? id == contactId,
            type == ConnectionType.Agent ? null : endpoint?.TextOrNull("phoneNumber", $"{path}.endpoint"), status, since);
    }

    private (T State, DateTimeOffset Since) StateOf<T>(JsonElement parent, string path, Func<string, string, T> read)
    {
        var state = Json.Object(parent.Field("state"), $"{path}.state");
        return (read(state.Text("type", $"{path}.state"), path), state.TimeOrNull("timestamp", $"{path}.state") ?? at);
    }

    /// <summary>A callback's first connection is outbound as well, but it is offered to the agent like a call that comes in.</summary>
    private static bool IsOutbound(string? initiationMethod, ImmutableArray<ConnectionReport> connections) =>
        initiationMethod?.ToLowerInvariant() switch
        {
            "outbound" => true,
            "callback" or "queue_callback" => false,
            _ => connections.Any(connection => connection is { Initial: true, Type: ConnectionType.Outbound }),
        };

    private static ImmutableSortedDictionary<string, string> Attributes(JsonElement attributes, string path)
    {
        var read = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var attribute in attributes.EnumerateObject())
        {
            var value = attribute.Value.ValueKind == JsonValueKind.Object ? attribute.Value.Field("value") : attribute.Value;
            read[attribute.Name] = value switch
            {
                null or { ValueKind: JsonValueKind.Null } => "",
                { ValueKind: JsonValueKind.String } text => Json.TextOf(text, $"{path}.{attribute.Name}"),
                { } other => other.GetRawText(),
            };
        }

        return read.ToImmutable();
    }
}
