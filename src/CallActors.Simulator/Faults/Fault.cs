using System.Text.Json.Serialization;
using CallActors.Simulator.Centre;

namespace CallActors.Simulator.Faults;

/// <summary>What goes wrong with an operation.</summary>
internal enum FaultBehaviour
{
    /// <summary>Not performed, and the failure is reported.</summary>
    Fail,

    /// <summary>Not performed, and nothing is ever answered.</summary>
    Silent,

    /// <summary>Performed, and a failure is reported.</summary>
    Lie,

    /// <summary>Not performed, and reported as done before.</summary>
    AlreadyResumed,

    /// <summary>Performed and answered late.</summary>
    Slow,
}

/// <summary>In which shape an error reaches the page.</summary>
internal enum ErrorForm
{
    Object,
    JsonString,
    Text,
}

/// <summary>Something that goes wrong, until it is cleared or has gone wrong often enough.</summary>
internal sealed record Fault
{
    public required string Operation { get; init; }
    public required FaultBehaviour Behaviour { get; init; }
    public string? AgentId { get; init; }
    public string? Message { get; init; }
    public int DelayMilliseconds { get; init; }
    public int? Times { get; init; }
    public ErrorForm Form { get; init; }

    [JsonIgnore]
    public AmazonError Error => Behaviour == FaultBehaviour.AlreadyResumed
        ? Operation == Operations.HoldConnection
            ? OperationRefusedException.AlreadyHeldError
            : OperationRefusedException.AlreadyResumedError
        : AmazonError.Of("InternalServiceException", Message ?? AmazonError.FromVoice);
}

/// <summary>Faults of a contact centre: the first that fits goes wrong.</summary>
internal static class FaultTaking
{
    /// <summary>The fault that strikes this operation of the agent, if any, and the centre with it used once.</summary>
    public static (ContactCentre Centre, Fault? Fault) TakeFault(this ContactCentre centre, string agentId, string operation)
    {
        var fault = centre.Faults.Find(fault =>
            fault.Operation == operation && (fault.AgentId is null || fault.AgentId == agentId));
        return fault?.Times switch
        {
            null => (centre, fault),
            1 => (centre with { Faults = centre.Faults.Remove(fault) }, fault),
            _ => (centre with { Faults = centre.Faults.Replace(fault, fault with { Times = fault.Times - 1 }) }, fault),
        };
    }
}
