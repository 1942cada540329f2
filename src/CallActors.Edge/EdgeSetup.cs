using CallActors.Edge.Api;
using CallActors.Edge.Bridges;
using CallActors.Edge.Console;
using CallActors.Edge.Feeds;
using CallActors.Edge.Http;
using CallActors.Edge.Messages;
using CallActors.Edge.Sockets;
using CallActors.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CallActors.Edge;

/// <summary>Puts the ways in to the engine into an ASP.NET Core application (docs/messages.md, "Ways in").</summary>
public static class EdgeSetup
{
    /// <summary>Adds the edge. An <see cref="ICallEngine"/> must be among the services.</summary>
    public static IServiceCollection AddCallActorsEdge(this IServiceCollection services, EdgeOptions options)
    {
        services.AddRouting();
        services.AddSingleton(options);
        services.AddSingleton<AppRequests>();
        services.AddSingleton<JournalWatch>();
        services.AddSingleton<OpenSockets>();
        services.AddHostedService(all => all.GetRequiredService<OpenSockets>());
        services.AddSingleton<SocketEndpoint>();
        services.AddSingleton<BusEndpoint>();
        services.AddSingleton<BridgeEndpoint>();
        services.AddSingleton<MessagesEndpoint>();
        services.AddSingleton<EventsEndpoint>();
        services.AddSingleton<ConsoleFiles>();
        services.AddConnectFeeds();
        if (options.AmazonApi is { } api)
        {
            services.AddSingleton(api);
            services.AddHostedService<AmazonApiConnection>();
        }

        return services;
    }

    /// <summary>Maps every address of the edge, and refuses other sites' pages before anything else of the application.</summary>
    public static WebApplication MapCallActorsEdge(this WebApplication app)
    {
        var services = app.Services;
        app.UseMiddleware<FaultAnswers>();
        app.UseMiddleware<LoopbackOnly>();
        app.UseWebSockets();
        app.MapGet("/v1/bridge", services.GetRequiredService<BridgeEndpoint>().ServeAsync);
        app.MapGet("/v1/agents", AgentList.ServeAsync);
        var agent = app.MapGroup("/v1/agents/{agentId}").AddEndpointFilter(AgentIdFilter.InvokeAsync);
        agent.MapGet("/bus", services.GetRequiredService<BusEndpoint>().ServeAsync);
        agent.MapPost("/messages", services.GetRequiredService<MessagesEndpoint>().ServeAsync);
        agent.MapGet("/events", services.GetRequiredService<EventsEndpoint>().ServeAsync);
        agent.MapGet("/state", CallState.ServeAsync);
        app.MapConnectFeeds();
        app.MapHealth();
        app.MapDescription();
        app.MapConsole(services.GetRequiredService<ConsoleFiles>());
        return app;
    }
}
