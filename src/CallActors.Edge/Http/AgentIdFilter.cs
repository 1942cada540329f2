using CallActors.Connect;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallActors.Edge.Http;

/// <summary>Lets only agent ids in that can be one.</summary>
internal static class AgentIdFilter
{
    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (Ids.IsAgentId(context.GetRouteValue("agentId") as string))
        {
            return await next(invocation);
        }

        await context.AnswerAsync(
            StatusCodes.Status400BadRequest, WireError.Malformed($"The address names no agent id; it is to be {Ids.AgentForm}."));
        return Results.Empty;
    }
}
