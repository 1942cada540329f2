using System.Net.WebSockets;
using CallActors.Connect.Bridge;
using CallActors.Domain.Agents;
using CallActors.Edge.Sockets;
using CallActors.Engine;

namespace CallActors.Edge.Bridges;

/// <summary>What goes to one bridge. The welcome is first, however early the engine has something to ask.</summary>
internal sealed class BridgeRequests
{
    // One request at a time, and a few words beside it; more means that the attaching never ends.
    private const int EarlyMost = 64;

    private readonly Outbox outbox;
    private readonly Lock gate = new();
    private List<ReadOnlyMemory<byte>>? early = [];
    private ReadOnlyMemory<byte> welcome;
    private volatile BridgeRequest? lastDigits;

    public BridgeRequests(Outbox outbox)
    {
        this.outbox = outbox;
        Link = new BridgeLink(
            Send, () => Post(BridgeWriter.Standby),
            () => outbox.Close((WebSocketCloseStatus)1012, "This bridge was taken for lost; connect again."),
            () => Post(welcome));
    }

    public BridgeLink Link { get; }

    public void Welcome(string agentId, string attachment)
    {
        lock (gate)
        {
            welcome = BridgeWriter.Welcome(agentId, attachment);
            outbox.TryPost(welcome);
            early!.ForEach(message => outbox.TryPost(message));
            early = null;
        }
    }

    /// <summary>Takes the digits of a request out of what Connect said of it: an error is journaled and told, digits never are.</summary>
    public ConnectError? WithoutDigits(string requestId, ConnectError? error) =>
        error is not null && lastDigits is { Digits: { } digits } request && request.RequestId == requestId
            ? error with { Message = error.Message?.Replace(digits, "…", StringComparison.Ordinal) }
            : error;

    private void Send(BridgeRequest request, TimeSpan deadline)
    {
        if (request.Digits is not null)
        {
            lastDigits = request;
        }

        Post(BridgeWriter.Request(request, deadline));
    }

    private void Post(ReadOnlyMemory<byte> message)
    {
        lock (gate)
        {
            if (early is null)
            {
                outbox.TryPost(message);
            }
            else if (early.Count < EarlyMost)
            {
                early.Add(message);
            }
            else
            {
                outbox.Close(Outbox.TooSlow, "More was to be sent than is held before the welcome; connect again.");
            }
        }
    }
}
