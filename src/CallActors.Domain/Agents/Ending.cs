using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using static CallActors.Domain.Agents.AgentFact;

namespace CallActors.Domain.Agents;

/// <summary>What ends a request: the table in docs/amazon-connect.md. It ends once, whichever comes first.</summary>
public static class Ending
{
    /// <summary>A newer report shows it, makes it impossible, or is the first after the bridge that had it was lost.</summary>
    public static AgentFact? ByReport(Request request, Picture before, Picture after, AgentReport report)
    {
        if (IsShown(request, before, after))
        {
            return new RequestConfirmed(request.RequestId);
        }

        if (IsImpossible(request, after))
        {
            return Failed(request, FailureReason.PartyLeft, "The party left.");
        }

        // A snapshot that the lost bridge sent before it went settles nothing.
        var isOfNextAttachment = report.Attachment is not null && report.Attachment != request.Attachment;
        return isOfNextAttachment && !IsAttached(request, after) ? BridgeLost(request) : null;
    }

    /// <summary>The bridge answered. An ack is not a state; it ends only what no report can show.</summary>
    /// <param name="error">What Connect said, null where the bridge says ok.</param>
    public static Decision ByAnswer(Picture picture, string requestId, ConnectError? error)
    {
        if (picture.Session.Outstanding is not { } request || request.RequestId != requestId)
        {
            return new Decision.Nothing();
        }

        if (error is not null)
        {
            return error.IsNoAnswer
                ? new Decision.Nothing()
                : Decision.Of([new Happened.ToAgent(Failed(request, FailureReason.RefusedByConnect, error.Text))]);
        }

        return request.Kind switch
        {
            RequestKind.SendDigits => Decision.Of([Confirmed(request)]),
            RequestKind.Mute or RequestKind.Unmute when picture.Session.Muted == (request.Kind == RequestKind.Mute) =>
                Decision.Of([Confirmed(request)]),
            RequestKind.Mute or RequestKind.Unmute =>
                Decision.Of([Confirmed(request), new Happened.ToAgent(new MuteChanged(request.Kind == RequestKind.Mute))]),
            _ => new Decision.Nothing(),
        };
    }

    /// <summary>Nothing came in time.</summary>
    public static Decision ByDeadline(Picture picture, string requestId, TimeSpan deadline)
    {
        if (picture.Session.Outstanding is not { } request || request.RequestId != requestId)
        {
            return new Decision.Nothing();
        }

        return Decision.Of([new Happened.ToAgent(IsAttached(request, picture)
            ? Failed(request, FailureReason.NotConfirmed, $"Amazon Connect did not confirm within {deadline.TotalSeconds:0.###} s.")
            : BridgeLost(request))]);
    }

    /// <summary>Amazon's API is there always.</summary>
    private static bool IsAttached(Request request, Picture picture) =>
        AmazonApi.IsWay(request.Attachment) || picture.Session.Attachments.Any(attachment => attachment.Id == request.Attachment);

    private static RequestFailed BridgeLost(Request request) =>
        Failed(request, FailureReason.BridgeLost, "The bridge was lost before Amazon Connect confirmed.");

    private static RequestFailed Failed(Request request, FailureReason reason, string text) =>
        new(request.RequestId, reason, new FailurePersonal(text));

    private static Happened.ToAgent Confirmed(Request request) => new(new RequestConfirmed(request.RequestId));

    private static bool IsShown(Request request, Picture before, Picture after)
    {
        var contact = after.Find(request.ContactId);
        var connection = after.FindConnection(request.ConnectionId);
        return request.Kind switch
        {
            RequestKind.Answer => contact is { Contact.IsOver: false, Own.Status: ConnectionStatus.Connected or ConnectionStatus.Hold },
            RequestKind.Reject => contact is null or { Contact.IsOver: true },
            RequestKind.Hold => connection?.Status == ConnectionStatus.Hold,
            RequestKind.Resume => connection?.Status == ConnectionStatus.Connected,
            RequestKind.Disconnect => connection is null or { IsLiving: false },
            RequestKind.ClearContact => contact is null || !Contact.IsFinal(contact.Contact.Phase),
            RequestKind.Consult => contact is not null
                && contact.Contact.Connections.Skip(request.PartiesKnown).Any(id => after.FindConnection(id) is { } joined && joined.IsThirdParty),
            RequestKind.Swap => connection?.Status == ConnectionStatus.Connected
                && contact!.LivingParties.Any(party => party != connection && party.Status == ConnectionStatus.Hold),
            RequestKind.Conference => contact is not null
                && contact.LivingParties.Length >= 2 && contact.LivingParties.All(party => party.Status == ConnectionStatus.Connected),
            RequestKind.Transfer => contact is null or { Contact.IsOver: true } or { Own: null or { IsLiving: false } },
            RequestKind.MakeCall => after.Calls.Any(call => before.Find(call.ContactId) is null && IsCallTo(request, call)),
            RequestKind.SetState => IsStateShown(request, before.Session, after.Session),
            RequestKind.SendDigits or RequestKind.Mute or RequestKind.Unmute => false,
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Kind, "not a kind of request"),
        };
    }

    private static bool IsImpossible(Request request, Picture after)
    {
        var contact = after.Find(request.ContactId);
        var isOver = contact is null or { Contact.IsOver: true };
        return request.Kind switch
        {
            RequestKind.Answer => isOver,
            RequestKind.Hold or RequestKind.Resume or RequestKind.SendDigits =>
                isOver || after.FindConnection(request.ConnectionId) is null or { IsLiving: false },
            RequestKind.Consult => isOver || contact!.InitialParty is null or { IsLiving: false },
            RequestKind.Swap or RequestKind.Conference or RequestKind.Transfer => isOver || contact!.LivingParties.Length < 2,
            _ => false,
        };
    }

    /// <summary>That state, or that next state; a state that stands since before the request, with another to follow, is no answer.</summary>
    private static bool IsStateShown(Request request, AgentSession before, AgentSession after) =>
        AgentStates.IsSame(after.NextState, request.State)
        || (AgentStates.IsSame(after.State, request.State)
            && (after.NextState is null || !AgentStates.IsSame(before.State, request.State)));

    private static bool IsCallTo(Request request, ContactPicture call) =>
        call.Contact.Outbound
        && (request.Personal.To?.PhoneNumber is not { } number || call.InitialParty?.Party.PhoneNumber is not { } dialled || dialled == number);
}

/// <summary>An error as the bridge passed it on from Streams.</summary>
/// <param name="Type">Connect's name of it, such as CallAlreadyResumedException; null where it was plain text.</param>
public sealed record ConnectError(string? Type, string? Message)
{
    /// <summary>Its message, else its type.</summary>
    public string Text => !string.IsNullOrWhiteSpace(Message) ? Message : !string.IsNullOrWhiteSpace(Type) ? Type : "Amazon Connect gave no reason.";

    /// <summary>Errors after which the call may be in either state: only a newer report can tell.</summary>
    public bool IsNoAnswer => NoAnswers.Any(word => $"{Type} {Message}".Contains(word, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] NoAnswers = ["CallAlreadyResumed", "CallAlreadyHeld", "CallAlreadyHold", "Timeout", "Time-out", "TimedOut", "Timed out"];
}
