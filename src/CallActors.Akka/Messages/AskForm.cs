using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;

namespace CallActors.Akka.Messages;

/// <summary>A request of an app, as it travels between nodes: one shape for all kinds.</summary>
internal sealed record AskForm(
    AskKind Kind, string RequestId, string App, string Subtopic, string? Data, CallCommand? Command, string? Id, Endpoint? To, string? Digits,
    string? Name, string? Type, bool? Muted)
{
    public static AskForm Of(Ask ask) => ask switch
    {
        Ask.OfCall e => new AskForm(AskKind.OfCall, e.RequestId, e.App, e.Subtopic, e.Data, e.Command, e.Id, e.To, e.Digits, null, null, null),
        Ask.MakeCall e => new AskForm(AskKind.MakeCall, e.RequestId, e.App, e.Subtopic, e.Data, null, null, e.To, null, null, null, null),
        Ask.SetState e => new AskForm(AskKind.SetState, e.RequestId, e.App, e.Subtopic, e.Data, null, null, null, null, e.Name, e.Type, null),
        Ask.SetMute e => new AskForm(AskKind.SetMute, e.RequestId, e.App, e.Subtopic, e.Data, null, null, null, null, null, null, e.Muted),
        _ => throw new ArgumentOutOfRangeException(nameof(ask), ask.GetType(), "not a request"),
    };

    public Ask ToAsk() => Kind switch
    {
        AskKind.OfCall => new Ask.OfCall(RequestId, App, Subtopic, Data, Command!.Value, Id, To, Digits),
        AskKind.MakeCall => new Ask.MakeCall(RequestId, App, Subtopic, Data, To!),
        AskKind.SetState => new Ask.SetState(RequestId, App, Subtopic, Data, Name, Type),
        AskKind.SetMute => new Ask.SetMute(RequestId, App, Subtopic, Data, Muted!.Value),
        _ => throw new InvalidOperationException($"{Kind} is not a kind of request."),
    };

    /// <summary>Without the digits, so that no log or error can hold them.</summary>
    public override string ToString() => $"{Subtopic} {RequestId}";
}

internal enum AskKind
{
    OfCall,
    MakeCall,
    SetState,
    SetMute,
}
