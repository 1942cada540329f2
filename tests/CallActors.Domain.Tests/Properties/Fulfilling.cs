using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.RequestKind;
using static CallActors.Domain.Connections.ConnectionStatus;

namespace CallActors.Domain.Tests.Properties;

/// <summary>The report that follows when Amazon Connect does what it was asked.</summary>
internal static class Fulfilling
{
    public static AgentReport Next(AgentReport last, Request request) => request.Kind switch
    {
        MakeCall => last with { Contacts = [NewCall(request)] },
        SetState => last with { State = request.State, NextState = null },
        ClearContact or Reject => last with { Contacts = [.. (last.Contacts ?? []).Where(each => each.ContactId != request.ContactId)] },
        _ => last with { Contacts = [.. (last.Contacts ?? []).Select(each => each.ContactId == request.ContactId ? Of(each, request) : each)] },
    };

    private static ContactReport Of(ContactReport contact, Request request) => request.Kind switch
    {
        Answer => Each(contact, each => each.Type == ConnectionType.Agent ? Connected : each.Status) with { State = ReportedContactState.Connected },
        RequestKind.Hold => One(contact, request, ConnectionStatus.Hold),
        Resume => One(contact, request, Connected),
        Disconnect or Transfer => One(contact, request, Disconnected),
        Swap => Each(contact, each => each.ConnectionId == request.ConnectionId ? Connected : each.Status == Connected ? ConnectionStatus.Hold : each.Status),
        Conference => Each(contact, each => each.Status == ConnectionStatus.Hold ? Connected : each.Status),
        Consult => contact with
        {
            Connections = contact.Connections.Add(
                new ConnectionReport($"third-of-{request.RequestId}", ConnectionType.Outbound, false, null, Connecting, contact.StateSince)),
        },
        _ => contact,
    };

    private static ContactReport One(ContactReport contact, Request request, ConnectionStatus status) =>
        Each(contact, each => each.ConnectionId == request.ConnectionId ? status : each.Status);

    private static ContactReport Each(ContactReport contact, Func<ConnectionReport, ConnectionStatus> status) =>
        contact with { Connections = [.. contact.Connections.Select(each => each with { Status = status(each) })] };

    private static ContactReport NewCall(Request request) => Calls.Dialling with
    {
        ContactId = $"call-of-{request.RequestId}",
        Connections = [Calls.Dialling.Connections[0], Calls.Dialling.Connections[1] with { PhoneNumber = request.Personal.To?.PhoneNumber }],
    };
}
