using System.Text.Json.Serialization;

namespace CallActors.Simulator.Centre;

internal sealed record StateSnapshot(
    string? AgentStateARN, string Type, string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? StartTimestamp);

internal sealed record TimedState(string Type, decimal Timestamp);

internal sealed record ConnectionSnapshot(
    string ConnectionId, Endpoint? Endpoint, TimedState State, string Type, bool Initial, bool Mute);

internal sealed record AttributeSnapshot(string Name, string Value);

internal sealed record FeaturesSnapshot(bool MultiPartyConferenceEnabled);

internal sealed record ContactSnapshot(
    string ContactId, string? InitialContactId, string Type, TimedState State, CallQueue? Queue, decimal? QueueTimestamp,
    IReadOnlyList<ConnectionSnapshot> Connections, IReadOnlyDictionary<string, AttributeSnapshot> Attributes,
    string InitiationMethod, FeaturesSnapshot ContactFeatures);

/// <summary>What Streams shows of an agent; times are epoch seconds with milliseconds as fraction.</summary>
internal sealed record AgentSnapshot(
    decimal SnapshotTimestamp, StateSnapshot State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StateSnapshot? NextState,
    IReadOnlyList<ContactSnapshot> Contacts)
{
    /// <summary>The snapshot of an agent, taken at that time.</summary>
    public static AgentSnapshot Of(Agent agent, long takenAtMilliseconds) => new(
        takenAtMilliseconds / 1000m,
        new StateSnapshot(agent.Shown.AgentStateARN, agent.Shown.Type, agent.Shown.Name, Seconds(agent.ShownSince)),
        agent.Next is { } next ? new StateSnapshot(next.AgentStateARN, next.Type, next.Name, null) : null,
        [.. agent.Contacts.Select(Of)]);

    private static ContactSnapshot Of(Contact contact) => new(
        contact.ContactId, contact.InitialContactId,
        contact.InitiationMethod == Contact.CallbackMethod ? "queue_callback" : "voice",
        new TimedState(CentreJson.Word(contact.Status), Seconds(contact.Since)),
        contact.Queue, contact.QueuedAt is { } queuedAt ? Seconds(queuedAt) : null,
        [Of(contact.Leg), .. contact.Parties.Select(Of)],
        contact.Attributes.ToDictionary(pair => pair.Key, pair => new AttributeSnapshot(pair.Key, pair.Value)),
        contact.InitiationMethod, new FeaturesSnapshot(false));

    private static ConnectionSnapshot Of(AgentLeg leg) => new(
        leg.ConnectionId, null, new TimedState(CentreJson.Word(leg.Status), Seconds(leg.Since)), "agent", false, false);

    private static ConnectionSnapshot Of(Party party) => new(
        party.ConnectionId, party.Endpoint, new TimedState(CentreJson.Word(party.Status), Seconds(party.Since)),
        CentreJson.Word(party.Type), party.Initial, false);

    private static decimal Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000m;
}
