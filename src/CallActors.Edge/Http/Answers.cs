using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Http;

/// <summary>Answers in JSON.</summary>
internal static class Answers
{
    public static Task AnswerAsync(this HttpContext context, int status, WireError error) =>
        context.AnswerAsync(status, EventWriter.Error(error));

    public static async Task AnswerAsync(this HttpContext context, int status, ReadOnlyMemory<byte> json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>The status of a refusal: the app's own fault, a conflict with what is true, or not possible at the moment.</summary>
    public static int StatusOf(WireError error) => error.Type switch
    {
        "INVALID_MESSAGE" => StatusCodes.Status400BadRequest,
        WireError.JournalUnavailableType => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status409Conflict,
    };
}
