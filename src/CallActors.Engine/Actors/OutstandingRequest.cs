using CallActors.Domain.Agents;
using CallActors.Engine.Wire;

namespace CallActors.Engine.Actors;

/// <summary>Watches the one request of an agent that waits for Amazon Connect: its deadline, and who waits for its outcome.</summary>
internal sealed class OutstandingRequest(EngineOptions options, Action<string> overdue, Func<Request, TimeSpan> deadlineOf)
{
    private readonly Lock gate = new();
    private string? requestId;
    private ITimer? deadline;
    private TaskCompletionSource<AskOutcome>? outcome;

    /// <summary>Begins to count: a deadline is a duration, counted from when this node saw the request.</summary>
    public void Watch(Request? request)
    {
        lock (gate)
        {
            if (request is null || request.RequestId == requestId)
            {
                return;
            }

            requestId = request.RequestId;
            outcome = new TaskCompletionSource<AskOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            deadline?.Dispose();
            deadline = options.Clock.CreateTimer(id => overdue((string)id!), requestId, deadlineOf(request), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Completes when the request ends; at once where it is not the one outstanding.</summary>
    public Task<AskOutcome> OutcomeOf(string id)
    {
        lock (gate)
        {
            return id == requestId && outcome is not null ? outcome.Task : Task.FromResult(new AskOutcome(null, []));
        }
    }

    public void End(string id, RecentRequest? failed, Told? told)
    {
        lock (gate)
        {
            if (id != requestId)
            {
                return;
            }

            requestId = null;
            deadline?.Dispose();
            deadline = null;
            var error = failed is { Failure: { } text } ? EventWriter.ErrorOf(failed.Request, text) : null;
            outcome?.TrySetResult(new AskOutcome(error, told?.Parts ?? []));
        }
    }

    /// <summary>Counts no more: whoever takes the agent up next does. Whoever waits here for the outcome is cancelled.</summary>
    public void Forget()
    {
        lock (gate)
        {
            requestId = null;
            deadline?.Dispose();
            deadline = null;
            outcome?.TrySetCanceled();
        }
    }

    public void TryAgain(string id)
    {
        lock (gate)
        {
            if (id == requestId)
            {
                deadline?.Change(options.JournalRetry, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
