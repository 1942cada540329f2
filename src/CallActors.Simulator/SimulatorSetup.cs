using CallActors.Simulator.Amazon;
using CallActors.Simulator.Control;
using CallActors.Simulator.Running;

namespace CallActors.Simulator;

/// <summary>Puts a simulated contact centre into an ASP.NET Core application.</summary>
public static class SimulatorSetup
{
    /// <summary>Adds the simulator. It opens its world when the application starts and connects its bridges after that.</summary>
    public static IServiceCollection AddSimulator(this IServiceCollection services, SimulatorOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<RunningSimulator>();
        services.AddHostedService(provider => provider.GetRequiredService<RunningSimulator>());
        return services;
    }

    /// <summary>Maps its control API under <c>/v1/simulator</c>.</summary>
    public static IEndpointRouteBuilder MapSimulator(this IEndpointRouteBuilder endpoints)
    {
        var simulator = endpoints.ServiceProvider.GetRequiredService<RunningSimulator>();
        var group = endpoints.MapGroup("/v1/simulator").AddEndpointFilter(ControlErrors.InvokeAsync);
        group.MapSite(simulator);
        group.MapAgents(simulator);
        group.MapParties(simulator);
        endpoints.MapGroup("/v1/simulator").MapAmazonApi(simulator);
        return endpoints;
    }
}
