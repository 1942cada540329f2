using System.Text.Json;
using System.Text.Json.Serialization;
using CallActors.Connect.Feeds;
using CallActors.Edge.Http;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallActors.Edge.Feeds;

/// <summary>What an operator does with records that were set aside: list, look at one, have it read again, delete.</summary>
internal static class SetAsideEndpoints
{
    private const int PageLimit = 100;
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static void MapSetAside(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/connect/set-aside", (HttpContext context, SetAsideRecords records, long after = 0) =>
            AnswerAsync(context, records.List(after, PageLimit)));
        routes.MapGet("/v1/connect/set-aside/{number:long}", (HttpContext context, SetAsideRecords records, long number) =>
            records.Find(number) is { } found ? AnswerAsync(context, found) : NotFoundAsync(context, number));
        routes.MapPost("/v1/connect/set-aside/{number:long}/retry", RetryAsync);
        routes.MapDelete("/v1/connect/set-aside/{number:long}", async (HttpContext context, SetAsideRecords records, long number) =>
        {
            if (records.Remove(number))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            await NotFoundAsync(context, number);
        });
    }

    private static async Task RetryAsync(HttpContext context, SetAsideRecords records, FeedReports reports, long number)
    {
        if (records.Find(number) is not { } found)
        {
            await NotFoundAsync(context, number);
            return;
        }

        try
        {
            var told = found.Feed == AgentEventsEndpoint.Feed
                ? AgentEventsEndpoint.ReadAgain(found.Data!)
                : ContactEventsEndpoint.ReadAgain(found.Data!);
            await reports.GiveAsync(told, context.RequestAborted);
            records.Remove(number);
            await AnswerAsync(context, new { number, taken = told.Count() });
        }
        catch (JournalUnavailableException)
        {
            // It stays set aside: nothing is lost, and it can be tried again.
            await context.AnswerAsync(StatusCodes.Status503ServiceUnavailable, WireError.JournalOut);
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
