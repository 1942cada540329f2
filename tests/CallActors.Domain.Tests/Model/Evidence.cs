using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using static CallActors.Domain.Connections.ConnectionStatus;

namespace CallActors.Domain.Tests.Model;

/// <summary>Whether a report shows what was asked, read off what Connect said when it was asked and what it says now.</summary>
internal static class Evidence
{
    /// <param name="asked">The newest report when it was asked.</param>
    /// <param name="last">The newest report before this one.</param>
    public static bool IsShown(Request request, AgentReport? asked, AgentReport? last, AgentReport now)
    {
        var contact = now.Contacts!.Value.FirstOrDefault(each => each.ContactId == request.ContactId);
        var before = asked?.Contacts!.Value.FirstOrDefault(each => each.ContactId == request.ContactId);
        var isOver = contact is null || Shown.IsFinal(contact.State);
        var isTalking = contact?.State == ReportedContactState.Connected;
        var leg = contact?.Connections.FirstOrDefault(each => each.ConnectionId == request.ConnectionId);
        var parties = contact?.Connections.Where(IsParty).ToArray() ?? [];
        return request.Kind switch
        {
            RequestKind.Answer => !isOver && contact!.Connections.Any(each => each is { Type: ConnectionType.Agent, Status: Connected or Hold }),
            RequestKind.Reject => isOver,
            RequestKind.Hold => isTalking && leg?.Status == Hold,
            RequestKind.Resume => isTalking && leg?.Status == Connected,
            RequestKind.Disconnect => isOver || leg is null or { Status: Disconnected },
            RequestKind.ClearContact => contact is null || !Shown.IsFinal(contact.State),
            RequestKind.Consult => contact is not null && contact.Connections.Any(each =>
                each is { Initial: false, Type: ConnectionType.Outbound } && !before!.Connections.Any(one => one.ConnectionId == each.ConnectionId)),
            RequestKind.Swap => isTalking && leg?.Status == Connected && parties.Any(each => each != leg && each.Status == Hold),
            RequestKind.Conference => isTalking && parties.Length >= 2 && parties.All(each => each.Status == Connected),
            RequestKind.Transfer => isOver || !contact!.Connections.Any(each => each.Type == ConnectionType.Agent && each.Status != Disconnected),
            RequestKind.MakeCall => now.Contacts!.Value.Any(each => each.Outbound && IsNew(each, last) && IsTo(each, request)),
            RequestKind.SetState => Same(now.NextState, request) || (Same(now.State, request) && (now.NextState is null || !Same(asked?.State, request))),
            RequestKind.SendDigits or RequestKind.Mute or RequestKind.Unmute => false,
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Kind, "not a kind of request"),
        };
    }

    private static bool IsParty(ConnectionReport leg) => leg.Type is ConnectionType.Inbound or ConnectionType.Outbound && leg.Status != Disconnected;

    private static bool IsNew(ContactReport contact, AgentReport? last) => last?.Contacts!.Value.Any(each => each.ContactId == contact.ContactId) != true;

    /// <summary>Where nobody says whom it goes to, it is the call that was asked for.</summary>
    private static bool IsTo(ContactReport contact, Request request) =>
        contact.Connections.FirstOrDefault(each => each.Initial)?.PhoneNumber is not { } number || number == request.Personal.To!.PhoneNumber;

    private static bool Same(AgentState? state, Request request) => state?.Name == request.State!.Name;
}
