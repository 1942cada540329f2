namespace CallActors.Edge.Api;

/// <summary>Of whom Amazon is to be asked next: first those for whom an app waits, then the others in their order. Each agent once.</summary>
internal sealed class UserDataQuestions(TimeProvider clock)
{
    private readonly Lock guard = new();
    private readonly LinkedList<Question> waiting = [];
    private readonly Dictionary<string, LinkedListNode<Question>> byAgent = new(StringComparer.Ordinal);
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Puts them behind the others in their order, or, where an app waits, before them; of two questions about one
    /// agent the more urgent one stays. Those that are added together can be taken together.
    /// </summary>
    public void Add(params IEnumerable<Question> questions)
    {
        lock (guard)
        {
            foreach (var question in questions)
            {
                Put(question);
            }

            changed.TrySetResult();
        }
    }

    private void Put(Question question)
    {
        if (byAgent.Remove(question.AgentId, out var before))
        {
            waiting.Remove(before);
            question = question.RequestId is null && before.Value.RequestId is not null ? before.Value
                : question with { NotBefore = question.RequestId is null ? Math.Min(question.NotBefore, before.Value.NotBefore) : question.NotBefore };
        }

        byAgent[question.AgentId] = question.RequestId is null ? waiting.AddLast(question) : waiting.AddFirst(question);
    }

    /// <summary>Waits until there are some, and takes up to a number of those whose time has come.</summary>
    public async Task<IReadOnlyList<Question>> TakeAsync(int most, CancellationToken cancellation)
    {
        while (true)
        {
            Task newer;
            TimeSpan? wait;
            lock (guard)
            {
                var now = clock.GetTimestamp();
                var due = waiting.Where(question => question.NotBefore <= now).Take(most).ToArray();
                if (due.Length > 0)
                {
                    foreach (var question in due)
                    {
                        byAgent.Remove(question.AgentId, out var node);
                        waiting.Remove(node!);
                    }

                    return due;
                }

                wait = waiting.Count == 0 ? null : clock.GetElapsedTime(now, waiting.Min(question => question.NotBefore));
                if (changed.Task.IsCompleted)
                {
                    changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                newer = changed.Task;
            }

            await (wait is { } rest ? Task.WhenAny(newer, Task.Delay(rest, clock, cancellation)) : newer.WaitAsync(cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }
}

/// <param name="NotBefore">A time stamp of the clock.</param>
/// <param name="RequestId">The request whose end is looked for; null where nobody waits.</param>
/// <param name="Until">A time stamp of the clock after which nobody waits any more.</param>
internal sealed record Question(string AgentId, long NotBefore, string? RequestId = null, long Until = 0);
