using static CallActors.Domain.Connections.ConnectionEvent;

namespace CallActors.Domain.Connections;

public enum ConnectionStatus
{
    Connecting,
    Connected,
    Hold,
    Disconnected,
}

public enum ConnectionType
{
    Agent,
    Inbound,
    Outbound,

    /// <summary>A supervisor who listens or barges in; never a party of the call.</summary>
    Monitoring,
}

/// <summary>One connection of one contact: the agent's own, a party's or a supervisor's.</summary>
public abstract record Connection
{
    private Connection() { }

    public static Connection Initial { get; } = new Unseen();

    public sealed record Unseen : Connection;

    /// <param name="Party">Who it is; this does not change with the status.</param>
    /// <param name="Status">As agents are shown it (docs/messages.md), not always as Connect says it.</param>
    /// <param name="Previous">The last other status, null where there was none.</param>
    /// <param name="Since">Connect's time of the status.</param>
    public sealed record Seen(Party Party, ConnectionStatus Status, ConnectionStatus? Previous, DateTimeOffset Since) : Connection
    {
        public bool IsLiving => Status != ConnectionStatus.Disconnected;

        /// <summary>Neither the agent nor a supervisor who monitors.</summary>
        public bool IsParty => Party.Type is not (ConnectionType.Agent or ConnectionType.Monitoring);

        /// <summary>A party that is not the first: whom the agent consults.</summary>
        public bool IsThirdParty => IsParty && !Party.Initial;

        /// <summary>Whether anyone was ever through on it, as far as its last two statuses tell.</summary>
        public bool WasConnected => IsThrough(Status) || (Previous is { } previous && IsThrough(previous));

        internal Seen To(ConnectionStatus status, DateTimeOffset at) => this with { Status = status, Previous = Status, Since = at };

        private static bool IsThrough(ConnectionStatus status) => status is ConnectionStatus.Connected or ConnectionStatus.Hold;
    }

    /// <summary>Folds one event.</summary>
    /// <exception cref="ImpossibleEventException">The event cannot follow on this state.</exception>
    public static Connection Evolve(Connection state, string connectionId, ConnectionEvent happened) => (state, happened) switch
    {
        (_, Joined e) => new Seen(
            new Party(connectionId, e.ContactId, e.Type, e.Initial, e.Personal.PhoneNumber), e.Status, null, e.At),
        (Seen s, Identified e) => s with { Party = s.Party with { PhoneNumber = e.Personal.PhoneNumber } },
        (Seen { Status: ConnectionStatus.Connected or ConnectionStatus.Hold } s, Rang e) => s.To(ConnectionStatus.Connecting, e.At),
        (Seen { Status: ConnectionStatus.Connecting } s, Connected e) => s.To(ConnectionStatus.Connected, e.At),
        (Seen { Status: ConnectionStatus.Connecting or ConnectionStatus.Connected } s, Held e) => s.To(ConnectionStatus.Hold, e.At),
        (Seen { Status: ConnectionStatus.Hold } s, Resumed e) => s.To(ConnectionStatus.Connected, e.At),
        (Seen { IsLiving: true } s, Disconnected e) => s.To(ConnectionStatus.Disconnected, e.At),
        (Seen { Status: ConnectionStatus.Connected } s, HoldRequested) => s,
        (Seen { Status: ConnectionStatus.Hold } s, ResumeRequested) => s,
        (Seen { IsLiving: true } s, DisconnectRequested or DigitsRequested) => s,
        _ => throw new ImpossibleEventException(state, happened),
    };

    /// <summary>What follows for this connection when it now reads otherwise; empty where nothing changed.</summary>
    /// <param name="now">How it reads now.</param>
    /// <param name="at">Connect's time of the change.</param>
    public static IEnumerable<ConnectionEvent> Observe(Connection state, ConnectionReading now, DateTimeOffset at)
    {
        if (state is not Seen seen || seen.Party.ContactId != now.ContactId || (!seen.IsLiving && now.Status != ConnectionStatus.Disconnected))
        {
            yield return new Joined(now.ContactId, now.Type, now.Initial, now.Status, at, new PartyPersonal(now.PhoneNumber));
            yield break;
        }

        if (now.PhoneNumber is not null && now.PhoneNumber != seen.Party.PhoneNumber)
        {
            yield return new Identified(new PartyPersonal(now.PhoneNumber));
        }

        if (now.Status != seen.Status)
        {
            yield return now.Status switch
            {
                ConnectionStatus.Connecting => new Rang(at),
                ConnectionStatus.Connected when seen.Status == ConnectionStatus.Hold => new Resumed(at),
                ConnectionStatus.Connected => new Connected(at),
                ConnectionStatus.Hold => new Held(at),
                ConnectionStatus.Disconnected => new Disconnected(at),
                _ => throw new ArgumentOutOfRangeException(nameof(now), now.Status, "not a status"),
            };
        }
    }
}

/// <summary>Who is on a connection.</summary>
/// <param name="Initial">The contact's first connection, whose id equals the contact id (docs/amazon-connect.md).</param>
public sealed record Party(string ConnectionId, string ContactId, ConnectionType Type, bool Initial, string? PhoneNumber);

/// <summary>How a connection reads in a report, in the statuses that agents are shown.</summary>
public sealed record ConnectionReading(
    string ConnectionId, string ContactId, ConnectionType Type, bool Initial, string? PhoneNumber, ConnectionStatus Status);
