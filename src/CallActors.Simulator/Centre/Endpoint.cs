using System.Text.Json.Serialization;

namespace CallActors.Simulator.Centre;

/// <summary>Who can be dialled: a phone number, or a quick connect to a number, an agent or a queue.</summary>
internal sealed record Endpoint
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EndpointARN { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EndpointId { get; init; }

    public string Type { get; init; } = PhoneNumberType;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    public string? PhoneNumber { get; init; }

    internal const string PhoneNumberType = "phone_number";
    internal const string AgentType = "agent";
    internal const string QueueType = "queue";

    /// <summary>A bare phone number.</summary>
    public static Endpoint Phone(string phoneNumber) => new() { PhoneNumber = phoneNumber };
}
