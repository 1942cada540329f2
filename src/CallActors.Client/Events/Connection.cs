using System.Text.Json.Serialization;

namespace CallActors.Client;

/// <summary>One connection of a contact: the agent's own, or that of a party.</summary>
/// <param name="ConnectionId">Its id. The id of the first party's connection is the contact's id.</param>
/// <param name="ContactId">The contact. In an event it is there on the agent's own connection only; in <see cref="AgentEvent.CallsSynced"/> on every one.</param>
/// <param name="PhoneNumber">The party's number; null while it is not known, and on the agent's own connection.</param>
/// <param name="Status">How it reads.</param>
/// <param name="StatusTimestamp">Since when, by Amazon Connect's clock.</param>
/// <param name="Type">Whose it is.</param>
/// <param name="Buttons">What can be asked of it now.</param>
/// <param name="PreviousStatus">The last status other than the present one; null where there was none.</param>
public sealed record Connection(
    [property: JsonPropertyName("connectionId")] string ConnectionId,
    [property: JsonPropertyName("contactId")] string? ContactId,
    [property: JsonPropertyName("phoneNumber")] string? PhoneNumber,
    [property: JsonPropertyName("status")] ConnectionStatus Status,
    [property: JsonPropertyName("statusTimestamp")] DateTimeOffset? StatusTimestamp,
    [property: JsonPropertyName("type")] ConnectionType Type,
    [property: JsonPropertyName("buttonStates")] CallButtons Buttons,
    [property: JsonPropertyName("previousStatus")] ConnectionStatus? PreviousStatus = null)
{
    /// <summary>Whether it is the agent's own.</summary>
    [JsonIgnore]
    public bool IsAgentsOwn => Type == ConnectionType.Agent;
}

/// <summary>The 11 buttons: each is true exactly when its command would be accepted were nothing outstanding and a bridge attached.</summary>
public sealed record CallButtons
{
#pragma warning disable CS1591 // Each is the command after which it is named.
    [JsonPropertyName("answer")] public bool Answer { get; init; }
    [JsonPropertyName("reject")] public bool Reject { get; init; }
    [JsonPropertyName("disconnect")] public bool Disconnect { get; init; }
    [JsonPropertyName("hold")] public bool Hold { get; init; }
    [JsonPropertyName("resume")] public bool Resume { get; init; }
    [JsonPropertyName("clearContact")] public bool ClearContact { get; init; }
    [JsonPropertyName("consult")] public bool Consult { get; init; }
    [JsonPropertyName("numberpad")] public bool SendDigits { get; init; }
    [JsonPropertyName("swap")] public bool Swap { get; init; }
    [JsonPropertyName("transfer")] public bool Transfer { get; init; }
    [JsonPropertyName("conference")] public bool Conference { get; init; }
#pragma warning restore CS1591
}
