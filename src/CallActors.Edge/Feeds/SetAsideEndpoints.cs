using System.Text.Json;
using System.Text.Json.Serialization;
using CallActors.Connect.Feeds;
using CallActors.Edge.Http;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallActors.Edge.Feeds;

/// <summary>What an operator does, at any node, with records that were set aside: list, look at one, have it read again, delete.</summary>
internal static class SetAsideEndpoints
{
    private const int PageLimit = 100;
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static void MapSetAside(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/connect/set-aside", async (HttpContext context, SetAsideRecords records, long after = 0) =>
            await AnswerAsync(context, await records.ListAsync(after, PageLimit, context.RequestAborted)));
        routes.MapGet("/v1/connect/set-aside/{number:long}", async (HttpContext context, SetAsideRecords records, long number) =>
            await (await records.FindAsync(number, context.RequestAborted) is { } found ? AnswerAsync(context, found) : NotFoundAsync(context, number)));
        routes.MapPost("/v1/connect/set-aside/{number:long}/retry", RetryAsync);
        routes.MapDelete("/v1/connect/set-aside/{number:long}", async (HttpContext context, SetAsideRecords records, long number) =>
        {
            if (await records.RemoveAsync(number, context.RequestAborted))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            await NotFoundAsync(context, number);
        });
    }

    /// <summary>Where the journal is out of reach the record stays set aside: nothing is lost, and it can be tried again.</summary>
    private static async Task RetryAsync(HttpContext context, SetAsideRecords records, FeedReports reports, long number)
    {
        if (await records.FindAsync(number, context.RequestAborted) is not { } found)
        {
            await NotFoundAsync(context, number);
            return;
        }

        try
        {
            var told = found.Feed == AgentEventsEndpoint.Feed
                ? AgentEventsEndpoint.ReadAgain(found.Personal!)
                : ContactEventsEndpoint.ReadAgain(found.Personal!);
            await reports.GiveAsync(told, context.RequestAborted);
            await records.RemoveAsync(number, context.RequestAborted);
            await AnswerAsync(context, new { number, taken = told.Count() });
        }
        catch (FeedException fault)
        {
            await context.AnswerAsync(StatusCodes.Status409Conflict, WireError.Malformed($"Record {number} still cannot be read: {fault.Message}"));
        }
    }

    private static Task AnswerAsync<T>(HttpContext context, T answer) =>
        context.AnswerAsync(StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(answer, json));

    private static Task NotFoundAsync(HttpContext context, long number) =>
        context.AnswerAsync(StatusCodes.Status404NotFound, WireError.Malformed($"No record {number} is set aside."));
}
