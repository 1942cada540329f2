namespace CallActors.Domain.Agents;

/// <summary>Puts a request into the words of the bridge's protocol.</summary>
public static class ToBridgeWords
{
    /// <param name="digits">The digits of a SendDigits, which the request itself does not hold.</param>
    public static BridgeRequest ToBridge(this Request request, string? digits) => new(
        request.RequestId, request.Attachment, OperationOf(request.Kind), request.ContactId, request.ConnectionId,
        request.Personal.To, digits, request.State);

    private static BridgeOperation OperationOf(RequestKind kind) => kind switch
    {
        RequestKind.Answer => BridgeOperation.AcceptContact,
        RequestKind.Reject => BridgeOperation.RejectContact,
        RequestKind.ClearContact => BridgeOperation.ClearContact,
        RequestKind.Hold => BridgeOperation.HoldConnection,
        RequestKind.Resume => BridgeOperation.ResumeConnection,
        // A transfer is the consult completed: the agent's own connection leaves, the parties stay.
        RequestKind.Disconnect or RequestKind.Transfer => BridgeOperation.DestroyConnection,
        RequestKind.Consult => BridgeOperation.CreateAdditionalConnection,
        RequestKind.Swap => BridgeOperation.ToggleActiveConnections,
        RequestKind.Conference => BridgeOperation.ConferenceConnections,
        RequestKind.SendDigits => BridgeOperation.SendDigits,
        RequestKind.MakeCall => BridgeOperation.ConnectEndpoint,
        RequestKind.SetState => BridgeOperation.PutAgentState,
        RequestKind.Mute => BridgeOperation.Mute,
        RequestKind.Unmute => BridgeOperation.Unmute,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of request"),
    };
}
