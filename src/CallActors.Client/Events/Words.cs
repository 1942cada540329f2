using System.Text.Json.Serialization;
using CallActors.Client.Wire;

namespace CallActors.Client;

/// <summary>How a connection reads.</summary>
[JsonConverter(typeof(WordConverter<ConnectionStatus>))]
public enum ConnectionStatus
{
    /// <summary>A word that this version of the client does not know.</summary>
    Unknown,

    /// <summary>Rings in, or is dialled.</summary>
    Connecting,

    /// <summary>Talks.</summary>
    Connected,

    /// <summary>On hold. The agent's own reads so while every living party is.</summary>
    Hold,

    /// <summary>Gone, or the contact is over.</summary>
    Disconnected,
}

/// <summary>Whose a connection is.</summary>
[JsonConverter(typeof(WordConverter<ConnectionType>))]
public enum ConnectionType
{
    /// <summary>A word that this version of the client does not know.</summary>
    Unknown,

    /// <summary>The agent's own.</summary>
    Agent,

    /// <summary>A party that called in.</summary>
    Inbound,

    /// <summary>A party that was dialled.</summary>
    Outbound,

    /// <summary>What a supervisor listens to, in his own session.</summary>
    Monitoring,
}

/// <summary>What is told of a call: the status while the contact lives, then how it ended.</summary>
[JsonConverter(typeof(WordConverter<CallWord>))]
public enum CallWord
{
    /// <summary>A word that this version of the client does not know.</summary>
    Unknown,

    /// <summary>Rings in, or is dialled.</summary>
    Connecting,

    /// <summary>Talks.</summary>
    Connected,

    /// <summary>On hold.</summary>
    Hold,

    /// <summary>This party is gone, the contact lives.</summary>
    Disconnected,

    /// <summary>The contact is over and not yet cleared: after-call work (<c>ACW</c>).</summary>
    AfterCallWork,

    /// <summary>The contact was not answered.</summary>
    Missed,

    /// <summary>The contact was rejected.</summary>
    Rejected,

    /// <summary>The contact is cleared, and gone from the agent's list.</summary>
    Dropped,
}
