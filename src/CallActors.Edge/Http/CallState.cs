using CallActors.Engine;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Http;

/// <summary>What is true of an agent's calls now; empty for one that was never seen.</summary>
internal static class CallState
{
    public static async Task ServeAsync(HttpContext context, string agentId, ICallEngine engine) =>
        await context.AnswerAsync(
            StatusCodes.Status200OK, EventWriter.StateSync(await engine.ViewAsync(agentId, context.RequestAborted)));
}
