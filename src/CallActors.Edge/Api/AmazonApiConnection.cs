using CallActors.Connect.Api;
using CallActors.Engine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Api;

/// <summary>Joins the engine and Amazon's API, from the node's start to its stop.</summary>
internal sealed class AmazonApiConnection : IHostedService, IDisposable
{
    private readonly ICallEngine engine;
    private readonly AmazonConnectClient reading;
    private readonly AmazonConnectClient commanding;
    private readonly AmazonRequests requests;
    private readonly UserDataRounds userData;
    private readonly AttributeRounds attributes;
    private readonly StateRounds states;
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public AmazonApiConnection(AmazonApiOptions options, ICallEngine engine, ILogger<AmazonApiConnection> log)
    {
        this.engine = engine;
        reading = ClientOf(options, options.Settings());
        var once = options.Settings();
        // What is asked for an app goes out at most once: an attempt whose answer was lost is not made again.
        once.MaxErrorRetry = 0;
        commanding = ClientOf(options, once);
        attributes = new AttributeRounds(reading, options, engine, log);
        states = new StateRounds(reading, options, engine, log);
        userData = new UserDataRounds(reading, options, engine, attributes, states, log);
        requests = new AmazonRequests(commanding, options, engine, userData, log);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        running = Task.WhenAll(userData.RunAsync(stopping.Token), attributes.RunAsync(stopping.Token), states.RunAsync(stopping.Token));
        engine.AttachApi(new ApiLink(requests.Send, userData.BridgeLost, attributes.Add, states.Add, userData.PutAllRight));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        reading.Dispose();
        commanding.Dispose();
        stopping.Dispose();
    }

    private static AmazonConnectClient ClientOf(AmazonApiOptions options, AmazonConnectConfig settings) =>
        options.Credentials is { } credentials ? new AmazonConnectClient(credentials, settings) : new AmazonConnectClient(settings);
}
