using System.Collections.Immutable;

namespace CallActors.Domain.Agents;

/// <summary>
/// What is true of an agent beside the calls: the state, the bridges, and the one request that may be outstanding.
/// </summary>
/// <param name="Attachments">The bridges, oldest first; requests go to the newest, the others stand by.</param>
/// <param name="AsOf">The time of the newest report taken; an older one changes nothing.</param>
/// <param name="Outstanding">What was asked of Connect and has not ended.</param>
/// <param name="Recent">The last requests and how each ended, oldest first: what makes a repeat harmless.</param>
/// <param name="LastTold">The newest revision at which apps were told anything; 0 before the first.</param>
public sealed record AgentSession(
    AgentProfile? Profile, ImmutableArray<Attachment> Attachments, DateTimeOffset AsOf,
    AgentState? State, AgentState? NextState, bool Muted,
    ImmutableArray<AgentState> States, ImmutableArray<Endpoint> Endpoints,
    Request? Outstanding, RecentRequests Recent, long LastTold)
{
    public static AgentSession Initial { get; } =
        new(null, [], DateTimeOffset.MinValue, null, null, false, [], [], null, RecentRequests.Empty, 0);

    /// <summary>The bridge to which requests go, null while none is connected.</summary>
    public Attachment? Attached => Attachments.IsEmpty ? null : Attachments[^1];

    /// <summary>
    /// The bridge that is to be told that it is attached again: an older one whose newer one is gone. And the newest where the
    /// one that has a request is gone: it was there first, and did not know that its next report settles what is outstanding.
    /// </summary>
    /// <param name="before">The session before the change that led to this one.</param>
    public Attachment? AttachedAgainSince(AgentSession before)
    {
        if (Attachments == before.Attachments || Attached is not { } now || !before.Attachments.Contains(now))
        {
            return null;
        }

        var isOrphaned = Outstanding is { } request && before.Attachments.Any(each => each.Id == request.Attachment)
            && Attachments.All(each => each.Id != request.Attachment);
        return now != before.Attached || isOrphaned ? now : null;
    }

    /// <summary>Folds what one change says of the session.</summary>
    /// <exception cref="ImpossibleEventException">A fact cannot follow on this state.</exception>
    public AgentSession Evolve(AgentFact fact) => fact switch
    {
        AgentFact.BridgeAttached e => this with
        {
            Profile = new AgentProfile(e.Personal.Username, e.Personal.Name, e.AgentArn),
            Attachments = Attachments.Add(new Attachment(e.Attachment)),
        },
        AgentFact.BridgeDetached e when Attachments.Any(each => each.Id == e.Attachment) =>
            this with { Attachments = Attachments.RemoveAll(each => each.Id == e.Attachment) },
        AgentFact.StateChanged e => this with { State = e.State, NextState = e.Next },
        AgentFact.MuteChanged e => this with { Muted = e.Muted },
        AgentFact.StatesTold e => this with { States = e.States },
        AgentFact.EndpointsTold e => this with { Endpoints = e.Personal.Endpoints },
        AgentFact.ReportTaken e => this with { AsOf = e.At },
        AgentFact.RequestStarted e when Outstanding is null => this with { Outstanding = e.Request },
        AgentFact.RequestConfirmed e when Outstanding?.RequestId == e.RequestId =>
            this with { Outstanding = null, Recent = Recent.Add(new RecentRequest(Outstanding!, null)) },
        AgentFact.RequestFailed e when Outstanding?.RequestId == e.RequestId =>
            this with { Outstanding = null, Recent = Recent.Add(new RecentRequest(Outstanding!, e.Personal.Text)) },
        AgentFact.Reset => Initial with { LastTold = LastTold, Attachments = Attachments },
        _ => throw new ImpossibleEventException(this, fact),
    };

    /// <summary>The request with this id, whether it is outstanding or ended within the time remembered.</summary>
    public RecentRequest? Find(string requestId, DateTimeOffset now) =>
        Outstanding?.RequestId == requestId ? new RecentRequest(Outstanding, null)
        : Recent.Find(requestId) is { } ended && now - ended.Request.AskedAt < RecentRequests.For ? ended : null;
}

/// <summary>A bridge of this agent, by the id that it was given when it said hello.</summary>
public sealed record Attachment(string Id);

public sealed record AgentProfile(string Username, string Name, string? AgentArn);

/// <summary>A state that an agent can be in, such as Available, Lunch or AfterCallWork.</summary>
/// <param name="Type">Connect's word: routable, not_routable, after_call_work, system, error, offline, init.</param>
/// <param name="Since">When it began, null in the list of states to choose from.</param>
public sealed record AgentState(string? Arn, string Name, string Type, DateTimeOffset? Since);

/// <summary>Whom one may consult or call: a quick connect, an agent, a queue, or a plain phone number.</summary>
public sealed record Endpoint(string? EndpointArn, string? EndpointId, string Type, string? Name, string? PhoneNumber)
{
    public static Endpoint OfNumber(string phoneNumber) => new(null, null, "phone_number", null, phoneNumber);
}
