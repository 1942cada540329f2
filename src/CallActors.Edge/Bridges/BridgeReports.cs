using CallActors.Connect.Bridge;
using CallActors.Domain.Agents;
using CallActors.Engine;
using CallActors.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Bridges;

/// <summary>
/// Gives what a bridge says to the engine, one after another. Snapshots are whole, so that of several that wait in a
/// row only the newest counts; while the journal is not available the newest is tried again and again. Whoever adds a
/// message where none waits gives it on himself, as far as that goes without waiting.
/// </summary>
internal sealed class BridgeReports : IAsyncDisposable
{
    private const int WaitingMaximum = 64;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    private readonly Queue<BridgeMessage> waiting = new();
    private readonly Lock gate = new();
    private readonly ICallEngine engine;
    private readonly string agentId;
    private readonly string attachment;
    private readonly BridgeRequests requests;
    private readonly ILogger log;
    private readonly CancellationToken stopping;
    private Task giving = Task.CompletedTask;
    private bool isGiving;

    public BridgeReports(
        ICallEngine engine, string agentId, string attachment, BridgeRequests requests, ILogger log, CancellationToken stopping)
    {
        (this.engine, this.agentId, this.attachment) = (engine, agentId, attachment);
        (this.requests, this.log, this.stopping) = (requests, log, stopping);
    }

    /// <summary>
    /// Puts a message behind those that wait; waits itself until they are given where there are too many, so that the socket
    /// is read no further. To be called by one at a time.
    /// </summary>
    public ValueTask AddAsync(BridgeMessage message, CancellationToken cancellation)
    {
        lock (gate)
        {
            waiting.Enqueue(message);
            if (isGiving)
            {
                return waiting.Count < WaitingMaximum ? ValueTask.CompletedTask : new ValueTask(giving.WaitAsync(cancellation));
            }

            isGiving = true;
        }

        giving = GiveAllAsync();
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives on what waits, and ends.</summary>
    public async ValueTask DisposeAsync() => await giving;

    private async Task GiveAllAsync()
    {
        while (Next() is { } message)
        {
            while (!await TryGiveAsync(message) && !stopping.IsCancellationRequested)
            {
                await Task.Delay(Again, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                message = NewestOf(message);
            }
        }
    }

    private BridgeMessage? Next()
    {
        lock (gate)
        {
            isGiving = waiting.TryDequeue(out var message);
            return isGiving ? NewestOf(message!) : null;
        }
    }

    private BridgeMessage NewestOf(BridgeMessage message)
    {
        lock (gate)
        {
            while (message is BridgeMessage.Snapshot one && waiting.TryPeek(out var next)
                && next is BridgeMessage.Snapshot other && Covers(other.Report, one.Report))
            {
                message = waiting.Dequeue();
            }

            return message;
        }
    }

    /// <summary>Whether nothing is lost when only the newer of two reports is given on.</summary>
    private static bool Covers(AgentReport newer, AgentReport older) =>
        newer.At >= older.At
        && (newer.Contacts is not null || older.Contacts is null)
        && (newer.State is not null || older.State is null)
        && (newer.Muted is not null || older.Muted is null);

    private async ValueTask<bool> TryGiveAsync(BridgeMessage message)
    {
        try
        {
            await GiveAsync(message);
            return true;
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
        catch (Exception error)
        {
            log.LogUnexpected(error, $"What the bridge of agent {agentId} said could not be taken");
            return true;
        }
    }

    private ValueTask GiveAsync(BridgeMessage message) => message switch
    {
        BridgeMessage.Snapshot snapshot =>
            engine.ReportAsync(agentId, snapshot.Report with { Attachment = attachment }, CancellationToken.None),
        BridgeMessage.Result result =>
            engine.AnswerAsync(agentId, result.RequestId, requests.WithoutDigits(result.RequestId, result.Error), CancellationToken.None),
        BridgeMessage.States states => engine.TellStatesAsync(agentId, states.All, CancellationToken.None),
        BridgeMessage.Endpoints endpoints => engine.TellEndpointsAsync(agentId, endpoints.All, CancellationToken.None),
        _ => throw new ArgumentOutOfRangeException(nameof(message), message.GetType(), "not said after hello"),
    };
}
