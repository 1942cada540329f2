using System.Collections.Immutable;
using System.Text.Json;
using CallActors.Simulator.Bridge;
using CallActors.Simulator.Centre;
using CallActors.Simulator.Floor;
using CallActors.Simulator.Running;

namespace CallActors.Simulator.Control;

internal sealed record NewAgentBody(string? AgentId, string? Username, string? Name);

internal sealed record CallBody(
    string? From, string? To, string? Queue, Dictionary<string, string>? Attributes, bool Callback,
    ContactStatus? MissedAs, ContactStatus? RejectedAs);

internal sealed record BridgeBody(bool? Connected);

internal sealed record OperationBody(string? Operation, string? ContactId, string? ConnectionId, JsonElement? Arguments);

/// <summary>Agents: who there is, how they are, who calls them, and what they do at their own desk.</summary>
internal static class AgentEndpoints
{
    private const string Anonymous = "anonymous";
    private const int LongestAttributes = 32 * 1024;

    public static void MapAgents(this IEndpointRouteBuilder endpoints, RunningSimulator simulator)
    {
        endpoints.MapPost("/agents", (Delegate)((HttpContext context) => AddAsync(context, simulator)));
        endpoints.MapGet("/agents/{agentId}", (string agentId) => Show(agentId, simulator));
        endpoints.MapPost("/agents/{agentId}/calls", (string agentId, HttpContext context) => CallAsync(agentId, context, simulator));
        endpoints.MapPost("/agents/{agentId}/bridge", (string agentId, HttpContext context) => BridgeAsync(agentId, context, simulator));
        endpoints.MapPost("/agents/{agentId}/operations", (string agentId, HttpContext context) => OperateAsync(agentId, context, simulator));
    }

    private static async Task<IResult> AddAsync(HttpContext context, RunningSimulator simulator)
    {
        var body = await Body.ReadAsync<NewAgentBody>(context);
        var agentId = body.AgentId;
        if (agentId is not { Length: >= 1 and <= 64 } || !agentId.All(letter => char.IsAsciiLetterOrDigit(letter) || "._-".Contains(letter)))
        {
            throw ControlException.Malformed("agentId must be 1 to 64 characters of A-Z a-z 0-9 . _ -");
        }

        var username = Body.Required(body.Username, "username");
        var name = Body.Required(body.Name, "name");
        await simulator.Live.ChangeAsync((centre, moment) =>
            centre.Agents.ContainsKey(agentId) ? throw ControlException.Conflict($"There is an agent {agentId} already.")
            : centre.Agents.Count >= SimulatorOptions.MostAgents ? throw ControlException.Conflict($"There are {SimulatorOptions.MostAgents} agents already.")
            : centre.With(Seeding.NewAgent(agentId, username, name, moment), moment));
        return Json(StatusCodes.Status201Created, new { agentId, username, name });
    }

    private static IResult Show(string agentId, RunningSimulator simulator)
    {
        var agent = simulator.Live.Told.Agent(agentId);
        return Json(StatusCodes.Status200OK, new
        {
            agentId,
            agent.Username,
            agent.Name,
            agentARN = agent.Arn,
            bridge = simulator.StatusOf(agentId),
            agent.Muted,
            snapshot = AgentSnapshot.Of(agent, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()),
            requests = simulator.Live.RequestsOf(agentId).Select(request => new
            {
                request.RequestId,
                request.Operation,
                request.ContactId,
                request.ConnectionId,
                request.ReceivedAt,
                request.Times,
                request.Performed,
                request.Outcome,
            }),
        });
    }

    private static async Task<IResult> CallAsync(string agentId, HttpContext context, RunningSimulator simulator)
    {
        var body = await Body.ReadAsync<CallBody>(context);
        var from = Number(body.From, "from");
        var to = Number(body.To, "to");
        var queue = Body.Required(body.Queue, "queue");
        var attributes = Attributes(body.Attributes);
        Reported(body.MissedAs, "missedAs");
        Reported(body.RejectedAs, "rejectedAs");

        var contactId = "";
        var agentConnectionId = "";
        await simulator.Live.ChangeAsync((centre, moment) =>
        {
            contactId = moment.NewId();
            var caller = new Caller(contactId, from, to, queue, attributes, agentId, moment.Now);
            var offer = Callers.OfferOf(caller) with
            {
                IsCallback = body.Callback,
                MissedAs = body.MissedAs,
                RejectedAs = body.RejectedAs,
            };
            centre = centre.Call(agentId, caller, offer, moment);
            agentConnectionId = centre.Contact(agentId, contactId).Leg.ConnectionId;
            return centre;
        });
        return Json(StatusCodes.Status201Created, new { contactId, agentConnectionId, customerConnectionId = contactId });
    }

    private static async Task<IResult> BridgeAsync(string agentId, HttpContext context, RunningSimulator simulator)
    {
        var body = await Body.ReadAsync<BridgeBody>(context);
        var connected = body.Connected ?? throw ControlException.Malformed("connected must be true or false.");
        await simulator.WantBridgeAsync(agentId, connected);
        return Json(StatusCodes.Status200OK, new { agentId, bridge = simulator.StatusOf(agentId) });
    }

    // As if the agent did it in Amazon's own panel: no request of ours, and the snapshot shows it at once.
    private static async Task<IResult> OperateAsync(string agentId, HttpContext context, RunningSimulator simulator)
    {
        var body = await Body.ReadAsync<OperationBody>(context);
        var operation = new Operation(Body.Operation(body.Operation), body.ContactId, body.ConnectionId, body.Arguments);
        await simulator.Live.ChangeAsync((centre, moment) => centre.Perform(agentId, operation, moment));
        return Json(StatusCodes.Status200OK, new { agentId, operation = operation.Name });
    }

    private static string Number(string? text, string member) => text == Anonymous || Dialling.IsPhoneNumber(text)
        ? text!
        : throw ControlException.Malformed($"{member} must be a phone number in E.164, like +15550100, or \"{Anonymous}\".");

    private static void Reported(ContactStatus? status, string member)
    {
        if (status is { } given && !Settings.IsUnanswered(given))
        {
            throw ControlException.Malformed($"{member} must be \"missed\", \"rejected\" or \"error\".");
        }
    }

    private static ImmutableSortedDictionary<string, string> Attributes(Dictionary<string, string>? attributes)
    {
        attributes ??= [];
        if (attributes.Sum(pair => pair.Key.Length + (pair.Value?.Length ?? 0)) > LongestAttributes)
        {
            throw ControlException.Malformed($"attributes must have at most {LongestAttributes} characters together.");
        }

        return attributes.Any(pair => pair.Key.Length == 0 || pair.Value is null)
            ? throw ControlException.Malformed("attributes must have names, and texts as values.")
            : attributes.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static IResult Json(int status, object body) => Results.Json(body, CentreJson.Options, statusCode: status);
}
