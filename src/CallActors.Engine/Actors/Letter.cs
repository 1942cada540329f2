namespace CallActors.Engine.Actors;

/// <summary>A message in an agent's mailbox: what is to be done, and who is told where that fails.</summary>
/// <param name="isUse">Whether it shows that somebody needs the agent.</param>
internal abstract class Letter(bool isUse)
{
    public bool IsUse => isUse;

    /// <summary>Does what it asks; <see cref="Answer"/> follows when that is done.</summary>
    public abstract Task WorkAsync();

    public abstract void Answer();

    public abstract void Fail(Exception fault);
}

/// <summary>A message that is answered.</summary>
internal sealed class Letter<T>(Func<Task<T>> work, bool isUse = true) : Letter(isUse)
{
    // The actor must not run its callers' code, which would hold up the letters behind.
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<T>? done;

    public Task<T> Answered => answer.Task;

    public override Task WorkAsync() => done = work();

    public override void Answer() => answer.SetResult(done!.Result);

    public override void Fail(Exception fault) => answer.TrySetException(fault);
}

/// <summary>The actor was let go before it came to this letter: nothing of it happened, and a new actor takes it.</summary>
internal sealed class ActorRetiredException() : Exception("The actor was let go: ask a new one.");
