using CallActors.Simulator.Centre;

namespace CallActors.Simulator.Control;

/// <summary>A control request that cannot be followed, with the HTTP status and one sentence.</summary>
internal sealed class ControlException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static ControlException Malformed(string message) => new(StatusCodes.Status400BadRequest, message);

    public static ControlException Conflict(string message) => new(StatusCodes.Status409Conflict, message);
}

/// <summary>Every error of the control API is <c>{"error": "…"}</c>.</summary>
internal static class ControlErrors
{
    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ControlException exception)
        {
            return Error(exception.Status, exception.Message);
        }
        catch (OperationRefusedException refusal)
        {
            var isMissing = refusal.Error.StatusCode == StatusCodes.Status404NotFound;
            return Error(isMissing ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, refusal.Message);
        }
        catch (SimulatorException exception)
        {
            return Error(StatusCodes.Status503ServiceUnavailable, exception.Message);
        }
    }

    private static IResult Error(int status, string message) =>
        Results.Json(new { error = message }, CentreJson.Options, statusCode: status);
}
