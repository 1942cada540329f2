using System.Text.Json;

namespace CallActors.Simulator.Centre;

/// <summary>One operation that a page asks of Amazon Connect Streams.</summary>
internal sealed record Operation(string Name, string? ContactId, string? ConnectionId, JsonElement? Arguments);

/// <summary>The operations by their names on the wire.</summary>
internal static class Operations
{
    public const string HoldConnection = "holdConnection";
    public const string ResumeConnection = "resumeConnection";

    private delegate ContactCentre Performance(ContactCentre centre, string agentId, Operation operation, Moment moment);

    private static readonly Dictionary<string, Performance> Performances = new()
    {
        ["acceptContact"] = (centre, agentId, operation, moment) => centre.Accept(agentId, operation.Contact(), moment),
        ["rejectContact"] = (centre, agentId, operation, moment) => centre.Reject(agentId, operation.Contact(), moment),
        ["clearContact"] = (centre, agentId, operation, moment) => centre.Clear(agentId, operation.Contact(), moment),
        [HoldConnection] = (centre, agentId, operation, moment) =>
            centre.Hold(agentId, operation.Contact(), operation.Connection(), moment),
        [ResumeConnection] = (centre, agentId, operation, moment) =>
            centre.Resume(agentId, operation.Contact(), operation.Connection(), moment),
        ["destroyConnection"] = (centre, agentId, operation, moment) =>
            centre.Destroy(agentId, operation.Contact(), operation.Connection(), moment),
        ["sendDigits"] = (centre, agentId, operation, moment) => centre.SendDigits(
            agentId, operation.Contact(), operation.ConnectionId, operation.Argument("digits", JsonValueKind.String).GetString()!, moment),
        ["createAdditionalConnection"] = (centre, agentId, operation, moment) =>
            centre.Consult(agentId, operation.Contact(), centre.Resolve(agentId, operation.Endpoint()), moment),
        ["toggleActiveConnections"] = (centre, agentId, operation, moment) => centre.Toggle(agentId, operation.Contact(), moment),
        ["conferenceConnections"] = (centre, agentId, operation, moment) => centre.Conference(agentId, operation.Contact(), moment),
        ["connectEndpoint"] = (centre, agentId, operation, moment) =>
            centre.MakeCall(agentId, centre.Resolve(agentId, operation.Endpoint()), moment),
        ["putAgentState"] = (centre, agentId, operation, moment) =>
        {
            var state = operation.Argument("state", JsonValueKind.Object);
            return centre.PutState(agentId, TextOf(state, "agentStateARN"), TextOf(state, "name"), moment);
        },
        ["mute"] = (centre, agentId, _, moment) => centre.Mute(agentId, true, moment),
        ["unmute"] = (centre, agentId, _, moment) => centre.Mute(agentId, false, moment),
    };

    /// <summary>The names of all operations.</summary>
    public static IReadOnlyCollection<string> Names => Performances.Keys;

    /// <summary>Does what was asked.</summary>
    /// <exception cref="OperationRefusedException">It is not possible; Amazon says why.</exception>
    public static ContactCentre Perform(this ContactCentre centre, string agentId, Operation operation, Moment moment) =>
        Performances.TryGetValue(operation.Name, out var performance)
            ? performance(centre, agentId, operation, moment)
            : throw OperationRefusedException.Invalid($"There is no operation {operation.Name}.");

    private static string Contact(this Operation operation) => operation.ContactId
        ?? throw OperationRefusedException.Invalid($"{operation.Name} needs a contactId.");

    private static string Connection(this Operation operation) => operation.ConnectionId
        ?? throw OperationRefusedException.Invalid($"{operation.Name} needs a connectionId.");

    private static JsonElement Argument(this Operation operation, string name, JsonValueKind kind) =>
        operation.Arguments is { ValueKind: JsonValueKind.Object } arguments
        && arguments.TryGetProperty(name, out var argument) && argument.ValueKind == kind
            ? argument
            : throw OperationRefusedException.Invalid($"{operation.Name} needs arguments with {name}.");

    private static Endpoint Endpoint(this Operation operation)
    {
        var endpoint = operation.Argument("endpoint", JsonValueKind.Object);
        return new Endpoint
        {
            EndpointARN = TextOf(endpoint, "endpointARN"),
            EndpointId = TextOf(endpoint, "endpointId"),
            Type = TextOf(endpoint, "type") ?? Centre.Endpoint.PhoneNumberType,
            Name = TextOf(endpoint, "name"),
            PhoneNumber = TextOf(endpoint, "phoneNumber"),
        };
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
