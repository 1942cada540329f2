using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CallActors.Client.Requests;
using CallActors.Client.Wire;

namespace CallActors.Client.Events;

/// <summary>An agent's events over any number of sockets, each once and in order.</summary>
internal sealed class Following(string agentId, CallActorsClient site, Action<LinkState> linked)
{
    private const int GoingAway = 1001, ServiceRestart = 1012, TryAgain = 1013, TooSlow = 4008;

    private readonly Nodes nodes = new(site.Options.Addresses);
    private readonly Pauses pauses = new(site.Options);

    /// <param name="order">Moves on with each event that was dealt with: when the next one is asked for.</param>
    public async IAsyncEnumerable<AgentEvent> EventsAsync(RevisionOrder order, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var node = nodes.Current;
            var (socket, trouble) = await TryOpenAsync(node, order, cancellation);
            if (socket is not null)
            {
                await using var open = socket;
                linked(new LinkState(agentId, node, IsOpen: true));
                await foreach (var each in EventsAsync(socket, order, cancellation))
                {
                    yield return each;
                }
            }

            var closedBy = socket?.CloseCode;
            if (closedBy is not TooSlow)
            {
                nodes.GiveUp(node);
            }

            // Who was asked to go elsewhere, or was too slow and has caught up, need not wait long.
            if (closedBy is GoingAway or ServiceRestart or TryAgain or TooSlow && nodes.Count > 1)
            {
                pauses.Reset();
            }

            var pause = pauses.Next();
            linked(new LinkState(agentId, node, IsOpen: false, closedBy, socket?.CloseReason ?? trouble, pause));
            await Task.Delay(pause, cancellation);
        }
    }

    private async Task<(BusSocket? Socket, string? Trouble)> TryOpenAsync(Uri node, RevisionOrder order, CancellationToken cancellation)
    {
        await site.Opening.WaitAsync(cancellation);
        try
        {
            // A revision that no agent has reached is answered with the state: so an app that knows nothing yet begins.
            return (await BusSocket.OpenAsync(node, agentId, order.Complete ?? long.MaxValue, site.Invoker, site.Options, cancellation), null);
        }
        catch (WebSocketException error)
        {
            return (null, error.Message);
        }
        finally
        {
            site.Opening.Release();
        }
    }

    /// <summary>What comes on one socket, until it is closed, lost, or misses something.</summary>
    private async IAsyncEnumerable<AgentEvent> EventsAsync(BusSocket socket, RevisionOrder order, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? profileAsked = null;
        while (await socket.ReceiveAsync(cancellation) is { } message)
        {
            if (TryRead(message) is not { Meta: { } meta } told)
            {
                yield break;
            }

            pauses.Reset();
            var place = order.PlaceOf(meta, told is AgentEvent.CallsSynced);
            switch (place)
            {
                case Place.Known:
                    continue;
                case Place.Gap:
                    yield break;
                case Place.Answer when meta.RequestId is null || meta.RequestId != profileAsked:
                    continue;
                case Place.Answer when told is not AgentEvent.AgentSynced:
                    // The node could not say: another socket begins anew.
                    yield break;
                case Place.Answer when meta.Revision < order.Complete:
                    // What was told meanwhile is newer.
                    profileAsked = await AskProfileAsync(socket, cancellation);
                    continue;
            }

            yield return told;
            order.Advance(meta, place);
            if (place == Place.Sync)
            {
                profileAsked = await AskProfileAsync(socket, cancellation);
            }
        }
    }

    private async Task<string> AskProfileAsync(BusSocket socket, CancellationToken cancellation)
    {
        var request = new RequestEnvelope("Agent", "StateSync", site.Options.Source, null, Guid.NewGuid().ToString("N"));
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(request, WireJson.OnWire.RequestEnvelope), cancellation);
        return request.RequestId;
    }

    private AgentEvent? TryRead(ReadOnlyMemory<byte> message)
    {
        try
        {
            return EventReader.Read(agentId, message.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
