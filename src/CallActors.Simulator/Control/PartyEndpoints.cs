using CallActors.Simulator.Centre;
using CallActors.Simulator.Running;

namespace CallActors.Simulator.Control;

internal sealed record OfferBody(string? AgentId);

internal sealed record MonitorBody(bool Barge);

/// <summary>What people outside do with contacts and connections.</summary>
internal static class PartyEndpoints
{
    public static void MapParties(this IEndpointRouteBuilder endpoints, RunningSimulator simulator)
    {
        endpoints.MapPost("/contacts/{contactId}/hangup", (string contactId) =>
            ActAsync(simulator, new { contactId }, (centre, moment) => centre.HangUp(contactId, moment)));
        endpoints.MapPost("/contacts/{contactId}/abandon", (string contactId) =>
            ActAsync(simulator, new { contactId }, (centre, moment) => centre.Abandon(contactId, moment)));
        endpoints.MapPost("/contacts/{contactId}/offer", (string contactId, HttpContext context) => OfferAsync(contactId, context, simulator));
        endpoints.MapPost("/contacts/{contactId}/monitor", (string contactId, HttpContext context) => MonitorAsync(contactId, context, simulator));
        foreach (var action in Enum.GetValues<PartyAction>())
        {
            endpoints.MapPost($"/connections/{{connectionId}}/{CentreJson.Word(action)}", (string connectionId) =>
                ActAsync(simulator, new { connectionId }, (centre, moment) => centre.PartyActs(connectionId, action, moment)));
        }
    }

    private static async Task<IResult> ActAsync(
        RunningSimulator simulator, object done, Func<ContactCentre, Moment, ContactCentre> transition)
    {
        await simulator.Live.ChangeAsync(transition);
        return Results.Json(done, CentreJson.Options);
    }

    private static async Task<IResult> MonitorAsync(string contactId, HttpContext context, RunningSimulator simulator)
    {
        var body = await Body.ReadOptionalAsync<MonitorBody>(context);
        var connectionId = Guid.NewGuid().ToString();
        await simulator.Live.ChangeAsync((centre, moment) => centre.Monitor(contactId, connectionId, body?.Barge ?? false, moment));
        return Results.Json(new { contactId, connectionId }, CentreJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> OfferAsync(string contactId, HttpContext context, RunningSimulator simulator)
    {
        var body = await Body.ReadOptionalAsync<OfferBody>(context);
        var agentId = "";
        var agentConnectionId = "";
        await simulator.Live.ChangeAsync((centre, moment) =>
        {
            centre = centre.OfferAgain(contactId, body?.AgentId, moment);
            agentId = centre.Callers[contactId].OfferedTo;
            agentConnectionId = centre.Contact(agentId, contactId).Leg.ConnectionId;
            return centre;
        });
        return Results.Json(
            new { contactId, agentId, agentConnectionId, customerConnectionId = contactId },
            CentreJson.Options, statusCode: StatusCodes.Status201Created);
    }
}
