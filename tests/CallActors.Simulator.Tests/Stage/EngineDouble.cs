using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallActors.Simulator.Tests.Stage;

/// <summary>The engine's side of the bridge protocol, and nothing else of an engine.</summary>
internal sealed class EngineDouble : IAsyncDisposable
{
    private readonly ConcurrentQueue<EngineSide> sides = new();
    private readonly WebApplication application;

    private EngineDouble(WebApplication application) => this.application = application;

    /// <summary>Whether a bridge is welcomed as soon as it has said hello.</summary>
    public bool Welcomes { get; set; } = true;

    /// <summary>What is said instead of a welcome, where anything is.</summary>
    public string Greeting { get; set; } = "welcome";

    public Uri BridgeAddress => new(application.Urls.First().Replace("http:", "ws:", StringComparison.Ordinal) + "/v1/bridge");

    public int Port => BridgeAddress.Port;

    public static async Task<EngineDouble> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        var application = builder.Build();
        var engine = new EngineDouble(application);
        application.UseWebSockets();
        application.MapGet("/v1/bridge", engine.AcceptAsync);
        await application.StartAsync();
        return engine;
    }

    /// <summary>The newest socket of the agent's bridge that is still open, once it has said hello.</summary>
    public async Task<EngineSide> BridgeAsync(string agentId)
    {
        EngineSide? side = null;
        await Patience.UntilAsync(
            () => (side = sides.LastOrDefault(known => known.AgentId == agentId && known.IsOpen)) is not null,
            $"a bridge of {agentId}");
        return side!;
    }

    /// <summary>How many sockets ever said hello.</summary>
    public int Hellos => sides.Count(side => side.AgentId is not null);

    public async ValueTask DisposeAsync()
    {
        foreach (var side in sides)
        {
            side.Drop();
        }

        await application.StopAsync();
        await application.DisposeAsync();
    }

    private async Task AcceptAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var side = new EngineSide(socket);
        sides.Enqueue(side);
        await side.ReceiveAsync(hello => Welcomes
            ? side.SendAsync(new { type = Greeting, agentId = hello, attachment = Guid.NewGuid().ToString() })
            : Task.CompletedTask);
    }
}
