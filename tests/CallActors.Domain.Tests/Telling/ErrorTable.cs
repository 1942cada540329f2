using CallActors.Domain.Agents;

namespace CallActors.Domain.Tests.Telling;

/// <summary>The error types that rules give (docs/messages.md, "Errors"); those of form, of the journal and of the edge are not the domain's.</summary>
internal static class ErrorTable
{
    private static readonly Dictionary<RequestKind, string> OfKinds = new()
    {
        [RequestKind.Answer] = "ANSWER_CALL_FAILED",
        [RequestKind.Reject] = "REJECT_CALL_FAILED",
        [RequestKind.Hold] = "HOLD_CALL_FAILED",
        [RequestKind.Resume] = "RESUME_CALL_FAILED",
        [RequestKind.Disconnect] = "DISCONNECT_CALL_FAILED",
        [RequestKind.ClearContact] = "CLEAR_CONTACT_FAILED",
        [RequestKind.Consult] = "CONSULT_CALL_FAILED",
        [RequestKind.Swap] = "SWAP_CALL_FAILED",
        [RequestKind.Conference] = "CONFERENCE_CALL_FAILED",
        [RequestKind.Transfer] = "TRANSFER_CALL_FAILED",
        [RequestKind.SendDigits] = "SEND_DTMF_FAILED",
        [RequestKind.MakeCall] = "MAKE_CALL_FAILED",
        [RequestKind.SetState] = "UPDATE_AGENT_STATE_FAILED",
        [RequestKind.Mute] = "UPDATE_AGENT_STATE_FAILED",
        [RequestKind.Unmute] = "UPDATE_AGENT_STATE_FAILED",
    };

    public static IEnumerable<string> Rows => OfKinds.Values.Distinct().Append("AGENT_STATE_NOT_FOUND").Append("INVALID_MESSAGE");

    public static string Of(Request failed) => OfKinds[failed.Kind];

    public static string Of(Ask ask, RefusalKind kind) => kind switch
    {
        RefusalKind.StateNotFound => "AGENT_STATE_NOT_FOUND",
        RefusalKind.Malformed => "INVALID_MESSAGE",
        _ => OfKinds[ask switch
        {
            Ask.OfCall call => Enum.Parse<RequestKind>(call.Command.ToString()),
            Ask.MakeCall => RequestKind.MakeCall,
            Ask.SetState => RequestKind.SetState,
            _ => RequestKind.Mute,
        }],
    };
}
