using CallActors.Domain.Agents;
using CallActors.Domain.Connections;

namespace CallActors.Connect.Bridge;

/// <summary>The words of Streams for states and types. One that is unknown is said: to guess would show a call that is not so.</summary>
internal static class StreamsWords
{
    public static ReportedContactState ContactState(string word, JsonPath path) => word.ToLowerInvariant() switch
    {
        "init" or "incoming" or "pending" or "connecting" => ReportedContactState.Ringing,
        "connected" or "paused" => ReportedContactState.Connected,
        "missed" => ReportedContactState.Missed,
        "rejected" => ReportedContactState.Rejected,
        "ended" => ReportedContactState.Ended,
        "error" => ReportedContactState.Error,
        _ => throw new BridgeFrameException($"{path}.state.type is unknown; it is to be a state of a contact in Streams, such as connecting, connected or ended."),
    };

    public static ConnectionStatus ConnectionStatus(string word, JsonPath path) => word.ToLowerInvariant() switch
    {
        "init" or "connecting" => Domain.Connections.ConnectionStatus.Connecting,
        "connected" or "silent_monitor" or "barge" => Domain.Connections.ConnectionStatus.Connected,
        "hold" => Domain.Connections.ConnectionStatus.Hold,
        "disconnected" => Domain.Connections.ConnectionStatus.Disconnected,
        _ => throw new BridgeFrameException($"{path}.state.type is unknown; it is to be init, connecting, connected, hold, disconnected, silent_monitor or barge."),
    };

    public static ConnectionType ConnectionType(string word, JsonPath path) => word.ToLowerInvariant() switch
    {
        "agent" => Domain.Connections.ConnectionType.Agent,
        "inbound" => Domain.Connections.ConnectionType.Inbound,
        "outbound" => Domain.Connections.ConnectionType.Outbound,
        "monitoring" => Domain.Connections.ConnectionType.Monitoring,
        _ => throw new BridgeFrameException($"{path}.type is unknown; it is to be agent, inbound, outbound or monitoring."),
    };
}
