using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallActors.Contracts;

/// <summary>What a service says to an agent, or hears of it. It is brought to wherever the agent's calls are.</summary>
public interface IAgentMessage
{
    /// <summary>Whose calls.</summary>
    string AgentId { get; }
}

/// <summary>
/// Asks something for a service. It is answered with <see cref="AskAnswered"/>; where that does not come it is sent again, with
/// the same request id: however often it comes it is done once.
/// </summary>
/// <param name="AgentId">Of whom.</param>
/// <param name="Request">
/// The envelope of docs/messages.md: <c>channel</c>, <c>topic</c>, <c>subtopic</c>, <c>source</c>, <c>data</c> and, not to be
/// left out here, <c>requestId</c>.
/// </param>
public sealed record AskAgent(string AgentId, JsonElement Request) : IAgentMessage
{
    /// <summary>Without the data, which may be a number or digits.</summary>
    public override string ToString() => $"{nameof(AskAgent)} {AgentId}";
}

/// <summary>What became of a request at first.</summary>
/// <param name="AgentId">Of whom it was asked.</param>
/// <param name="Answer">Whether it is on its way.</param>
/// <param name="RequestId">Which request; null where it had none that can be read.</param>
/// <param name="Event">The envelope that says why it was refused, or that answers it; null for one that is on its way.</param>
public sealed record AskAnswered(string AgentId, AskedAnswer Answer, string? RequestId = null, JsonElement? Event = null) : IAgentMessage
{
    /// <summary>Without the envelope, which may hold numbers and names.</summary>
    public override string ToString() => $"{nameof(AskAnswered)} {AgentId} {RequestId} {Answer}";
}

/// <summary>What became of a request at first.</summary>
[JsonConverter(typeof(AnswerWord))]
public enum AskedAnswer
{
    /// <summary>A word that this version does not know.</summary>
    Unknown,

    /// <summary>It is durable and on its way to Amazon Connect; <see cref="AskEnded"/> follows.</summary>
    Accepted,

    /// <summary>The event says what was asked for, or for a request that came before, the agent's calls now.</summary>
    Answered,

    /// <summary>Nothing was done, or it had failed before; the event says why.</summary>
    Refused,
}

/// <summary>
/// How a request ended that was accepted. It is told to whoever asked, and not made good where the agent's actor moved
/// meanwhile: to ask again with the same request id says it as well.
/// </summary>
/// <param name="AgentId">Of whom it was asked.</param>
/// <param name="RequestId">Which request.</param>
/// <param name="Events">What all apps were told with it; none where nothing shows.</param>
/// <param name="Error">
/// The envelope of the error; null where Amazon Connect did it. Its type JOURNAL_UNAVAILABLE says that the end could not be
/// journaled within 2 s after the deadline: ask again with the same id to hear it.
/// </param>
public sealed record AskEnded(string AgentId, string RequestId, IReadOnlyList<JsonElement> Events, JsonElement? Error = null) : IAgentMessage
{
    /// <summary>Without the events, which hold numbers and names.</summary>
    public override string ToString() => $"{nameof(AskEnded)} {AgentId} {RequestId}";
}

/// <summary>
/// The sender wants to be told everything of an agent until it stops. Sent again it says how far the sender is: what it
/// missed is told again.
/// </summary>
/// <param name="AgentId">Whom to follow.</param>
/// <param name="After">The last revision that the sender was told; null for what is true now, and what comes.</param>
public sealed record FollowAgent(string AgentId, long? After = null) : IAgentMessage;

/// <summary>The sender wants to be told no more.</summary>
/// <param name="AgentId">Whom it followed.</param>
public sealed record UnfollowAgent(string AgentId) : IAgentMessage;

/// <summary>
/// The receiver follows. The sender is to be watched: when it stops, the agent's actor is about to be elsewhere, and
/// <see cref="FollowAgent"/> finds it there.
/// </summary>
/// <param name="AgentId">Whom it follows.</param>
/// <param name="Revision">Up to here it was told everything, or the state stands for it.</param>
/// <param name="State">The envelope <c>StateSync</c> with <c>meta</c>, where what was missed cannot be told; else null.</param>
public sealed record AgentFollowed(string AgentId, long Revision, JsonElement? State = null) : IAgentMessage
{
    /// <summary>Without the state, which holds numbers and names.</summary>
    public override string ToString() => $"{nameof(AgentFollowed)} {AgentId} {Revision}";
}

/// <summary>One change, as all apps of the agent are told it.</summary>
/// <param name="AgentId">Whose.</param>
/// <param name="Revision">It only grows, and is the same wherever it is told and however often.</param>
/// <param name="Previous">The revision that was told before; who was not told that one missed something.</param>
/// <param name="Events">Envelopes with <c>meta</c>, in their order.</param>
public sealed record ToldOfAgent(string AgentId, long Revision, long Previous, IReadOnlyList<JsonElement> Events) : IAgentMessage
{
    /// <summary>Without the events, which hold numbers and names.</summary>
    public override string ToString() => $"{nameof(ToldOfAgent)} {AgentId} {Revision}";
}

/// <summary>Asks a node for the agents that were ever seen.</summary>
public sealed record ListAgents;

/// <summary>The agents that were ever seen.</summary>
/// <param name="AgentIds">By id.</param>
public sealed record AgentsListed(IReadOnlyList<string> AgentIds);
