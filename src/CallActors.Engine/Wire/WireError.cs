namespace CallActors.Engine.Wire;

/// <summary>What an app is told when something fails (docs/messages.md, "Errors").</summary>
/// <param name="Type">The app's key for it, such as <c>RESUME_CALL_FAILED</c>.</param>
/// <param name="Detail">What Amazon Connect said, or one sentence of ours.</param>
/// <param name="Message">The fixed text of the type.</param>
public sealed record WireError(string Type, string Detail, string Message)
{
    public const string JournalUnavailableType = "JOURNAL_UNAVAILABLE";

    private static readonly Dictionary<string, (string Type, string Message)> OfSubtopics = new()
    {
        ["Answer"] = ("ANSWER_CALL_FAILED", "Answering call failed."),
        ["Reject"] = ("REJECT_CALL_FAILED", "Rejecting call failed."),
        ["Hold"] = ("HOLD_CALL_FAILED", "Call hold failed."),
        ["Resume"] = ("RESUME_CALL_FAILED", "Resuming call failed."),
        ["Disconnect"] = ("DISCONNECT_CALL_FAILED", "Disconnecting call failed."),
        ["ClearContact"] = ("CLEAR_CONTACT_FAILED", "Clearing contact failed."),
        ["Consult"] = ("CONSULT_CALL_FAILED", "Consult call failed."),
        ["Swap"] = ("SWAP_CALL_FAILED", "Swapping call failed."),
        ["Conference"] = ("CONFERENCE_CALL_FAILED", "Conference call failed."),
        ["Transfer"] = ("TRANSFER_CALL_FAILED", "Transfer call failed."),
        ["SendDTMF"] = ("SEND_DTMF_FAILED", "Failed to send DTMF."),
        ["SetMakeCall"] = ("MAKE_CALL_FAILED", "Make call failed."),
    };

    /// <summary>The error of a subtopic; those of the topic Agent share one.</summary>
    public static WireError Of(string subtopic, string detail) =>
        OfSubtopics.TryGetValue(subtopic, out var error)
            ? new WireError(error.Type, detail, error.Message)
            : new WireError("UPDATE_AGENT_STATE_FAILED", detail, "Agent state change failed.");

    public static WireError Malformed(string detail) => new("INVALID_MESSAGE", detail, "The message was not understood.");

    public static WireError StateNotFound(string detail) => new("AGENT_STATE_NOT_FOUND", detail, "Specified Agent State not found.");

    public static WireError NotAllowed(string detail) => new("NOT_AUTHORIZED", detail, "Not allowed.");

    public static WireError TooMany(string detail) => new("RATE_LIMITED", detail, "Too many requests.");

    public static WireError NoSuchAgent(string agentId) => new("AGENT_NOT_FOUND", $"No agent with the id {agentId} was ever seen.", "No such agent.");

    /// <summary>Why it is so stands in the node's log: it names files and servers.</summary>
    public static WireError JournalOut { get; } =
        JournalUnavailable("The journal cannot be written or read at the moment; ask again with the same requestId.");

    /// <summary>A request that was accepted: whether it was done is known when the journal is back.</summary>
    public static WireError EndNotJournaled { get; } = JournalUnavailable(
        "The request was accepted, and how it ended cannot be journaled at the moment; ask again with the same requestId to hear it.");

    public static WireError Unexpected { get; } = new(
        "UNEXPECTED_ERROR", "A fault in CallActors, whose place stands in the node's log; ask again with the same requestId.", "Something went wrong.");

    public static WireError JournalUnavailable(string detail) => new(JournalUnavailableType, detail, "Not possible at the moment, try again.");
}
