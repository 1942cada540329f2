using System.Text.Json.Serialization;

namespace CallActors.Simulator.Centre;

/// <summary>Where a party's connection stands: whose session, which contact, which connection.</summary>
internal sealed record PartyReference(string AgentId, string ContactId, string ConnectionId);

/// <summary>One connection of a contact that is not the agent's own.</summary>
internal sealed record Party
{
    public required string ConnectionId { get; init; }
    public required PartyType Type { get; init; }
    public required bool Initial { get; init; }
    public required Endpoint Endpoint { get; init; }
    public required ConnectionStatus Status { get; init; }
    public required DateTimeOffset Since { get; init; }

    /// <summary>True while another agent, who is this party, holds us: only that agent can end it.</summary>
    public bool HeldByOther { get; init; }

    /// <summary>The other end where this party is another simulated agent.</summary>
    public PartyReference? Peer { get; init; }

    /// <summary>What the dialled party does by itself, and when.</summary>
    public PartyStep? NextStep { get; init; }
    public DateTimeOffset? NextStepAt { get; init; }

    /// <summary>How many digits were sent; which ones is kept nowhere.</summary>
    public int DigitsReceived { get; init; }

    /// <summary>A supervisor who monitors is no party of the call.</summary>
    [JsonIgnore]
    public bool IsLiving => Type != PartyType.Monitoring && Status != ConnectionStatus.Disconnected;

    /// <summary>The party in another status; what it was about to do by itself is forgotten.</summary>
    public Party In(ConnectionStatus status, Moment moment) => this with
    {
        Status = status,
        Since = status == Status ? Since : moment.Now,
        HeldByOther = false,
        NextStep = null,
        NextStepAt = null,
    };
}

/// <summary>The agent's own connection of a contact.</summary>
/// <param name="ConnectionId">Its id, never that of the contact.</param>
/// <param name="Status">Its status.</param>
/// <param name="Since">Since when.</param>
/// <param name="HeldItself">True while the agent holds himself beside two other parties.</param>
internal sealed record AgentLeg(string ConnectionId, ConnectionStatus Status, DateTimeOffset Since, bool HeldItself = false)
{
    /// <summary>The leg in another status; the time moves only where the status does.</summary>
    public AgentLeg In(ConnectionStatus status, Moment moment) =>
        this with { Status = status, Since = status == Status ? Since : moment.Now };
}
