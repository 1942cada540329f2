using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using static CallActors.Domain.Connections.ConnectionStatus;

namespace CallActors.Domain.Tests.Model;

/// <summary>One contact of the agent in the contact centre, as it really is.</summary>
/// <param name="offer">How often the id was offered before: the agent's own connection is another each time.</param>
internal sealed class CentreContact(string id, int offer, bool outbound, DateTimeOffset since)
{
    private bool isAgentAway;
    private int thirds;

    public string Id { get; } = id;

    public int Offer { get; } = offer;

    public bool Outbound { get; } = outbound;

    /// <summary>In a supervisor's own session: the call that he hears.</summary>
    public bool IsMonitored { get; private init; }

    public ReportedContactState State { get; private set; } = ReportedContactState.Ringing;

    public DateTimeOffset Since { get; private set; } = since;

    public List<Leg> Legs { get; } = [];

    public bool IsLiving => State is ReportedContactState.Ringing or ReportedContactState.Connected;

    public Leg Own => Legs.Single(leg => leg.Role == LegRole.Own);

    public IEnumerable<Leg> Parties => Legs.Where(leg => leg.IsParty && leg.IsLiving);

    /// <summary>The caller is connected since he waits in the queue.</summary>
    public static CentreContact RingingIn(string id, int offer, DateTimeOffset at) =>
        new CentreContact(id, offer, false, at)
            .With(LegRole.Own, ConnectionType.Agent, Connecting, at).With(LegRole.First, ConnectionType.Inbound, Connected, at.AddSeconds(-30));

    public static CentreContact Dialled(string id, int offer, DateTimeOffset at) =>
        new CentreContact(id, offer, true, at).With(LegRole.Own, ConnectionType.Agent, Connected, at).With(LegRole.First, ConnectionType.Outbound, Connecting, at);

    public static CentreContact Monitored(string id, int offer, DateTimeOffset at) =>
        new CentreContact(id, offer, false, at) { State = ReportedContactState.Connected, IsMonitored = true }
            .With(LegRole.Own, ConnectionType.Monitoring, Connected, at).With(LegRole.First, ConnectionType.Inbound, Connected, at);

    public void Answered(DateTimeOffset at, bool isCallback)
    {
        Become(ReportedContactState.Connected, at);
        Own.Become(Connected, at);
        foreach (var party in Parties)
        {
            party.Become(isCallback ? Connecting : Connected, at);
        }
    }

    public void Become(ReportedContactState state, DateTimeOffset at) => (State, Since) = (state, at);

    /// <param name="isQuiet">Whether the connections read active for ever after, as Connect may leave them.</param>
    public void End(ReportedContactState state, DateTimeOffset at, bool isQuiet)
    {
        Become(state, at);
        if (!isQuiet)
        {
            Legs.ForEach(leg => leg.Become(Disconnected, at));
        }
    }

    public void Consult(DateTimeOffset at, ConnectionStatus status)
    {
        Parties.First().Become(Hold, at);
        thirds++;
        Legs.Add(new Leg($"{Id}-third-{Offer}-{thirds}", LegRole.Third, ConnectionType.Outbound, status, at));
        Settle(at);
    }

    /// <summary>A party is gone; Connect shows it disconnected or no more. With the last party the contact ends.</summary>
    public void Lose(Leg leg, DateTimeOffset at, bool isShown)
    {
        leg.Become(Disconnected, at);
        if (!isShown)
        {
            Legs.Remove(leg);
        }

        if (!Parties.Any())
        {
            End(ReportedContactState.Ended, at, isQuiet: isShown);
        }

        Settle(at);
    }

    public void Hear(DateTimeOffset at) => Legs.Add(new Leg($"{Id}-supervisor-{Offer}", LegRole.Supervisor, ConnectionType.Monitoring, Connected, at));

    public void Swap(DateTimeOffset at)
    {
        foreach (var party in Parties.ToArray())
        {
            party.Become(party.Status == Hold ? Connected : party.Status == Connected ? Hold : party.Status, at);
        }

        Settle(at);
    }

    public void Conference(DateTimeOffset at)
    {
        foreach (var party in Parties)
        {
            party.Become(Connected, at);
        }

        Settle(at);
    }

    public void SetAway(bool isAway, DateTimeOffset at)
    {
        isAgentAway = isAway;
        Settle(at);
    }

    /// <summary>The agent's own connection reads hold when everyone is on hold, and when he went himself.</summary>
    public void Settle(DateTimeOffset at)
    {
        if (State == ReportedContactState.Connected && Own.IsLiving && !IsMonitored)
        {
            var isAlone = Parties.Any() && Parties.All(party => party.Status == Hold);
            isAgentAway &= !isAlone;
            Own.Become(isAlone || isAgentAway ? Hold : Connected, at);
        }
    }

    public ContactReport Report() =>
        new(Id, null, State, Since, Outbound, "Support", null, null, [.. Legs.Select(leg => leg.Report())]);

    private CentreContact With(LegRole role, ConnectionType type, ConnectionStatus status, DateTimeOffset at)
    {
        Legs.Add(new Leg(role == LegRole.First ? Id : $"{Id}-own-{Offer}", role, type, status, at));
        return this;
    }
}
