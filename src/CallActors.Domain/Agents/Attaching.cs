using static CallActors.Domain.Agents.Happened;

namespace CallActors.Domain.Agents;

/// <summary>Decides what follows when bridges come, tell what they offer, and go.</summary>
public static class Attaching
{
    /// <param name="attachment">A new id for this bridge, never used before.</param>
    public static Decision Attach(string attachment, string? agentArn, string? bridgeVersion, string username, string name) =>
        Decision.Of([new ToAgent(new AgentFact.BridgeAttached(attachment, agentArn, bridgeVersion, new ProfilePersonal(username, name)))]);

    /// <summary>The bridge is gone. What it had outstanding stays so until another bridge shows how it went, or the deadline.</summary>
    public static Decision Detach(Picture picture, string attachment) =>
        Decision.Of(picture.Session.Attachments.Where(each => each.Id == attachment).Select(Detached));

    /// <summary>A session is taken up again: bridges that its last node had are gone, and what is overdue has failed.</summary>
    /// <param name="isLive">Whether a bridge is still connected somewhere.</param>
    public static Decision Wake(Picture picture, Func<string, bool> isLive, DateTimeOffset now, TimeSpan deadline)
    {
        var gone = picture.Session.Attachments.Where(each => !isLive(each.Id)).Select(Detached).ToArray();
        var overdue = picture.Session.Outstanding is { } request && now - request.AskedAt >= deadline
            && Ending.ByDeadline(picture.Evolve(gone), request.RequestId, deadline) is Decision.Change change
            ? change.Happened
            : [];
        return Decision.Of([.. overdue, .. gone]);
    }

    public static Decision TellStates(Picture picture, IEnumerable<AgentState> states) =>
        picture.Session.States.SequenceEqual(states) ? new Decision.Nothing()
        : Decision.Of([new ToAgent(new AgentFact.StatesTold([.. states]))]);

    public static Decision TellEndpoints(Picture picture, IEnumerable<Endpoint> endpoints) =>
        picture.Session.Endpoints.SequenceEqual(endpoints) ? new Decision.Nothing()
        : Decision.Of([new ToAgent(new AgentFact.EndpointsTold(new EndpointsPersonal([.. endpoints])))]);

    private static Happened Detached(Attachment attachment) => new ToAgent(new AgentFact.BridgeDetached(attachment.Id));
}
