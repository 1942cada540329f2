namespace CallActors.Client;

/// <summary>Something that CallActors, or the way to it, did not do.</summary>
public class CallActorsException : Exception
{
    /// <param name="message">One sentence for people.</param>
    /// <param name="inner">What lay under it.</param>
    public CallActorsException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>
/// A command was refused, or was accepted and failed. It has ended: asking again with the same request id gives the same
/// answer where it was accepted, and decides anew where it was refused.
/// </summary>
public sealed class CommandFailedException : CallActorsException
{
    internal CommandFailedException(string requestId, CallError error)
        : base(error.Detail)
    {
        (RequestId, Error) = (requestId, error);
    }

    /// <summary>The id of the command.</summary>
    public string RequestId { get; }

    /// <summary>What went wrong.</summary>
    public CallError Error { get; }
}

/// <summary>
/// Nobody said in time what became of a command: it may have been done, or may be done yet. Asked again with the same
/// <see cref="RequestId"/> it is done once, whichever it was.
/// </summary>
public sealed class OutcomeUnknownException : CallActorsException
{
    internal OutcomeUnknownException(string requestId, string message, Exception? inner)
        : base(message, inner)
    {
        RequestId = requestId;
    }

    /// <summary>The id of the command.</summary>
    public string RequestId { get; }
}

/// <summary>No node of the site answered.</summary>
public sealed class SiteUnavailableException : CallActorsException
{
    internal SiteUnavailableException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}

/// <summary>What an app is told when something fails.</summary>
/// <param name="Type">For programs, one of <see cref="CallErrorTypes"/>.</param>
/// <param name="Detail">For people: what Amazon Connect itself said, or one sentence of CallActors. It may name a phone number.</param>
/// <param name="Message">The fixed text of the type.</param>
public sealed record CallError(string Type, string Detail, string Message);

/// <summary>The words of <see cref="CallError.Type"/>.</summary>
public static class CallErrorTypes
{
#pragma warning disable CS1591 // Each is the failure of the command after which it is named.
    public const string AnswerFailed = "ANSWER_CALL_FAILED";
    public const string RejectFailed = "REJECT_CALL_FAILED";
    public const string HoldFailed = "HOLD_CALL_FAILED";
    public const string ResumeFailed = "RESUME_CALL_FAILED";
    public const string DisconnectFailed = "DISCONNECT_CALL_FAILED";
    public const string ClearContactFailed = "CLEAR_CONTACT_FAILED";
    public const string ConsultFailed = "CONSULT_CALL_FAILED";
    public const string SwapFailed = "SWAP_CALL_FAILED";
    public const string ConferenceFailed = "CONFERENCE_CALL_FAILED";
    public const string TransferFailed = "TRANSFER_CALL_FAILED";
    public const string SendDigitsFailed = "SEND_DTMF_FAILED";
    public const string MakeCallFailed = "MAKE_CALL_FAILED";
#pragma warning restore CS1591

    /// <summary>Any command of the agent himself.</summary>
    public const string AgentStateFailed = "UPDATE_AGENT_STATE_FAILED";

    /// <summary>The agent has no such state, or it is one of the system's.</summary>
    public const string AgentStateNotFound = "AGENT_STATE_NOT_FOUND";

    /// <summary>Wrong in form, or a request id used again for something else.</summary>
    public const string InvalidMessage = "INVALID_MESSAGE";

    /// <summary>An agent of whom neither a bridge nor a feed ever told.</summary>
    public const string AgentNotFound = "AGENT_NOT_FOUND";

    /// <summary>The node refuses this app.</summary>
    public const string NotAuthorized = "NOT_AUTHORIZED";

    /// <summary>More is waiting than the engine holds; the client tries again by itself.</summary>
    public const string RateLimited = "RATE_LIMITED";

    /// <summary>The journal cannot be written at the moment; the client tries again by itself.</summary>
    public const string JournalUnavailable = "JOURNAL_UNAVAILABLE";

    /// <summary>A fault in CallActors; the client tries again by itself.</summary>
    public const string Unexpected = "UNEXPECTED_ERROR";
}
