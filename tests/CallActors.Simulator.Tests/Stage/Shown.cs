using System.Text.Json.Nodes;

namespace CallActors.Simulator.Tests.Stage;

internal sealed record ShownConnection(string Id, string Type, string State, decimal Since, bool Initial, JsonNode? Endpoint)
{
    public string? PhoneNumber => Endpoint?["phoneNumber"]?.GetValue<string>();

    public override string ToString() => $"{Type}={State}";
}

internal sealed record ShownContact(string Id, string? InitialContactId, string State, IReadOnlyList<ShownConnection> Connections)
{
    public ShownConnection Agent => Connections.Single(connection => connection.Type == "agent");

    public ShownConnection First => Connections.Single(connection => connection.Initial);

    public ShownConnection Third => Connections.Last(connection => !connection.Initial && connection.Type != "agent");

    /// <summary>The states of all connections, the agent's first: <c>connected hold connecting</c>.</summary>
    public string States => string.Join(' ', Connections.Select(connection => connection.State));

    public override string ToString() => $"{State}[{string.Join(' ', Connections)}]";
}

/// <summary>A snapshot as a test looks at it.</summary>
internal sealed record Shown(decimal Time, string AgentState, string AgentStateType, string? NextState, IReadOnlyList<ShownContact> Contacts)
{
    /// <summary>The only contact.</summary>
    public ShownContact Contact => Contacts.Single();

    /// <summary>Whether there is exactly one contact, in that state, with connections in those states.</summary>
    public bool Is(string contactState, string connectionStates) =>
        Contacts.Count == 1 && Contact.State == contactState && Contact.States == connectionStates;

    public static Shown Of(JsonObject frame)
    {
        var snapshot = frame["snapshot"]!;
        return new Shown(
            snapshot["snapshotTimestamp"]!.GetValue<decimal>(),
            snapshot["state"]!["name"]!.GetValue<string>(),
            snapshot["state"]!["type"]!.GetValue<string>(),
            snapshot["nextState"]?["name"]?.GetValue<string>(),
            [.. snapshot["contacts"]!.AsArray().Select(contact => ContactOf(contact!))]);
    }

    public override string ToString() => $"{AgentState} {string.Join(", ", Contacts)}";

    private static ShownContact ContactOf(JsonNode contact) => new(
        contact["contactId"]!.GetValue<string>(),
        contact["initialContactId"]?.GetValue<string>(),
        contact["state"]!["type"]!.GetValue<string>(),
        [.. contact["connections"]!.AsArray().Select(connection => ConnectionOf(connection!))]);

    private static ShownConnection ConnectionOf(JsonNode connection) => new(
        connection["connectionId"]!.GetValue<string>(),
        connection["type"]!.GetValue<string>(),
        connection["state"]!["type"]!.GetValue<string>(),
        connection["state"]!["timestamp"]!.GetValue<decimal>(),
        connection["initial"]!.GetValue<bool>(),
        connection["endpoint"]);
}
