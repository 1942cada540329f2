using System.Collections.Immutable;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using static CallActors.Domain.Agents.Happened;

namespace CallActors.Domain.Agents;

/// <summary>Decides what apps ask: accepted as a request to Amazon Connect, or refused with one sentence.</summary>
public static class Asking
{
    /// <param name="now">The journal's clock.</param>
    /// <param name="api">The way by Amazon's API (<see cref="AmazonApi.WayOf"/>), null where this site has none.</param>
    public static Decision Decide(Picture picture, Ask ask, DateTimeOffset now, string? api = null)
    {
        if (picture.Session.Find(ask.RequestId, now) is { } first)
        {
            return IsSame(first.Request, ask)
                ? new Decision.Repeated(first)
                : new Decision.Refused(RefusalKind.Malformed, $"The requestId {ask.RequestId} was used before for another request.");
        }

        return ask switch
        {
            Ask.OfCall call => OfCall(picture, call, new Asked(ask, now, api)),
            Ask.MakeCall call => MakeCall(picture, call, new Asked(ask, now, api)),
            Ask.SetState state => SetState(picture, state, new Asked(ask, now, api)),
            Ask.SetMute mute => SetMute(picture, mute, new Asked(ask, now, api)),
            _ => throw new ArgumentOutOfRangeException(nameof(ask), ask, "not something that can be asked"),
        };
    }

    private static Decision OfCall(Picture picture, Ask.OfCall ask, Asked asked)
    {
        var (target, refusal) = Target.Resolve(ask.Command, ask.Id, picture.Calls);
        refusal ??= Permission.For(ask.Command, target!.Contact, target.Connection);
        if (refusal is not null)
        {
            return NotPossible(refusal);
        }

        var connection = ConnectionFor(ask, target!);
        if (!connection.IsLiving && ask.Command == CallCommand.SendDigits)
        {
            return NotPossible("The connection is disconnected already.");
        }

        return Start(picture, asked, (RequestKind)ask.Command, target!.Contact, connection, ask.To, ask.Digits);
    }

    private static Decision MakeCall(Picture picture, Ask.MakeCall ask, Asked asked) =>
        picture.Contacts.FirstOrDefault(contact => !contact.IsOver) is { } open
            ? NotPossible($"The agent is on a call: {open.ContactId}.")
            : Start(picture, asked, RequestKind.MakeCall, to: ask.To);

    private static Decision SetState(Picture picture, Ask.SetState ask, Asked asked)
    {
        if (AgentStates.IsSystem(ask.Name) || picture.Session.Find(ask) is not { } state)
        {
            return new Decision.Refused(RefusalKind.StateNotFound, AgentStates.NotFound(picture.Session, ask));
        }

        var known = picture.Session.NextState ?? picture.Session.State;
        return AgentStates.IsSame(known, state)
            ? NotPossible($"The agent's state is {state.Name} already.")
            : Start(picture, asked, RequestKind.SetState, state: state);
    }

    private static Decision SetMute(Picture picture, Ask.SetMute ask, Asked asked) =>
        Start(picture, asked, ask.Muted ? RequestKind.Mute : RequestKind.Unmute);

    /// <summary>Last come the two refusals that no button shows: something is outstanding, or nobody can carry it out.</summary>
    private static Decision Start(
        Picture picture, Asked asked, RequestKind kind, ContactPicture? contact = null,
        Connection.Seen? connection = null, Endpoint? to = null, string? digits = null, AgentState? state = null)
    {
        if (picture.Session.Outstanding is { } outstanding)
        {
            return NotPossible($"Another request of this agent is outstanding: {outstanding.Subtopic}.");
        }

        if ((picture.Session.Attached?.Id ?? (AmazonApi.Carries(kind, state) ? asked.Api : null)) is not { } way)
        {
            return NotPossible("No bridge of this agent is connected.");
        }

        var ask = asked.Ask;
        var request = new Request(
            ask.RequestId, kind, ask.Subtopic, ask.App, asked.Now, way, contact?.ContactId, connection?.Party.ConnectionId,
            contact?.Contact.Connections.Length ?? 0, state, digits?.Length, new RequestPersonal(to, ask.Data));
        var happened = EventOf(request) is { } entity ? ImmutableArray.Create(entity) : [];
        return new Decision.Change(happened.Add(new ToAgent(new AgentFact.RequestStarted(request))), request.ToBridge(digits));
    }

    /// <summary>The connection that is to change, which is not always the one on which the button stands.</summary>
    private static Connection.Seen ConnectionFor(Ask.OfCall ask, Target target) => ask.Command switch
    {
        CallCommand.SendDigits => HearerOf(target.Contact, ask.Id),
        CallCommand.Swap => target.Contact.LivingParties.First(party => party.Status == ConnectionStatus.Hold),
        _ => target.Connection,
    };

    /// <summary>Digits go to the party that the app named, else to the one with whom the agent talks, else to the first that is there.</summary>
    private static Connection.Seen HearerOf(ContactPicture contact, string? id)
    {
        var named = contact.Parties.FirstOrDefault(party => party.Party.ConnectionId == id && (party.IsLiving || id != contact.ContactId));
        return named ?? (id == contact.ContactId
            ? contact.FirstParty!
            : contact.LivingParties.FirstOrDefault(party => party.Status == ConnectionStatus.Connected) ?? contact.LivingParties.First());
    }

    private static Happened? EventOf(Request request) => request.Kind switch
    {
        RequestKind.Hold => new ToConnection(request.ConnectionId!, new ConnectionEvent.HoldRequested(request.RequestId)),
        RequestKind.Resume => new ToConnection(request.ConnectionId!, new ConnectionEvent.ResumeRequested(request.RequestId)),
        RequestKind.Disconnect => new ToConnection(request.ConnectionId!, new ConnectionEvent.DisconnectRequested(request.RequestId)),
        RequestKind.SendDigits =>
            new ToConnection(request.ConnectionId!, new ConnectionEvent.DigitsRequested(request.RequestId, request.DigitCount ?? 0)),
        RequestKind.Answer => new ToContact(request.ContactId!, new ContactEvent.AnswerRequested(request.RequestId)),
        RequestKind.Reject => new ToContact(request.ContactId!, new ContactEvent.RejectRequested(request.RequestId)),
        RequestKind.ClearContact => new ToContact(request.ContactId!, new ContactEvent.ClearRequested(request.RequestId)),
        RequestKind.Consult => new ToContact(request.ContactId!, new ContactEvent.ConsultRequested(request.RequestId)),
        RequestKind.Swap => new ToContact(request.ContactId!, new ContactEvent.SwapRequested(request.RequestId)),
        RequestKind.Conference => new ToContact(request.ContactId!, new ContactEvent.ConferenceRequested(request.RequestId)),
        RequestKind.Transfer => new ToContact(request.ContactId!, new ContactEvent.TransferRequested(request.RequestId)),
        RequestKind.MakeCall or RequestKind.SetState or RequestKind.Mute or RequestKind.Unmute => null,
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Kind, "not a kind of request"),
    };

    /// <summary>Digits are not kept, so two requests for digits are compared by how many there are and for whom.</summary>
    private static bool IsSame(Request first, Ask ask) =>
        first.Subtopic == ask.Subtopic && first.Personal.Data == ask.Data && first.DigitCount == (ask as Ask.OfCall)?.Digits?.Length;

    private static Decision.Refused NotPossible(string text) => new(RefusalKind.NotPossible, text);

    /// <summary>What was asked, when, and what way there is beside a bridge.</summary>
    private sealed record Asked(Ask Ask, DateTimeOffset Now, string? Api);
}
