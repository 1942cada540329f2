using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace CallActors.Simulator.Centre;

/// <summary>The queue that a contact came through.</summary>
internal sealed record CallQueue(string QueueARN, string QueueId, string Name);

/// <summary>One agent's share of a contact, with its connections.</summary>
internal sealed record Contact
{
    /// <summary>How a queued callback came about.</summary>
    public const string CallbackMethod = "callback";

    public required string ContactId { get; init; }
    public string? InitialContactId { get; init; }
    public required string InitiationMethod { get; init; }
    public required ContactStatus Status { get; init; }
    public required DateTimeOffset Since { get; init; }
    public DateTimeOffset? ConnectedAt { get; init; }
    public CallQueue? Queue { get; init; }
    public DateTimeOffset? QueuedAt { get; init; }
    public required AgentLeg Leg { get; init; }
    public required ImmutableList<Party> Parties { get; init; }
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>When the offer ends as missed if nobody answers.</summary>
    public DateTimeOffset? RingsUntil { get; init; }

    /// <summary>How a miss and a rejection are reported, where the call says so itself.</summary>
    public ContactStatus? MissedAs { get; init; }
    public ContactStatus? RejectedAs { get; init; }

    /// <summary>True where a scripted person of the floor takes this call.</summary>
    public bool Floor { get; init; }

    [JsonIgnore]
    public bool IsLiving => Status is ContactStatus.Incoming or ContactStatus.Pending
        or ContactStatus.Connecting or ContactStatus.Connected;

    /// <summary>It rings at the agent; an outbound call that dials is connecting too, but does not ring.</summary>
    [JsonIgnore]
    public bool IsRinging => IsLiving && Leg.Status == ConnectionStatus.Connecting;

    [JsonIgnore]
    public IEnumerable<Party> LivingParties => Parties.Where(party => party.IsLiving);

    /// <summary>The party with that connection id, or null.</summary>
    public Party? Party(string connectionId) => Parties.Find(party => party.ConnectionId == connectionId);

    /// <summary>The contact with one party replaced.</summary>
    public Contact With(Party party) =>
        this with { Parties = Parties.SetItem(Parties.FindIndex(known => known.ConnectionId == party.ConnectionId), party) };

    /// <summary>The contact in another status; nothing rings any more once it is final.</summary>
    public Contact In(ContactStatus status, Moment moment) => this with
    {
        Status = status,
        Since = moment.Now,
        ConnectedAt = status == ContactStatus.Connected ? moment.Now : ConnectedAt,
        RingsUntil = null,
    };

    /// <summary>Over for the agent: nobody does anything by himself any more, whoever still talks goes on elsewhere.</summary>
    public Contact Over(ContactStatus status, Moment moment) => In(status, moment) with
    {
        Leg = Leg.In(ConnectionStatus.Disconnected, moment) with { HeldItself = false },
        Parties = Parties.ConvertAll(party => party.Type == PartyType.Monitoring
            ? party.In(ConnectionStatus.Disconnected, moment)
            : party with { NextStep = null, NextStepAt = null, Peer = null }),
    };

    /// <summary>What follows by itself from the statuses of the parties: the end, and the agent's own connection.</summary>
    public Contact Settled(Moment moment)
    {
        if (!IsLiving || IsRinging)
        {
            return this;
        }

        var living = LivingParties.ToList();
        if (living.Count == 0)
        {
            return Over(ContactStatus.Ended, moment);
        }

        // A hold of oneself means something beside two parties only.
        var heldItself = Leg.HeldItself && living.Count > 1;
        var held = heldItself || living.TrueForAll(party => party.Status == ConnectionStatus.Hold);
        var leg = Leg.In(held ? ConnectionStatus.Hold : ConnectionStatus.Connected, moment) with { HeldItself = heldItself };
        var answered = Status == ContactStatus.Connecting && living.Exists(party => party.Status != ConnectionStatus.Connecting);
        return answered
            ? In(ContactStatus.Connected, moment) with { Leg = leg }
            : this with { Leg = leg };
    }
}
