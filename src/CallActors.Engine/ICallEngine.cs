using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;
using CallActors.Engine.Wire;

namespace CallActors.Engine;

/// <summary>
/// What the edge knows of the engine, and all that it knows: the same promises whether the actors are the embedded
/// ones or Akka.NET's (docs/design.md, "The contract"). Nothing is told or answered before it is durable.
/// </summary>
public interface ICallEngine
{
    /// <summary>How long the journal has not answered; zero while it does, and where it is a file of this node.</summary>
    TimeSpan JournalOutFor { get; }

    /// <summary>How long a request has: then it is failed, unless its end cannot be journaled.</summary>
    TimeSpan Deadline { get; }

    /// <summary>Asks something of Amazon Connect for an app. Answers as soon as it is refused, or journaled as accepted.</summary>
    ValueTask<AskAnswer> AskAsync(string agentId, Ask ask, CancellationToken cancellation);

    /// <summary>
    /// What is true of an agent now; the initial picture at revision 0 for an agent never seen. The apps here were told
    /// what it stands for before it is given.
    /// </summary>
    /// <exception cref="Journal.JournalUnavailableException">The agent is not in memory and cannot be read.</exception>
    ValueTask<AgentView> ViewAsync(string agentId, CancellationToken cancellation);

    /// <summary>
    /// From now on <paramref name="tell"/> is called with every broadcast of the agent, in the order of revisions,
    /// each once. It must not block: whoever is slow must say so himself and dispose.
    /// </summary>
    /// <param name="after">Gives what was told after this revision first; null for nothing.</param>
    ValueTask<Subscription> SubscribeAsync(string agentId, long? after, Action<Told> tell, CancellationToken cancellation);

    /// <summary>The agents that were ever seen, by id.</summary>
    ValueTask<IReadOnlyList<AgentSummary>> AgentsAsync(CancellationToken cancellation);

    /// <summary>A bridge said hello. Answers its attachment once that is durable.</summary>
    ValueTask<string> AttachAsync(BridgeHello hello, BridgeLink link, CancellationToken cancellation);

    /// <summary>A bridge is gone; repeating it, or naming an unknown attachment, does nothing.</summary>
    ValueTask DetachAsync(string agentId, string attachment, CancellationToken cancellation);

    /// <summary>
    /// Amazon's API is there: from now on it carries what it can of what agents without a bridge are asked, and is told
    /// what it alone can find out. Once for a node.
    /// </summary>
    void AttachApi(ApiLink link);

    /// <summary>A contact's attributes, where no bridge tells them. Returns when what follows is durable.</summary>
    ValueTask TellAttributesAsync(string agentId, string contactId, IReadOnlyDictionary<string, string> attributes, CancellationToken cancellation);

    /// <summary>What Connect tells of an agent. Returns when all that follows from it is durable.</summary>
    ValueTask ReportAsync(string agentId, AgentReport report, CancellationToken cancellation);

    /// <summary>The bridge's answer to a request; null for ok.</summary>
    ValueTask AnswerAsync(string agentId, string requestId, ConnectError? error, CancellationToken cancellation);

    /// <summary>The states that the agent may choose from, as the bridge tells them.</summary>
    ValueTask TellStatesAsync(string agentId, IReadOnlyList<AgentState> states, CancellationToken cancellation);

    /// <summary>Whom the agent may consult or call directly, as the bridge tells them.</summary>
    ValueTask TellEndpointsAsync(string agentId, IReadOnlyList<Endpoint> endpoints, CancellationToken cancellation);
}

/// <summary>What a bridge says first.</summary>
/// <param name="AgentId">The last part of the agent's ARN.</param>
public sealed record BridgeHello(string AgentId, string? AgentArn, string Username, string Name, string? BridgeVersion);

/// <summary>The way to a connected bridge. No call may block.</summary>
/// <param name="Send">Writes a request to the bridge's socket, once, with how long the bridge has for it.</param>
/// <param name="Standby">Tells it that a newer bridge of the agent is attached.</param>
/// <param name="Lose">Ends it: it counts as lost and is to come again. Null where nothing follows from that.</param>
/// <param name="Attach">Tells one that stood by that it is attached again, now that the newer one is gone.</param>
public sealed record BridgeLink(Action<BridgeRequest, TimeSpan> Send, Action Standby, Action? Lose = null, Action? Attach = null);

/// <summary>The way to Amazon's API. No call may block. Each is called by the node that journaled it, after its commit.</summary>
/// <param name="Send">Sends a request of an agent, once, with how long it has.</param>
/// <param name="BridgeLost">The last bridge of an agent is gone: what happens meanwhile only the feeds tell.</param>
/// <param name="Offered">An agent without a bridge has a contact whose attributes are not known.</param>
/// <param name="StatesUnknown">An agent without a bridge is in a state, and nobody has told which there are to choose from.</param>
/// <param name="Lead">
/// This node is the one that puts all agents right: at its start where it is alone, else when it begins to lead the others.
/// </param>
public sealed record ApiLink(
    Action<string, BridgeRequest, TimeSpan> Send, Action<string> BridgeLost, Action<string, Contact.Seen> Offered,
    Action<string> StatesUnknown, Action Lead)
{
    /// <summary>Tells what it alone can find out: what nobody reports of an agent without a bridge.</summary>
    /// <param name="picture">The agent after what happened.</param>
    internal void Tell(string agentId, Picture picture, IReadOnlyList<Happened> happened)
    {
        if (picture.Session.Attached is not null)
        {
            return;
        }

        if (happened.Any(each => each is Happened.ToAgent { Fact: AgentFact.BridgeDetached }))
        {
            BridgeLost(agentId);
        }

        if (picture.Session.States.IsEmpty && happened.Any(each => each is Happened.ToAgent { Fact: AgentFact.StateChanged }))
        {
            StatesUnknown(agentId);
        }

        foreach (var offered in happened.OfType<Happened.ToContact>().Where(each => each.Event is ContactEvent.Offered))
        {
            if (picture.Find(offered.ContactId)?.Contact is { Attributes.IsEmpty: true } contact)
            {
                Offered(agentId, contact);
            }
        }
    }
}

/// <summary>An agent's picture and the revision that it stands for.</summary>
/// <param name="At">When the change with that revision was journaled.</param>
public sealed record AgentView(string AgentId, long Revision, DateTimeOffset At, Picture Picture)
{
    public bool IsKnown => Revision > 0;

    public bool IsBridgeAttached => Picture.Session.Attached is not null;

    /// <summary>As small as can be, for lists of all agents: without the requests that ended.</summary>
    internal AgentView WithoutRecent => this with
    {
        Picture = Picture with { Session = Picture.Session with { Recent = RecentRequests.Empty } },
    };
}

/// <summary>One change as all apps of the agent are told it.</summary>
/// <param name="Previous">The revision that was told before this one, 0 for the first.</param>
/// <param name="RequestId">The request that ended with this change, if one did.</param>
/// <param name="Parts">The events, each a whole envelope as UTF-8 JSON without <c>meta</c>; never empty.</param>
public sealed record Told(
    string AgentId, long Revision, long Previous, DateTimeOffset At, string? RequestId, bool IsBridgeAttached,
    IReadOnlyList<ReadOnlyMemory<byte>> Parts);

/// <summary>Broadcasts from a revision on. Disposing ends them.</summary>
/// <param name="View">The agent at the moment of subscribing: later broadcasts have greater revisions.</param>
/// <param name="Missed">What was told after the revision asked for, up to the view; null where that is too old to give.</param>
public sealed record Subscription(AgentView View, IReadOnlyList<Told>? Missed, Action End) : IDisposable
{
    public void Dispose() => End();
}

/// <summary>What became of an app's request at first.</summary>
public abstract record AskAnswer
{
    private AskAnswer() { }

    /// <summary>Journaled, and on its way to Amazon Connect.</summary>
    /// <param name="Outcome">Completes with the change that ends the request.</param>
    public sealed record Accepted(string RequestId, Task<AskOutcome> Outcome) : AskAnswer;

    public sealed record Refused(WireError Error) : AskAnswer;

    /// <summary>It was asked before: how it ended, null where it succeeded or is still outstanding; and the state now.</summary>
    /// <param name="Outcome">Completes with the change that ends it; null where it has ended.</param>
    public sealed record Repeated(WireError? Error, AgentView View, Task<AskOutcome>? Outcome = null) : AskAnswer;

    internal static AskAnswer TooManyWait(int capacity) =>
        new Refused(WireError.TooMany($"{capacity} messages of this agent are waiting already: ask again later."));

    /// <summary>Puts what was decided into the words of the contract.</summary>
    /// <param name="outcomeOf">Gives what completes with the end of a request that was accepted.</param>
    internal static AskAnswer Of(Decision decision, Ask ask, AgentView view, Func<string, Task<AskOutcome>> outcomeOf) => decision switch
    {
        Decision.Change => new Accepted(ask.RequestId, outcomeOf(ask.RequestId)),
        Decision.Repeated { First: var first } => new Repeated(
            first.Failure is { } text ? EventWriter.ErrorOf(first.Request, text) : null, view,
            view.Picture.Session.Outstanding?.RequestId == ask.RequestId ? outcomeOf(ask.RequestId) : null),
        Decision.Refused { Kind: RefusalKind.Malformed } refused => new Refused(WireError.Malformed(refused.Text)),
        Decision.Refused { Kind: RefusalKind.StateNotFound } refused => new Refused(WireError.StateNotFound(refused.Text)),
        Decision.Refused refused => new Refused(WireError.Of(ask.Subtopic, refused.Text)),
        _ => throw new InvalidOperationException($"{decision.GetType().Name} does not answer a request."),
    };
}

/// <param name="Error">Why the request failed, null where it was confirmed.</param>
/// <param name="Events">What all apps were told of the change; empty where nothing shows.</param>
public sealed record AskOutcome(WireError? Error, IReadOnlyList<ReadOnlyMemory<byte>> Events);

/// <summary>One line of the list of agents.</summary>
public sealed record AgentSummary(AgentView View);
