using CallActors.Engine;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Sockets;

/// <summary>
/// Says to apps that the journal is not available, at the latest when this node counts as not ready: a commit that hangs
/// may take many seconds to fail, and another node could serve meanwhile. Why is said in the log and not to apps: it
/// names files and servers.
/// </summary>
internal sealed class JournalWatch(ICallEngine engine, EdgeOptions options, ILogger<JournalWatch> log) : IDisposable
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    private CancellationTokenSource untilOut = new();
    private long saidAt;

    /// <summary>How long the journal has not answered.</summary>
    public TimeSpan OutFor => engine.JournalOutFor;

    public bool IsOut => OutFor >= options.NotReadyAfter;

    /// <summary>Looks whether the journal is out; to be called now and then.</summary>
    public void Look()
    {
        if (IsOut)
        {
            untilOut.Cancel();
        }
        else if (untilOut.IsCancellationRequested)
        {
            // Who waited for the old one has been answered; it holds nothing that needs disposing.
            Volatile.Write(ref untilOut, new CancellationTokenSource());
        }
    }

    /// <summary>To be called before the engine is asked something that is to be journaled: what is refused here is not done later.</summary>
    /// <exception cref="JournalUnavailableException">The journal is out.</exception>
    public void RefuseWhileOut()
    {
        if (IsOut)
        {
            throw Out();
        }
    }

    /// <summary>Waits for what the engine was asked, but no longer than until the journal counts as out.</summary>
    /// <exception cref="JournalUnavailableException">The journal is out. What was asked may be done all the same.</exception>
    public ValueTask<T> WaitAsync<T>(ValueTask<T> answer) => answer.IsCompleted ? answer : new ValueTask<T>(WaitAsync(answer.AsTask()));

    /// <summary>What an app is told, while the reason goes to the log.</summary>
    public WireError ErrorOf(string reason)
    {
        var (now, last) = (Environment.TickCount64, Volatile.Read(ref saidAt));
        if ((last == 0 || now - last >= SayEvery.TotalMilliseconds) && Interlocked.CompareExchange(ref saidAt, now, last) == last)
        {
            log.LogWarning("Requests are answered JOURNAL_UNAVAILABLE: {Reason}", reason);
        }

        return WireError.JournalOut;
    }

    public void Dispose() => untilOut.Dispose();

    private async Task<T> WaitAsync<T>(Task<T> answer)
    {
        // It may have come back since somebody last looked.
        Look();
        var isOut = Volatile.Read(ref untilOut).Token;
        try
        {
            return await answer.WaitAsync(isOut);
        }
        catch (OperationCanceledException) when (isOut.IsCancellationRequested && !answer.IsCanceled)
        {
            _ = answer.ContinueWith(late => late.Exception, default, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw Out();
        }
    }

    private JournalUnavailableException Out() => new($"The journal has not answered for {OutFor.TotalSeconds:0.0} s.");
}
