using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CallActors.Client.Tests;

/// <summary>A node that says on each socket what a test has written for it, for what a real one does seldom.</summary>
internal sealed class ScriptedNode : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> asked = new();
    private readonly TaskCompletionSource allSaid = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ScriptedNode(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    /// <summary>The <c>after</c> of each socket, in order.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    /// <param name="scripts">One for each socket: what is sent, and the code with which it is closed; 0 for a loss without a word.</param>
    public static async Task<ScriptedNode> StartAsync(params (int Close, string[] Messages)[] scripts)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var node = new ScriptedNode(builder.Build());
        node.app.UseWebSockets();
        node.app.Map("/v1/agents/{agentId}/bus", async context =>
        {
            var (number, after) = (node.asked.Count, context.Request.Query["after"].ToString());
            node.asked.Enqueue(after);
            using var socket = await context.WebSockets.AcceptWebSocketAsync("callactors.v1");
            if (number >= scripts.Length)
            {
                node.allSaid.TrySetResult();
                await socket.ReceiveAsync(new byte[1024].AsMemory(), context.RequestAborted);
                return;
            }

            foreach (var message in scripts[number].Messages)
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, context.RequestAborted);
            }

            if (scripts[number].Close == 0)
            {
                return;
            }

            await socket.CloseOutputAsync((WebSocketCloseStatus)scripts[number].Close, "As the test says.", context.RequestAborted);
            await socket.ReceiveAsync(new byte[1024].AsMemory(), context.RequestAborted);
        });
        await node.app.StartAsync();
        return node;
    }

    /// <summary>Completes when the client has come once more after all scripts.</summary>
    public Task AllSaidAsync() => allSaid.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static string Sync(long revision) => Message("InboundCall", "StateSync", """{"attributes":[],"queueName":null,"queueTimestamp":null,"calls":[]}""", revision, "");

    public static string Told(long revision, long previous, int part = 1, int parts = 1) => Message(
        "Agent", "CcpAgentState", $$"""{"name":"r{{revision}}.{{part}}","type":"routable"}""", revision, $"\"previous\":{previous},\"part\":{part},\"parts\":{parts},");

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static string Message(string topic, string subtopic, string message, long revision, string place)
    {
        var text = $$"""
            {"channel":"Amazon","topic":"{{topic}}","subtopic":"{{subtopic}}","message":{{message}},"meta":{"agentId":"agent1","revision":{{revision}},{{place}}"at":"2026-11-22T10:30:00.000Z","bridge":"attached"} }
            """;
        JsonDocument.Parse(text).Dispose();
        return text;
    }
}
