using CallActors.Edge.Sockets;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Http;

/// <summary>Answers what goes wrong on the way, so that no exception's text reaches an app or the server's own log.</summary>
internal sealed class FaultAnswers(RequestDelegate next, JournalWatch journal, ILogger<FaultAnswers> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException)
        {
            // Whoever asked is gone, was too slow, or the host stops: he comes again.
            context.Abort();
        }
        catch (BadHttpRequestException error)
        {
            await AnswerAsync(context, error.StatusCode, WireError.Malformed("The HTTP request broke off or is not well formed."));
        }
        catch (JournalUnavailableException error)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, journal.ErrorOf(error.Message));
        }
        catch (Exception error)
        {
            log.LogUnexpected(error, "A request could not be answered");
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, WireError.Unexpected);
        }
    }

    private static async Task AnswerAsync(HttpContext context, int status, WireError error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        await context.AnswerAsync(status, error);
    }
}
