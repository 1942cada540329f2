using CallActors.Simulator.Centre;
using CallActors.Simulator.Faults;
using CallActors.Simulator.Running;

namespace CallActors.Simulator.Control;

internal sealed record FaultBody(
    string? Operation, FaultBehaviour? Behaviour, string? AgentId, string? Message, int? DelayMilliseconds, int? Times, ErrorForm? Form);

internal sealed record SettingsBody(
    int? RingTimeoutMilliseconds, int? AnswerAfterMilliseconds, int? DialTimeoutMilliseconds, int? SnapshotDelayMilliseconds,
    bool? AutoAnswer, ContactStatus? MissedAs, ContactStatus? RejectedAs, ContactStatus? AbandonedAs, double? CallsPerMinute);

/// <summary>The contact centre as a whole: who is there, how it behaves, what goes wrong.</summary>
internal static class SiteEndpoints
{
    private const int MostFaults = 100;
    private const int LongestDelayMilliseconds = 600_000;

    public static void MapSite(this IEndpointRouteBuilder endpoints, RunningSimulator simulator)
    {
        endpoints.MapGet("", () => Show(simulator));
        endpoints.MapPost("/settings", (Delegate)((HttpContext context) => SetAsync(context, simulator)));
        endpoints.MapPost("/faults", (Delegate)((HttpContext context) => AddFaultAsync(context, simulator)));
        endpoints.MapDelete("/faults", () => ClearFaultsAsync(simulator));
    }

    private static IResult Show(RunningSimulator simulator)
    {
        var centre = simulator.Live.Told;
        return Results.Json(new
        {
            agents = centre.Agents.Values.OrderBy(agent => agent.AgentId.Length).ThenBy(agent => agent.AgentId, StringComparer.Ordinal)
                .Select(agent => new
                {
                    agent.AgentId,
                    agent.Username,
                    agent.Name,
                    bridge = simulator.StatusOf(agent.AgentId),
                    openContacts = agent.Contacts.Count,
                }),
            settings = centre.Settings,
            faults = centre.Faults,
        }, CentreJson.Options);
    }

    private static async Task<IResult> SetAsync(HttpContext context, RunningSimulator simulator)
    {
        var body = await Body.ReadAsync<SettingsBody>(context);
        var settings = new Settings();
        await simulator.Live.ChangeAsync((centre, _) =>
        {
            settings = Merged(centre.Settings, body);
            return settings.Fault() is { } fault ? throw ControlException.Malformed(fault) : centre with { Settings = settings };
        });
        return Results.Json(settings, CentreJson.Options);
    }

    private static Settings Merged(Settings known, SettingsBody body) => new()
    {
        RingTimeoutMilliseconds = body.RingTimeoutMilliseconds ?? known.RingTimeoutMilliseconds,
        AnswerAfterMilliseconds = body.AnswerAfterMilliseconds ?? known.AnswerAfterMilliseconds,
        DialTimeoutMilliseconds = body.DialTimeoutMilliseconds ?? known.DialTimeoutMilliseconds,
        SnapshotDelayMilliseconds = body.SnapshotDelayMilliseconds ?? known.SnapshotDelayMilliseconds,
        AutoAnswer = body.AutoAnswer ?? known.AutoAnswer,
        MissedAs = body.MissedAs ?? known.MissedAs,
        RejectedAs = body.RejectedAs ?? known.RejectedAs,
        AbandonedAs = body.AbandonedAs ?? known.AbandonedAs,
        CallsPerMinute = body.CallsPerMinute ?? known.CallsPerMinute,
    };

    private static async Task<IResult> AddFaultAsync(HttpContext context, RunningSimulator simulator)
    {
        var body = await Body.ReadAsync<FaultBody>(context);
        var behaviour = body.Behaviour
            ?? throw ControlException.Malformed("behaviour must be \"fail\", \"silent\", \"lie\", \"alreadyResumed\" or \"slow\".");
        var operation = Body.Operation(body.Operation);
        if (behaviour == FaultBehaviour.AlreadyResumed && operation is not (Operations.HoldConnection or Operations.ResumeConnection))
        {
            throw ControlException.Malformed("alreadyResumed goes with resumeConnection and holdConnection only.");
        }

        if (behaviour == FaultBehaviour.Slow != body.DelayMilliseconds is not null)
        {
            throw ControlException.Malformed("delayMilliseconds goes with \"slow\", and only with it.");
        }

        if (body.DelayMilliseconds is < 1 or > LongestDelayMilliseconds)
        {
            throw ControlException.Malformed($"delayMilliseconds must be from 1 to {LongestDelayMilliseconds}.");
        }

        if (body.Times is < 1)
        {
            throw ControlException.Malformed("times must be 1 or more; leave it out for a fault that stays until it is cleared.");
        }

        var fault = new Fault
        {
            Operation = operation,
            Behaviour = behaviour,
            AgentId = body.AgentId,
            Message = body.Message is null ? null : Body.Required(body.Message, "message", 1_000),
            DelayMilliseconds = body.DelayMilliseconds ?? 0,
            Times = body.Times,
            Form = body.Form ?? ErrorForm.Object,
        };
        await simulator.Live.ChangeAsync((centre, _) =>
            fault.AgentId is not null && !centre.Agents.ContainsKey(fault.AgentId) ? throw ControlException.Malformed($"There is no agent {fault.AgentId}.")
            : centre.Faults.Count >= MostFaults ? throw ControlException.Conflict($"There are {MostFaults} faults already; clear them first.")
            : centre with { Faults = centre.Faults.Add(fault) });
        return Results.Json(fault, CentreJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ClearFaultsAsync(RunningSimulator simulator)
    {
        await simulator.Live.ChangeAsync((centre, _) => centre with { Faults = [] });
        return Results.NoContent();
    }
}
