using CallActors.Domain.Contacts;

namespace CallActors.Domain.Agents;

/// <summary>What an app asks, once its form is known to be right.</summary>
/// <param name="RequestId">The app's own id, or one that was made for it.</param>
/// <param name="App">The name that the app gives itself.</param>
/// <param name="Subtopic">The app's word for it.</param>
/// <param name="Data">The data as it came, for recognising a repeat; null where there was none; of digits only for whom they are.</param>
public abstract record Ask(string RequestId, string App, string Subtopic, string? Data)
{
    /// <param name="Id">A connection or contact id, or null.</param>
    /// <param name="To">Whom to consult.</param>
    public sealed record OfCall(
        string RequestId, string App, string Subtopic, string? Data, CallCommand Command, string? Id, Endpoint? To, string? Digits)
        : Ask(RequestId, App, Subtopic, Data)
    {
        /// <summary>Without the digits, so that no log or error can hold them.</summary>
        public override string ToString() => $"{Subtopic} {RequestId}";
    }

    public sealed record MakeCall(string RequestId, string App, string Subtopic, string? Data, Endpoint To)
        : Ask(RequestId, App, Subtopic, Data);

    /// <param name="Name">The state's name or ARN (or the last part of it); null for whichever has the type.</param>
    /// <param name="Type">Connect's word for the kind of state; null for any.</param>
    public sealed record SetState(string RequestId, string App, string Subtopic, string? Data, string? Name, string? Type)
        : Ask(RequestId, App, Subtopic, Data);

    public sealed record SetMute(string RequestId, string App, string Subtopic, string? Data, bool Muted)
        : Ask(RequestId, App, Subtopic, Data);
}
