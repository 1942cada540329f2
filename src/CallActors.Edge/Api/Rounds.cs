using System.Threading.Channels;
using Amazon.Runtime;
using CallActors.Connect.Api.Quotas;
using CallActors.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Api;

/// <summary>Asks Amazon for one thing after another in the background, within the site's quota; too many are left out.</summary>
/// <param name="ask">Asks for one, and gives what came to the engine.</param>
/// <param name="nameOf">What it is about, for the log.</param>
internal sealed class Rounds<T>(Func<T, CancellationToken, Task> ask, Func<T, string> nameOf, AmazonApiOptions options, ILogger log)
{
    private readonly Channel<T> waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(options.Waiting) { SingleReader = true });

    /// <summary>Does not block. Where too many wait this one is not asked for.</summary>
    public void Add(T one)
    {
        if (!waiting.Writer.TryWrite(one))
        {
            log.LogWarning("Amazon is not asked for {What}: {Most} wait already.", nameOf(one), options.Waiting);
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var one in waiting.Reader.ReadAllAsync(stopping))
        {
            while (await TryAsync(one, stopping) is { } pause)
            {
                await Task.Delay(pause, stopping);
            }
        }
    }

    /// <returns>How long to wait before it is tried again, null where it is done or cannot be.</returns>
    private async Task<TimeSpan?> TryAsync(T one, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(options.QuestionLimit);
        try
        {
            await ask(one, limit.Token);
            return null;
        }
        catch (RequestQuotaException full)
        {
            return full.RetryAfter;
        }
        catch (JournalUnavailableException)
        {
            return options.AskAgain;
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            log.LogWarning(
                "Amazon did not give {What} ({Kind}: {Reason}); they stay unknown.",
                nameOf(one), error.GetType().Name, error is AmazonClientException ? error.Message : "");
            return null;
        }
    }
}
