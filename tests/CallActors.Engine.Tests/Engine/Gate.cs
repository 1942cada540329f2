namespace CallActors.Engine.Tests.Engine;

/// <summary>Open until a test closes it; who comes to it meanwhile waits.</summary>
internal sealed class Gate
{
    private volatile TaskCompletionSource? closed;

    /// <summary>Closes it; the action opens it again.</summary>
    public Action Close()
    {
        var closing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        closed = closing;
        return () =>
        {
            closed = null;
            closing.SetResult();
        };
    }

    public Task OpenAsync() => closed?.Task ?? Task.CompletedTask;
}
