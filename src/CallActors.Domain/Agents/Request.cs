using CallActors.Domain.Contacts;

namespace CallActors.Domain.Agents;

/// <summary>What can be asked of Amazon Connect: a command of a call, or one of the agent's own. The journal has their names.</summary>
public enum RequestKind
{
    Answer = (int)CallCommand.Answer,
    Reject = (int)CallCommand.Reject,
    Disconnect = (int)CallCommand.Disconnect,
    Hold = (int)CallCommand.Hold,
    Resume = (int)CallCommand.Resume,
    ClearContact = (int)CallCommand.ClearContact,
    Consult = (int)CallCommand.Consult,
    SendDigits = (int)CallCommand.SendDigits,
    Swap = (int)CallCommand.Swap,
    Transfer = (int)CallCommand.Transfer,
    Conference = (int)CallCommand.Conference,
    MakeCall,
    SetState,
    Mute,
    Unmute,
}

/// <summary>Something asked of Amazon Connect. It goes to one attachment, at most once, and it ends exactly once.</summary>
/// <param name="Attachment">The bridge that it goes to, or the way by Amazon's API (<see cref="AmazonApi"/>).</param>
/// <param name="Subtopic">The app's own word for it, which names its error.</param>
/// <param name="App">The app that asked, by the name that it gives itself.</param>
/// <param name="AskedAt">The journal's clock.</param>
/// <param name="ConnectionId">The connection that is to change.</param>
/// <param name="PartiesKnown">How many connections the contact had: a consult is seen when one more joined.</param>
/// <param name="DigitCount">How many digits there are; the digits themselves are never kept.</param>
public sealed record Request(
    string RequestId, RequestKind Kind, string Subtopic, string App, DateTimeOffset AskedAt, string Attachment,
    string? ContactId, string? ConnectionId, int PartiesKnown, AgentState? State, int? DigitCount, RequestPersonal Personal);

/// <param name="To">Whom to consult or to call.</param>
/// <param name="Data">What the app sent with it, for recognising a repeat; of digits only for whom they are.</param>
public sealed record RequestPersonal(Endpoint? To, string? Data);

/// <summary>A request that was asked before, and the error with which it ended, if it did.</summary>
public sealed record RecentRequest(Request Request, string? Failure);
