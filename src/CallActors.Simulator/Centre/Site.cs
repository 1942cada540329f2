using System.Collections.Immutable;

namespace CallActors.Simulator.Centre;

/// <summary>What the simulated instance of Amazon Connect is set up with.</summary>
internal static class Site
{
    public const string InstanceArn =
        "arn:aws:connect:us-east-1:111122223333:instance/22222222-bbbb-4bbb-8bbb-000000000002";

    public static readonly AgentState Available = new($"{InstanceArn}/agent-state/s1", "routable", "Available");
    public static readonly AgentState Offline = new($"{InstanceArn}/agent-state/s2", "offline", "Offline");

    /// <summary>The states that an agent may choose.</summary>
    public static readonly ImmutableList<AgentState> States =
    [
        Available,
        new($"{InstanceArn}/agent-state/s3", "not_routable", "Break"),
        new($"{InstanceArn}/agent-state/s4", "not_routable", "Lunch"),
        new($"{InstanceArn}/agent-state/s5", "not_routable", "Training"),
        Offline,
    ];

    // The system's states have no ARN of the instance and cannot be chosen.
    public static readonly AgentState AfterCallWork = new(null, "system", "AfterCallWork");
    public static readonly AgentState MissedCallAgent = new(null, "error", "MissedCallAgent");

    /// <summary>The quick connects that every agent has besides the other agents.</summary>
    public static readonly ImmutableList<Endpoint> QuickConnects =
    [
        QuickConnect("billing", Endpoint.PhoneNumberType, "Billing", "+15550110"),
        QuickConnect("front-desk", Endpoint.PhoneNumberType, "Front desk", "+15550120"),
        QuickConnect("support-queue", Endpoint.QueueType, "Support queue", null),
    ];

    /// <summary>The queue of that name; its id is the name in small letters.</summary>
    public static CallQueue Queue(string name)
    {
        var letters = name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-');
        var queueId = string.Concat(letters);
        return new CallQueue($"{InstanceArn}/queue/{queueId}", queueId, name);
    }

    /// <summary>The quick connect that reaches an agent.</summary>
    public static Endpoint QuickConnectTo(Agent agent) =>
        QuickConnect(agent.AgentId, Endpoint.AgentType, agent.Name, null);

    private static Endpoint QuickConnect(string endpointId, string type, string name, string? phoneNumber) => new()
    {
        EndpointARN = $"{InstanceArn}/transfer-destination/{endpointId}",
        EndpointId = endpointId,
        Type = type,
        Name = name,
        PhoneNumber = phoneNumber,
    };
}
