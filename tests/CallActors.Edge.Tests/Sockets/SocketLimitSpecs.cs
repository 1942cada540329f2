using System.Net;
using System.Net.WebSockets;
using CallActors.Edge.Tests.Running;

namespace CallActors.Edge.Tests.Sockets;

/// <summary>Sockets are bounded, for a node and for an agent; who leaves makes room.</summary>
public sealed class SocketLimitSpecs
{
    [Fact]
    public async Task One_app_more_of_an_agent_than_a_node_serves_is_refused_until_another_one_leaves()
    {
        await using var edge = await RunningEdge.StartAsync(new EdgeOptions { SocketsOfAgentMost = 2 });
        using var first = await edge.ConnectAsync("/v1/agents/agent1/bus");
        using var stream = await edge.Http.GetAsync("/v1/agents/agent1/events", HttpCompletionOption.ResponseHeadersRead);
        stream.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await RefusedAsync(edge, "/v1/agents/agent1/bus")).ShouldBe(HttpStatusCode.TooManyRequests);
        using (var refused = await edge.Http.GetAsync("/v1/agents/agent1/events"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("\"RATE_LIMITED\",\"errorMessage\":\"Agent agent1 has 2 apps connected to this node, which is the limit: close some.\"");
        }

        using var anothers = await edge.ConnectAsync("/v1/agents/agent2/bus");
        await first.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        using var again = await AcceptedAsync(edge, "/v1/agents/agent1/bus");
    }

    [Fact]
    public async Task One_socket_more_than_a_node_serves_is_refused_a_bridge_too_until_another_one_leaves()
    {
        await using var edge = await RunningEdge.StartAsync(new EdgeOptions { SocketsMost = 2 });
        using var app = await edge.ConnectAsync("/v1/agents/agent1/bus");
        using var bridge = await edge.AttachAsync("agent1");

        (await RefusedAsync(edge, "/v1/agents/agent2/bus")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await RefusedAsync(edge, "/v1/bridge")).ShouldBe(HttpStatusCode.ServiceUnavailable);

        bridge.Socket.Abort();
        using var again = await AcceptedAsync(edge, "/v1/bridge");
    }

    [Fact]
    public async Task An_app_that_reads_nothing_more_makes_room_once_it_was_cut_off_and_its_grace_is_over()
    {
        await using var edge = await RunningEdge.StartAsync(
            new EdgeOptions { SocketsOfAgentMost = 2, WaitingMessages = 8, CloseGrace = TimeSpan.FromMilliseconds(200) });
        using var bridge = await edge.AttachAsync("agent1");
        using var stuck = await edge.ConnectAsync("/v1/agents/agent1/bus");
        using var quick = await edge.ConnectAsync("/v1/agents/agent1/bus");
        var attribute = new string('x', 500_000);
        for (var second = 1; second <= 40; second++)
        {
            await bridge.SendAsync(Snapshots.Call(second, second % 2 == 0 ? "hold" : "connected", attribute));
            await quick.ReceiveTextAsync();
            await quick.ReceiveTextAsync();
        }

        using var again = await AcceptedAsync(edge, "/v1/agents/agent1/bus");
    }

    private static async Task<HttpStatusCode> RefusedAsync(RunningEdge edge, string path)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Should.ThrowAsync<WebSocketException>(
            socket.ConnectAsync(new UriBuilder(new Uri(edge.Http.BaseAddress!, path)) { Scheme = "ws" }.Uri, CancellationToken.None));
        return socket.HttpStatusCode;
    }

    /// <summary>The one that leaves is gone for the node a little later.</summary>
    private static async Task<TestSocket> AcceptedAsync(RunningEdge edge, string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await edge.ConnectAsync(path);
            }
            catch (WebSocketException) when (attempt < 500)
            {
                await Task.Delay(20);
            }
        }
    }
}
