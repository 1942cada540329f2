using CallActors.Domain.Agents;
using CallActors.Edge.Sockets;
using CallActors.Engine;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;

namespace CallActors.Edge.Messages;

/// <summary>Takes an app's request to the engine, whichever way it came in.</summary>
internal sealed class AppRequests(ICallEngine engine, JournalWatch journal)
{
    // The node of the bridge ends a request at its deadline, another one a second later, and the end is to be written.
    private static readonly TimeSpan EndsAfterDeadline = TimeSpan.FromSeconds(2);

    public async ValueTask<Reply> TakeAsync(string agentId, AppMessage message, CancellationToken cancellation)
    {
        try
        {
            return message switch
            {
                AppMessage.Malformed malformed => new Reply.Failed(malformed.Error, malformed.RequestId),
                AppMessage.Query query => await AnswerAsync(agentId, query, cancellation),
                AppMessage.Command command => await AskAsync(agentId, command.Ask, cancellation),
                _ => throw new ArgumentOutOfRangeException(nameof(message), message.GetType(), "not a request"),
            };
        }
        catch (JournalUnavailableException error)
        {
            return new Reply.Failed(journal.ErrorOf(error.Message), RequestIdOf(message));
        }
    }

    /// <summary>
    /// The answer as of now, in place of one that was overtaken by what the app was told meanwhile. A command's repeat is
    /// not asked again: it is answered with the state.
    /// </summary>
    public ValueTask<Reply> AnswerAgainAsync(string agentId, AppMessage message, string requestId, CancellationToken cancellation) =>
        TakeAsync(agentId, message is AppMessage.Query ? message : new AppMessage.Query(QueryKind.Calls, requestId), cancellation);

    /// <summary>
    /// Waits for the end of a request that was accepted, but not for ever: where the end cannot be journaled in time its asker
    /// is told so, and to ask again.
    /// </summary>
    public async Task<AskOutcome> EndOfAsync(Task<AskOutcome> pending, CancellationToken cancellation)
    {
        try
        {
            return await pending.WaitAsync(engine.Deadline + EndsAfterDeadline, cancellation);
        }
        catch (TimeoutException)
        {
            journal.ErrorOf("The end of a request could not be journaled in time.");
            return new AskOutcome(WireError.EndNotJournaled, []);
        }
    }

    private async ValueTask<Reply> AnswerAsync(string agentId, AppMessage.Query query, CancellationToken cancellation)
    {
        var view = await journal.WaitAsync(engine.ViewAsync(agentId, cancellation));
        return query.Kind switch
        {
            QueryKind.Calls => new Reply.Answered(EventWriter.StateSync(view), view, query.RequestId),
            QueryKind.DirectConnects => new Reply.Answered(EventWriter.DirectConnects(view), view, query.RequestId),
            QueryKind.Agent => new Reply.Answered(EventWriter.AgentStateSync(view), view, query.RequestId),
            QueryKind.AgentStates => new Reply.Answered(EventWriter.AgentStates(view), view, query.RequestId),
            QueryKind.Login when view.IsBridgeAttached => new Reply.Answered(EventWriter.LoginSuccess(view), view, query.RequestId),
            QueryKind.Login => new Reply.Failed(WireError.Of("Login", "No bridge of this agent is connected."), query.RequestId),
            _ => throw new ArgumentOutOfRangeException(nameof(query), query.Kind, "not a query"),
        };
    }

    private async ValueTask<Reply> AskAsync(string agentId, Ask asked, CancellationToken cancellation)
    {
        var ask = await WithEndpointKnownAsync(agentId, asked, cancellation);
        journal.RefuseWhileOut();
        return await journal.WaitAsync(engine.AskAsync(agentId, ask, cancellation)) switch
        {
            AskAnswer.Accepted accepted => new Reply.Accepted(accepted.RequestId, accepted.Outcome),
            AskAnswer.Refused { Error: { Type: WireError.JournalUnavailableType } error } => new Reply.Failed(journal.ErrorOf(error.Detail), ask.RequestId),
            AskAnswer.Refused refused => new Reply.Failed(refused.Error, ask.RequestId),
            AskAnswer.Repeated { Error: { } error } => new Reply.Failed(error, ask.RequestId),
            AskAnswer.Repeated repeated => new Reply.Answered(EventWriter.StateSync(repeated.View), repeated.View, ask.RequestId, repeated.Outcome),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no answer."),
        };
    }

    /// <summary>A direct connect may come without its type; the bridge told it with the endpoints.</summary>
    private async ValueTask<Ask> WithEndpointKnownAsync(string agentId, Ask ask, CancellationToken cancellation) => ask switch
    {
        Ask.OfCall { To: { Type: "" } to } call => call with { To = await KnownAsync(agentId, to, cancellation) },
        Ask.MakeCall { To: { Type: "" } to } call => call with { To = await KnownAsync(agentId, to, cancellation) },
        _ => ask,
    };

    private async ValueTask<Endpoint> KnownAsync(string agentId, Endpoint asked, CancellationToken cancellation)
    {
        var view = await journal.WaitAsync(engine.ViewAsync(agentId, cancellation));
        var known = view.Picture.Session.Endpoints.FirstOrDefault(each => each.EndpointArn == asked.EndpointArn && each.EndpointId == asked.EndpointId);
        return asked with
        {
            Type = known?.Type ?? (asked.PhoneNumber is null ? "agent" : "phone_number"),
            Name = asked.Name ?? known?.Name,
            PhoneNumber = asked.PhoneNumber ?? known?.PhoneNumber,
        };
    }

    private static string? RequestIdOf(AppMessage message) => message switch
    {
        AppMessage.Query query => query.RequestId,
        AppMessage.Command command => command.Ask.RequestId,
        AppMessage.Malformed malformed => malformed.RequestId,
        _ => null,
    };
}

/// <summary>What became of an app's request at first; only the asker hears of it.</summary>
internal abstract record Reply
{
    private Reply() { }

    /// <param name="View">What the event stands for.</param>
    /// <param name="Outcome">Of the request that is repeated, while it is outstanding; else null.</param>
    public sealed record Answered(ReadOnlyMemory<byte> Event, AgentView View, string RequestId, Task<AskOutcome>? Outcome = null) : Reply;

    public sealed record Accepted(string RequestId, Task<AskOutcome> Outcome) : Reply;

    public sealed record Failed(WireError Error, string? RequestId) : Reply;
}
