using CallActors.Connect.Api;
using CallActors.Engine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Api;

/// <summary>Joins the engine and Amazon's API, from the node's start to its stop.</summary>
internal sealed class AmazonApiConnection(AmazonApiOptions options, ICallEngine engine, ILogger<AmazonApiConnection> log)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private AmazonConnectClient? reading;
    private AmazonConnectClient? commanding;
    private Task running = Task.CompletedTask;

    /// <summary>The API is called only now: a simulated one is at an address of this application.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        reading = ClientOf(options, options.Settings());
        var once = options.Settings();
        // What is asked for an app goes out at most once: an attempt whose answer was lost is not made again.
        once.MaxErrorRetry = 0;
        commanding = ClientOf(options, once);
        var attributes = new AttributeRounds(reading, options, engine, log);
        var states = new StateRounds(reading, options, engine, log);
        var userData = new UserDataRounds(reading, options, engine, attributes, states, log);
        var requests = new AmazonRequests(commanding, options, engine, userData, log);
        running = Task.WhenAll(userData.RunAsync(stopping.Token), attributes.RunAsync(stopping.Token), states.RunAsync(stopping.Token));
        engine.AttachApi(new ApiLink(requests.Send, userData.BridgeLost, attributes.Add, states.Add, userData.PutAllRight));
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        reading?.Dispose();
        commanding?.Dispose();
        stopping.Dispose();
    }

    private static AmazonConnectClient ClientOf(AmazonApiOptions options, AmazonConnectConfig settings) =>
        options.Credentials is { } credentials ? new AmazonConnectClient(credentials, settings) : new AmazonConnectClient(settings);
}
