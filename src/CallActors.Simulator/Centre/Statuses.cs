namespace CallActors.Simulator.Centre;

/// <summary>What Amazon Connect says of one connection.</summary>
internal enum ConnectionStatus
{
    Connecting,
    Connected,
    Hold,
    Disconnected,
    SilentMonitor,
    Barge,
}

/// <summary>What Amazon Connect says of one agent's share of a contact.</summary>
internal enum ContactStatus
{
    Incoming,
    Pending,
    Connecting,
    Connected,
    Missed,
    Error,
    Ended,
    Rejected,
}

/// <summary>How a party that is not the agent came into the call.</summary>
internal enum PartyType
{
    Inbound,
    Outbound,
    Monitoring,
}

/// <summary>What a dialled party does by itself when its time has come.</summary>
internal enum PartyStep
{
    Answer,
    Refuse,
    GiveUp,
}
