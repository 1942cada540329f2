using CallActors.Engine;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Http;

/// <summary>What is true of an agent's calls now; empty for one that was never seen.</summary>
internal static class CallState
{
    public static async Task ServeAsync(HttpContext context, string agentId, ICallEngine engine)
    {
        try
        {
            var view = await engine.ViewAsync(agentId, context.RequestAborted);
            await context.AnswerAsync(StatusCodes.Status200OK, EventWriter.StateSync(view));
        }
        catch (JournalUnavailableException error)
        {
            await context.AnswerAsync(StatusCodes.Status503ServiceUnavailable, WireError.JournalUnavailable(error.Message));
        }
    }
}
