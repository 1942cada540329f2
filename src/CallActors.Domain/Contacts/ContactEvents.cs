using System.Collections.Immutable;

namespace CallActors.Domain.Contacts;

/// <summary>What happened to a contact, one agent's share of an Amazon contact.</summary>
public abstract record ContactEvent
{
    private ContactEvent() { }

    /// <summary>
    /// The contact stands in the agent's list; legal in every state, since Connect offers the same contact again
    /// after a miss. Everything known of an earlier offer is forgotten.
    /// </summary>
    /// <param name="Connections">The ids of its connections, in the order in which they joined.</param>
    public sealed record Offered(
        string? InitialContactId, bool Outbound, ContactPhase Phase, string? QueueName, DateTimeOffset? QueueTimestamp,
        ImmutableArray<string> Connections, ContactPersonal Personal) : ContactEvent;

    /// <summary>Queue or attributes are others than before.</summary>
    public sealed record Described(string? QueueName, DateTimeOffset? QueueTimestamp, ContactPersonal Personal) : ContactEvent;

    /// <summary>A further connection joined.</summary>
    public sealed record ConnectionAdded(string ConnectionId) : ContactEvent;

    /// <summary>It rings or is dialled again; Connect may report so and a report is never refused.</summary>
    public sealed record Rang : ContactEvent;

    public sealed record Connected : ContactEvent;

    /// <summary>The call is over and not yet cleared: after-call work.</summary>
    public sealed record Ended : ContactEvent;

    public sealed record Missed : ContactEvent;

    public sealed record Rejected : ContactEvent;

    /// <summary>Gone from the agent's list.</summary>
    public sealed record Cleared : ContactEvent;

    public sealed record AnswerRequested(string RequestId) : ContactEvent;

    public sealed record RejectRequested(string RequestId) : ContactEvent;

    public sealed record ClearRequested(string RequestId) : ContactEvent;

    public sealed record ConsultRequested(string RequestId) : ContactEvent;

    public sealed record SwapRequested(string RequestId) : ContactEvent;

    public sealed record ConferenceRequested(string RequestId) : ContactEvent;

    public sealed record TransferRequested(string RequestId) : ContactEvent;
}

/// <summary>The contact's attributes, name to value: what the contact flow knows of the customer.</summary>
public sealed record ContactPersonal(ImmutableSortedDictionary<string, string> Attributes);
