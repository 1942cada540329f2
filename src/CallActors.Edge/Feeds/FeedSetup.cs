using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CallActors.Edge.Feeds;

/// <summary>Puts Amazon's feeds into the edge.</summary>
internal static class FeedSetup
{
    public static void AddConnectFeeds(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FeedReports>();
        services.AddSingleton<FeedCounters>();
        services.AddSingleton<SetAsideRecords>();
        services.AddSingleton<AgentEventsEndpoint>();
        services.AddSingleton<ContactEventsEndpoint>();
    }

    public static void MapConnectFeeds(this WebApplication app)
    {
        app.MapPost("/v1/connect/agent-events", app.Services.GetRequiredService<AgentEventsEndpoint>().ServeAsync);
        app.MapPost("/v1/connect/contact-events", app.Services.GetRequiredService<ContactEventsEndpoint>().ServeAsync);
        app.MapSetAside();
    }
}
