using System.Threading.Channels;
using CallActors.Connect.Bridge;
using CallActors.Domain.Agents;
using CallActors.Engine;
using CallActors.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Bridges;

/// <summary>
/// Gives what a bridge says to the engine, one after another. Snapshots are whole, so that of several that wait in a
/// row only the newest counts; while the journal is not available the newest is tried again and again.
/// </summary>
internal sealed class BridgeReports : IAsyncDisposable
{
    private const int WaitingMaximum = 64;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    private readonly Channel<BridgeMessage> waiting = Channel.CreateBounded<BridgeMessage>(
        new BoundedChannelOptions(WaitingMaximum) { SingleReader = true, AllowSynchronousContinuations = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly ICallEngine engine;
    private readonly string agentId;
    private readonly string attachment;
    private readonly BridgeRequests requests;
    private readonly ILogger log;
    private readonly CancellationToken stopping;
    private readonly Task giving;

    public BridgeReports(
        ICallEngine engine, string agentId, string attachment, BridgeRequests requests, ILogger log, CancellationToken stopping)
    {
        (this.engine, this.agentId, this.attachment) = (engine, agentId, attachment);
        (this.requests, this.log, this.stopping) = (requests, log, stopping);
        giving = GiveAllAsync();
    }

    /// <summary>Puts a message behind those that wait; waits itself while there are too many, so that the socket is read no further.</summary>
    public ValueTask AddAsync(BridgeMessage message, CancellationToken cancellation) => waiting.Writer.WriteAsync(message, cancellation);

    /// <summary>Gives on what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.Complete();
        await giving;
    }

    private async Task GiveAllAsync()
    {
        await foreach (var message in waiting.Reader.ReadAllAsync())
        {
            var newest = message;
            while (!await TryGiveAsync(newest = NewestOf(newest)) && !stopping.IsCancellationRequested)
            {
                await Task.Delay(Again, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private BridgeMessage NewestOf(BridgeMessage message)
    {
        while (message is BridgeMessage.Snapshot one && waiting.Reader.TryPeek(out var next)
            && next is BridgeMessage.Snapshot other && Covers(other.Report, one.Report))
        {
            waiting.Reader.TryRead(out _);
            message = other;
        }

        return message;
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
