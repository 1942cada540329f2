using System.Text.Json;
using CallActors.Simulator.Centre;
using CallActors.Simulator.Control;
using CallActors.Simulator.Running;

namespace CallActors.Simulator.Amazon;

/// <summary>
/// Amazon Connect's API under <c>/v1/simulator/amazon</c>: what CallActors calls for agents without a bridge. Errors
/// have Amazon's form; signatures are not looked at.
/// </summary>
internal static class AmazonApiEndpoints
{
    // Amazon spells members with a capital letter.
    private static readonly JsonSerializerOptions json = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    public static void MapAmazonApi(this IEndpointRouteBuilder routes, RunningSimulator simulator)
    {
        var amazon = routes.MapGroup("/amazon").AddEndpointFilter(InAmazonsForm);
        amazon.MapPost("/metrics/userdata/{instance}", async (HttpContext context) =>
        {
            var asked = (await BodyOf(context)).TryGetProperty("Filters", out var filters) && filters.TryGetProperty("Agents", out var agents)
                ? agents.EnumerateArray().Select(agent => agent.GetString()!).ToArray()
                : throw OperationRefusedException.Invalid("Filters.Agents is missing.");
            var known = simulator.Live.Told.Agents;
            return Results.Json(new { UserDataList = asked.Where(known.ContainsKey).Select(agent => AmazonWords.UserData(known[agent])) }, json);
        });
        amazon.MapPost("/users/{instance}/{agentId}/contact", async (HttpContext context, string agentId) =>
        {
            var contactId = TextOf(await BodyOf(context), "ContactId");
            await simulator.Live.ChangeAsync((centre, moment) => centre.Clear(agentId, contactId, moment));
            return Results.Json(new { }, json);
        });
        amazon.MapPut("/users/{instance}/{agentId}/status", async (HttpContext context, string agentId) =>
        {
            var arn = $"{Site.InstanceArn}/agent-state/{TextOf(await BodyOf(context), "AgentStatusId")}";
            await simulator.Live.ChangeAsync((centre, moment) => centre.PutState(agentId, arn, null, moment));
            return Results.Json(new { }, json);
        });
        amazon.MapGet("/agent-status/{instance}", () => Results.Json(new
        {
            AgentStatusSummaryList = Site.States.Select(state => new
            {
                Id = state.AgentStateARN!.Split('/')[^1],
                Arn = state.AgentStateARN,
                state.Name,
                Type = AmazonWords.StatusType(state),
            }),
        }, json));
        amazon.MapGet("/contact/attributes/{instance}/{contactId}", (string contactId) => Results.Json(new
        {
            Attributes = simulator.Live.Told.Agents.Values.SelectMany(agent => agent.Contacts)
                .FirstOrDefault(contact => contact.ContactId == contactId || contact.InitialContactId == contactId)?.Attributes
                ?? throw OperationRefusedException.NotFound($"There is no contact {contactId}."),
        }, json));
    }

    private static async ValueTask<object?> InAmazonsForm(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (OperationRefusedException refused)
        {
            context.HttpContext.Response.Headers["x-amzn-ErrorType"] = refused.Error.Type;
            return Results.Json(new { refused.Error.Message }, json, statusCode: refused.Error.StatusCode);
        }
    }

    private static async Task<JsonElement> BodyOf(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted) is { ValueKind: JsonValueKind.Object } body
                ? body
                : throw OperationRefusedException.Invalid("The body is no JSON object.");
        }
        catch (JsonException)
        {
            throw OperationRefusedException.Invalid("The body is broken JSON.");
        }
    }

    private static string TextOf(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw OperationRefusedException.Invalid($"{name} is missing.");
}
