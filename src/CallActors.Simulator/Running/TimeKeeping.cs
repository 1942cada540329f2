using System.Threading.Channels;
using CallActors.Simulator.Centre;

namespace CallActors.Simulator.Running;

/// <summary>Lets happen by itself what is due: by stored times, so that it also happens after a restart.</summary>
internal sealed class TimeKeeping(LiveCentre live)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Channel<bool> changes =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Runs until it is to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        live.Changed += Notice;
        try
        {
            while (true)
            {
                var now = DateTimeOffset.UtcNow;
                var next = live.Told.NextStepAt();
                if (next <= now)
                {
                    await live.ChangeAsync((centre, _) => centre.Elapse(now));
                    continue;
                }

                // A pause between two looks keeps a busy floor from being searched at every change.
                await Task.Delay(ShortestPause, stopping);
                await WaitAsync(next - now ?? LongestPause, stopping);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SimulatorException)
        {
            // Stopped, or the file cannot be written: whoever asks next is told so.
        }
        finally
        {
            live.Changed -= Notice;
        }
    }

    private void Notice(ContactCentre centre, TimeSpan showDelay) => changes.Writer.TryWrite(true);

    private async Task WaitAsync(TimeSpan longest, CancellationToken stopping)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timer.CancelAfter(longest < LongestPause ? longest : LongestPause);
        try
        {
            await changes.Reader.ReadAsync(timer.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Its time has come.
        }
    }
}
