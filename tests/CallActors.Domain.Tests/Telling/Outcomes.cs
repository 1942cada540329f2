using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Domain.Tests.Telling;

/// <summary>What must have followed; each ends or goes on with the story.</summary>
internal static class Outcomes
{
    public static Story ThenRefused(this Story story, string text, RefusalKind kind = RefusalKind.NotPossible)
    {
        story.Last.ShouldBe(new Decision.Refused(kind, text));
        return story;
    }

    /// <summary>Accepted: the request is outstanding, and this goes to the bridge.</summary>
    public static BridgeRequest ThenAsked(this Story story, BridgeOperation operation, string? contactId = null, string? connectionId = null)
    {
        var asked = story.Last.ShouldBeOfType<Decision.Change>().Ask.ShouldNotBeNull();
        asked.Operation.ShouldBe(operation);
        asked.ContactId.ShouldBe(contactId);
        asked.ConnectionId.ShouldBe(connectionId);
        asked.RequestId.ShouldBe(story.Picture.Session.Outstanding.ShouldNotBeNull().RequestId);
        return asked;
    }

    /// <summary>The last change is exactly this, in this order.</summary>
    public static Story ThenHappened(this Story story, params Happened[] happened)
    {
        var change = story.Last.ShouldBeOfType<Decision.Change>();
        change.Happened.Select(Content.Of).ShouldBe(happened.Select(Content.Of));
        return story;
    }

    public static Story ThenNothing(this Story story)
    {
        story.Last.ShouldBeOfType<Decision.Nothing>();
        return story;
    }

    public static Story ThenReads(this Story story, string connectionId, ConnectionStatus status, ConnectionStatus? previous, double? since = null)
    {
        var connection = story.Told.FindConnection(connectionId).ShouldNotBeNull();
        (connection.Status, connection.Previous).ShouldBe((status, previous));
        if (since is { } second)
        {
            connection.Since.ShouldBe(Calls.At(second));
        }

        return story;
    }

    public static Story ThenIs(this Story story, ContactPhase phase, string contactId = Calls.Call)
    {
        story.Told.Find(contactId).ShouldNotBeNull().Contact.Phase.ShouldBe(phase);
        return story;
    }

    public static Story ThenOutstanding(this Story story)
    {
        story.Picture.Session.Outstanding.ShouldNotBeNull();
        return story;
    }

    public static Story ThenConfirmed(this Story story, string requestId = "request-1") => story.ThenEnded(requestId, null, null);

    public static Story ThenFailed(this Story story, FailureReason reason, string text, string requestId = "request-1") =>
        story.ThenEnded(requestId, reason, text);

    /// <summary>It ended with the last change, and it ended once.</summary>
    private static Story ThenEnded(this Story story, string requestId, FailureReason? reason, string? text)
    {
        AgentFact expected = reason is null
            ? new AgentFact.RequestConfirmed(requestId)
            : new AgentFact.RequestFailed(requestId, reason.Value, new FailurePersonal(text!));
        var ending = new Happened.ToAgent(expected);
        story.Last.ShouldBeOfType<Decision.Change>().Happened.ShouldContain(ending);
        story.Past.OfType<Happened.ToAgent>().Select(each => each.Fact)
            .Count(fact => fact is AgentFact.RequestConfirmed or AgentFact.RequestFailed).ShouldBe(1);
        story.Picture.Session.Outstanding.ShouldBeNull();
        story.Picture.Session.Recent.OldestFirst.Last().Failure.ShouldBe(text);
        return story;
    }
}
