using System.Text.Json.Serialization;

namespace CallActors.Client;

/// <summary>A state of an agent.</summary>
/// <param name="AgentStateArn">Its ARN; null where Amazon Connect told none.</param>
/// <param name="Type"><c>routable</c>, <c>not_routable</c>, <c>offline</c>, or a type of the system's.</param>
/// <param name="Name">What the site calls it.</param>
/// <param name="StartTimestamp">Since when; null in a list of states to choose from.</param>
public sealed record AgentState(
    [property: JsonPropertyName("agentStateARN")] string? AgentStateArn,
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("startTimestamp")] DateTimeOffset? StartTimestamp = null)
{
    /// <summary>Whether calls are routed to an agent in this state.</summary>
    [JsonIgnore]
    public bool IsRoutable => Type == "routable";
}

/// <summary>Who an agent is.</summary>
/// <param name="Name">As people call him.</param>
/// <param name="Id">The last part of his ARN.</param>
/// <param name="LoginName">As he logs in.</param>
/// <param name="IsMuted">Whether his microphone is muted.</param>
public sealed record AgentProfile(
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("loginName")] string? LoginName,
    [property: JsonPropertyName("muted")] bool IsMuted);

/// <summary>What can be asked of an agent now.</summary>
public sealed record AgentButtons
{
#pragma warning disable CS1591 // Each is the command after which it is named.
    public bool SetNotReady { get; init; }
    public bool SetReady { get; init; }
    public bool MakeCall { get; init; }
    public bool Mute { get; init; }
    public bool Unmute { get; init; }
#pragma warning restore CS1591
}

/// <summary>Whom an agent may consult or call directly. What is left out is taken from what the bridge told of it.</summary>
/// <param name="EndpointArn">Its ARN.</param>
/// <param name="EndpointId">Its id.</param>
/// <param name="Type">Such as <c>agent</c>, <c>queue</c> or <c>phone_number</c>.</param>
/// <param name="Name">As people call it.</param>
/// <param name="PhoneNumber">In E.164.</param>
public sealed record DirectConnect(
    [property: JsonPropertyName("endpointARN")] string EndpointArn,
    [property: JsonPropertyName("endpointId")] string EndpointId,
    [property: JsonPropertyName("type")] string? Type = null,
    [property: JsonPropertyName("name")] string? Name = null,
    [property: JsonPropertyName("phoneNumber")] string? PhoneNumber = null);
