using CallActors.Domain.Agents;
using CallActors.Domain.Connections;

namespace CallActors.Connect.Feeds;

/// <summary>The words of Amazon's feeds. A state that is unknown is said: to guess would show a call that is not so.</summary>
internal static class FeedWords
{
    public static bool IsVoice(string channel) => channel.Equals("VOICE", StringComparison.OrdinalIgnoreCase);

    public static bool IsMonitoring(string? initiationMethod) => Is(initiationMethod, "MONITOR");

    /// <summary>Whether the agent dialled it: a callback, or a call that a program began, is offered like one that comes in.</summary>
    public static bool IsOutbound(string? initiationMethod) => Is(initiationMethod, "OUTBOUND") || Is(initiationMethod, "EXTERNAL_OUTBOUND");

    /// <summary>Whom Amazon Connect called, or who called.</summary>
    public static ConnectionType PartyType(string? initiationMethod) =>
        IsOutbound(initiationMethod) || Is(initiationMethod, "CALLBACK") || Is(initiationMethod, "API") ? ConnectionType.Outbound : ConnectionType.Inbound;

    public static (ReportedContactState State, ConnectionStatus Party, ConnectionStatus Own) ContactState(string word, string path) =>
        word.ToUpperInvariant() switch
        {
            "INCOMING" or "PENDING" or "CONNECTING" => (ReportedContactState.Ringing, ConnectionStatus.Connecting, ConnectionStatus.Connecting),
            "CONNECTED" or "PAUSED" => (ReportedContactState.Connected, ConnectionStatus.Connected, ConnectionStatus.Connected),
            "CONNECTED_ONHOLD" => (ReportedContactState.Connected, ConnectionStatus.Hold, ConnectionStatus.Connected),
            "MISSED" => (ReportedContactState.Missed, ConnectionStatus.Disconnected, ConnectionStatus.Disconnected),
            "REJECTED" => (ReportedContactState.Rejected, ConnectionStatus.Disconnected, ConnectionStatus.Disconnected),
            "ENDED" => (ReportedContactState.Ended, ConnectionStatus.Disconnected, ConnectionStatus.Disconnected),
            "ERROR" => (ReportedContactState.Error, ConnectionStatus.Disconnected, ConnectionStatus.Disconnected),
            _ => throw new FeedException(
                $"{path} is unknown; it is to be INCOMING, PENDING, CONNECTING, CONNECTED, CONNECTED_ONHOLD, MISSED, PAUSED, REJECTED, ERROR or ENDED."),
        };

    /// <summary>The type of an agent's state in the words of Streams. Older events have none; then the name tells.</summary>
    public static string StateType(string? type, string name) => type?.ToUpperInvariant() switch
    {
        "ROUTABLE" => AgentStates.Routable,
        "OFFLINE" => AgentStates.Offline,
        null when Is(name, "Offline") => AgentStates.Offline,
        null when Is(name, "Available") => AgentStates.Routable,
        _ => AgentStates.NotRoutable,
    };

    private static bool Is(string? word, string other) => string.Equals(word, other, StringComparison.OrdinalIgnoreCase);
}
