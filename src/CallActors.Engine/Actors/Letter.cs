namespace CallActors.Engine.Actors;

/// <summary>A message in an agent's mailbox: what is to be done, and who is told where that fails.</summary>
/// <param name="IsUse">Whether it shows that somebody needs the agent.</param>
internal sealed record Letter(Func<Task> Handle, Action<Exception> Fail, bool IsUse)
{
    public static Letter Of<T>(Func<Task<T>> work, out Task<T> answer, bool isUse = true)
    {
        var source = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        answer = source.Task;
        return new Letter(async () => source.SetResult(await work()), fault => source.TrySetException(fault), isUse);
    }
}

/// <summary>The actor was let go before it came to this letter: nothing of it happened, and a new actor takes it.</summary>
internal sealed class ActorRetiredException() : Exception("The actor was let go: ask a new one.");
