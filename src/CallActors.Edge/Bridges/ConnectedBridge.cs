using System.Net.WebSockets;
using CallActors.Connect.Bridge;
using CallActors.Edge.Sockets;
using CallActors.Engine;
using CallActors.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Bridges;

/// <summary>One bridge from its hello to its loss. What it says is given on in order; what it cannot mean it is told.</summary>
internal sealed class ConnectedBridge : IAsyncDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    private readonly Outbox outbox;
    private readonly ICallEngine engine;
    private readonly ILogger log;
    private readonly CancellationToken stopping;
    private readonly Timer helloTimer;
    private BridgeHello? hello;
    private string? attachment;
    private BridgeRequests? requests;
    private BridgeReports? reports;
    private bool wasMuted;

    public ConnectedBridge(Outbox outbox, ICallEngine engine, EdgeOptions options, ILogger log, CancellationToken stopping)
    {
        (this.outbox, this.engine, this.log, this.stopping) = (outbox, engine, log, stopping);
        helloTimer = new Timer(
            _ => outbox.Close(WebSocketCloseStatus.PolicyViolation, "No hello came; it is to be the first message."),
            null, options.HelloLimit, Timeout.InfiniteTimeSpan);
    }

    public async ValueTask TakeAsync(SocketMessage frame, CancellationToken cancellation)
    {
        try
        {
            var message = Read(frame);
            if (message is BridgeMessage.Hello greeting)
            {
                await AttachAsync(greeting);
            }
            else
            {
                await (reports ?? throw new BridgeFrameException("The first message is to be hello."))
                    .AddAsync(message is BridgeMessage.Snapshot snapshot ? WithMuteChanged(snapshot) : message, cancellation);
            }
        }
        catch (BridgeFrameException error)
        {
            outbox.TryPost(BridgeWriter.Error(error.Message));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogUnexpected(error, "A message of a bridge could not be taken");
            outbox.Close(WebSocketCloseStatus.InternalServerError, "An unexpected error; connect again.");
        }
    }

    /// <summary>Gives on what still waits, and then tells the engine, until it is durable, that the bridge is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await helloTimer.DisposeAsync();
        if (reports is null)
        {
            return;
        }

        await reports.DisposeAsync();
        while (!await TryDetachAsync() && !stopping.IsCancellationRequested)
        {
            await Task.Delay(Again, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        log.LogInformation("The bridge of agent {AgentId} is lost ({Attachment}).", hello!.AgentId, attachment);
    }

    private static BridgeMessage Read(SocketMessage frame) => frame.Kind switch
    {
        SocketMessageKind.Text => BridgeReader.Read(frame.Bytes),
        SocketMessageKind.TooLong => throw new BridgeFrameException("The message is longer than 1 MiB; it is to be shorter."),
        _ => throw new BridgeFrameException("The message is binary; it is to be a text frame with one JSON object."),
    };

    /// <summary>
    /// A microphone that is muted in the page alone stands as not muted in every snapshot. So a snapshot says of it only
    /// what is otherwise than in the one before.
    /// </summary>
    private BridgeMessage.Snapshot WithMuteChanged(BridgeMessage.Snapshot snapshot)
    {
        var isUnchanged = (snapshot.Report.Muted ?? wasMuted) == wasMuted;
        wasMuted = snapshot.Report.Muted ?? wasMuted;
        return isUnchanged ? snapshot with { Report = snapshot.Report with { Muted = null } } : snapshot;
    }

    private async ValueTask AttachAsync(BridgeMessage.Hello greeting)
    {
        if (reports is not null)
        {
            throw new BridgeFrameException("A hello was said before; another agent's bridge is to open another socket.");
        }

        hello = new BridgeHello(greeting.AgentId, greeting.AgentArn, greeting.Username, greeting.Name, greeting.BridgeVersion);
        requests = new BridgeRequests(outbox);
        try
        {
            // Not given up halfway: an attachment that is durable must be known here, or nobody would ever detach it.
            attachment = await engine.AttachAsync(hello, requests.Link, CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            outbox.Close((WebSocketCloseStatus)1013, "The journal is not available; connect again.");
            return;
        }

        await helloTimer.DisposeAsync();
        requests.Welcome(hello.AgentId, attachment);
        reports = new BridgeReports(engine, hello.AgentId, attachment, requests, log, stopping);
        log.LogInformation("A bridge of agent {AgentId} is attached ({Attachment}).", hello.AgentId, attachment);
    }

    private async ValueTask<bool> TryDetachAsync()
    {
        try
        {
            await engine.DetachAsync(hello!.AgentId, attachment!, CancellationToken.None);
            return true;
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
    }
}
