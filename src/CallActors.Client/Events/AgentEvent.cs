using System.Text.Json;
using System.Text.Json.Serialization;
using CallActors.Client.Wire;

namespace CallActors.Client;

/// <summary>Something that an agent's apps are told. Which cases there are is closed but for <see cref="Other"/>.</summary>
public abstract record AgentEvent
{
    private AgentEvent() { }

    /// <summary>Whose event it is.</summary>
    public required string AgentId { get; init; }

    /// <summary>Its place in the order of all; null on an event that stands in the outcome of a command.</summary>
    public EventMeta? Meta { get; init; }

    /// <summary>
    /// The revision up to which all was told with this event: what a service keeps, to go on after it next time. Null in
    /// the middle of a change, and in an outcome.
    /// </summary>
    public long? ResumeAfter => Meta is { } meta && meta.Part == meta.Parts ? meta.Revision : null;

    /// <summary>Reads an envelope that came another way than over a socket of the client, such as in a message of CallActors.Contracts.</summary>
    /// <param name="agentId">Whose event it is.</param>
    /// <param name="envelope">As docs/messages.md has it. One of another form is read as <see cref="Other"/>.</param>
    /// <exception cref="JsonException">It is no envelope at all.</exception>
    public static AgentEvent Read(string agentId, JsonElement envelope) =>
        EventReader.Read(agentId, envelope.Deserialize(WireJson.OnWire.EventEnvelope) ?? throw new JsonException("The envelope is null."));

    /// <summary>One connection of a call is told as it is now.</summary>
    /// <param name="Connection">The connection that the event is about.</param>
    /// <param name="Word">Its status while the contact lives, then how the contact ended.</param>
    /// <param name="Attributes">The contact's attributes.</param>
    /// <param name="QueueName">Null for a call that came through no queue.</param>
    /// <param name="QueueTimestamp">Since when it was in the queue.</param>
    public sealed record CallChanged(
        Connection Connection, CallWord Word, IReadOnlyDictionary<string, string> Attributes, string? QueueName, DateTimeOffset? QueueTimestamp)
        : AgentEvent;

    /// <summary>
    /// Every connection of every open contact, in place of all that was known of calls. It comes first, and whenever what
    /// was missed cannot be told any more.
    /// </summary>
    /// <param name="Connections">Contact by contact, the agent's own first.</param>
    /// <param name="Attributes">Those of the newest connected contact, else of the newest one.</param>
    /// <param name="QueueName">Likewise.</param>
    /// <param name="QueueTimestamp">Likewise.</param>
    public sealed record CallsSynced(
        IReadOnlyList<Connection> Connections, IReadOnlyDictionary<string, string> Attributes, string? QueueName, DateTimeOffset? QueueTimestamp)
        : AgentEvent;

    /// <summary>Who the agent is and in which state. It follows each <see cref="CallsSynced"/>.</summary>
    /// <param name="IsLoggedIn">Whether the agent is logged in; else the rest is null.</param>
    /// <param name="Profile">Who he is.</param>
    /// <param name="State">His state; null before any was told.</param>
    /// <param name="Buttons">What can be asked of him now.</param>
    public sealed record AgentSynced(bool IsLoggedIn, AgentProfile? Profile, AgentState? State, AgentButtons? Buttons) : AgentEvent;

    /// <summary>The answer to a Login.</summary>
    /// <param name="Profile">Who he is.</param>
    /// <param name="State">His state; null before any was told.</param>
    /// <param name="Buttons">What can be asked of him now.</param>
    public sealed record LoggedIn(AgentProfile? Profile, AgentState? State, AgentButtons? Buttons) : AgentEvent;

    /// <summary>The agent is offline.</summary>
    public sealed record LoggedOut : AgentEvent;

    /// <summary>The agent's state, or whether he is muted, as it is now.</summary>
    /// <param name="State">His state.</param>
    /// <param name="Name">Who he is.</param>
    /// <param name="LoginName">As he logs in.</param>
    /// <param name="IsMuted">Whether his microphone is muted.</param>
    /// <param name="Buttons">What can be asked of him now.</param>
    /// <param name="Choices">The states to choose from; only in the answer to GetStates.</param>
    public sealed record AgentStateChanged(
        AgentState? State, string? Name, string? LoginName, bool IsMuted, AgentButtons Buttons, IReadOnlyList<AgentState>? Choices) : AgentEvent;

    /// <summary>The agent's state once more, in the words of Amazon's own panel.</summary>
    /// <param name="Name">The state's name.</param>
    /// <param name="Type">The state's type.</param>
    public sealed record CcpAgentState(string? Name, string? Type) : AgentEvent;

    /// <summary>Whom the agent may consult or call directly.</summary>
    /// <param name="Endpoints">All of them.</param>
    public sealed record DirectConnects(IReadOnlyList<DirectConnect> Endpoints) : AgentEvent;

    /// <summary>A command that was accepted failed, whoever asked for it.</summary>
    /// <param name="Error">Why.</param>
    public sealed record Failed(CallError Error) : AgentEvent;

    /// <summary>An event of which this version of the client does not know more.</summary>
    /// <param name="Topic">Its topic.</param>
    /// <param name="Subtopic">Its subtopic.</param>
    /// <param name="Envelope">The whole of it.</param>
    public sealed record Other(string Topic, string Subtopic, JsonElement Envelope) : AgentEvent;
}

/// <summary>Where an event stands in the order of all events of its agent.</summary>
/// <param name="Revision">The number of the change. It grows, and is the same for all apps, on every node and after every restart.</param>
/// <param name="Previous">The revision that was told before; null in what answers one app alone.</param>
/// <param name="Part">Which of the change's events it is, from 1; null in what answers one app alone.</param>
/// <param name="Parts">How many events the change has.</param>
/// <param name="RequestId">The command that ended with this change, or that is answered.</param>
/// <param name="At">When the change was journaled.</param>
/// <param name="Bridge"><c>attached</c> or <c>lost</c>.</param>
public sealed record EventMeta(
    [property: JsonPropertyName("revision")] long Revision,
    [property: JsonPropertyName("previous")] long? Previous,
    [property: JsonPropertyName("part")] int? Part,
    [property: JsonPropertyName("parts")] int? Parts,
    [property: JsonPropertyName("requestId")] string? RequestId,
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("bridge")] string? Bridge)
{
    /// <summary>Whether commands can be carried out at all: the agent's bridge is connected.</summary>
    [JsonIgnore]
    public bool IsBridgeAttached => Bridge == "attached";
}
