using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Engine.Tests.Engine;

namespace CallActors.Engine.Tests.Golden;

/// <summary>One realistic event of every manifest; what was once written here is never changed.</summary>
internal static class GoldenEvents
{
    private const string RequestId = "01890a5d-ac96-774b-bcce-b302099a8057";
    private const string Attachment = "019e3bb6f4f07c5f8d8d2f4b6a1c9e10";

    private static readonly ImmutableSortedDictionary<string, string> Attributes =
        ImmutableSortedDictionary<string, string>.Empty.Add("ANI", Scene.CallerNumber).Add("Grüße", "日本 \"quoted\" \\ <b>&\n🙂");

    private static readonly Endpoint QuickConnect = new("arn:aws:connect:us-east-1:111122223333:instance/i/transfer-destination/q1", "q1", "queue", Scene.QuickConnectName, null);

    public static IReadOnlyDictionary<string, object> All { get; } = new Dictionary<string, object>
    {
        ["connection.joined/1"] = new ConnectionEvent.Joined(
            Scene.ContactId, ConnectionType.Inbound, true, ConnectionStatus.Connecting, Scene.At(-70), new PartyPersonal(Scene.CallerNumber)),
        ["connection.identified/1"] = new ConnectionEvent.Identified(new PartyPersonal(Scene.CallerNumber)),
        ["connection.rang/1"] = new ConnectionEvent.Rang(Scene.At(-65)),
        ["connection.connected/1"] = new ConnectionEvent.Connected(Scene.At(-60)),
        ["connection.held/1"] = new ConnectionEvent.Held(Scene.At(-30)),
        ["connection.resumed/1"] = new ConnectionEvent.Resumed(Scene.At(0)),
        ["connection.disconnected/1"] = new ConnectionEvent.Disconnected(Scene.At(10)),
        ["connection.holdRequested/1"] = new ConnectionEvent.HoldRequested(RequestId),
        ["connection.resumeRequested/1"] = new ConnectionEvent.ResumeRequested(RequestId),
        ["connection.disconnectRequested/1"] = new ConnectionEvent.DisconnectRequested(RequestId),
        ["connection.digitsRequested/1"] = new ConnectionEvent.DigitsRequested(RequestId, 7),
        ["contact.offered/1"] = new ContactEvent.Offered(
            "11111111-aaaa-4aaa-8aaa-000000000001", false, ContactPhase.Ringing, "InboundTest", Scene.At(-80),
            [Scene.OwnId, Scene.ContactId], new ContactPersonal(Attributes)),
        ["contact.described/1"] = new ContactEvent.Described("Billing", Scene.At(-20), new ContactPersonal(Attributes)),
        ["contact.connectionAdded/1"] = new ContactEvent.ConnectionAdded(Scene.ThirdId),
        ["contact.rang/1"] = new ContactEvent.Rang(),
        ["contact.connected/1"] = new ContactEvent.Connected(),
        ["contact.ended/1"] = new ContactEvent.Ended(),
        ["contact.missed/1"] = new ContactEvent.Missed(),
        ["contact.rejected/1"] = new ContactEvent.Rejected(),
        ["contact.cleared/1"] = new ContactEvent.Cleared(),
        ["contact.answerRequested/1"] = new ContactEvent.AnswerRequested(RequestId),
        ["contact.rejectRequested/1"] = new ContactEvent.RejectRequested(RequestId),
        ["contact.clearRequested/1"] = new ContactEvent.ClearRequested(RequestId),
        ["contact.consultRequested/1"] = new ContactEvent.ConsultRequested(RequestId),
        ["contact.swapRequested/1"] = new ContactEvent.SwapRequested(RequestId),
        ["contact.conferenceRequested/1"] = new ContactEvent.ConferenceRequested(RequestId),
        ["contact.transferRequested/1"] = new ContactEvent.TransferRequested(RequestId),
        ["agent.bridgeAttached/1"] = new AgentFact.BridgeAttached(
            Attachment, "arn:aws:connect:us-east-1:111122223333:instance/i/agent/a", "1.4.0", new ProfilePersonal(Scene.Username, Scene.AgentName)),
        ["agent.bridgeDetached/1"] = new AgentFact.BridgeDetached(Attachment),
        ["agent.stateChanged/1"] = new AgentFact.StateChanged(Scene.Available, Scene.Lunch),
        ["agent.muteChanged/1"] = new AgentFact.MuteChanged(true),
        ["agent.statesTold/1"] = new AgentFact.StatesTold([Scene.Available with { Since = null }, Scene.Lunch]),
        ["agent.endpointsTold/1"] = new AgentFact.EndpointsTold(new EndpointsPersonal([QuickConnect, Endpoint.OfNumber(Scene.ThirdNumber)])),
        ["agent.reportTaken/1"] = new AgentFact.ReportTaken(Scene.At(0)),
        ["agent.requestStarted/1"] = new AgentFact.RequestStarted(new Request(
            RequestId, RequestKind.SendDigits, "SendDTMF", "myapp", Scene.At(1), Attachment, Scene.ContactId, Scene.OwnId, 2, Scene.Lunch, 7,
            new RequestPersonal(QuickConnect, "{\"connectionId\":\"x\"}"))),
        ["agent.requestConfirmed/1"] = new AgentFact.RequestConfirmed(RequestId),
        ["agent.requestFailed/1"] = new AgentFact.RequestFailed(
            RequestId, FailureReason.RefusedByConnect, new FailurePersonal("Calling +15550123 is not allowed.")),
        ["agent.reset/1"] = new AgentFact.Reset("Event 4 of agent-a is not JSON."),
    };
}
