using System.Net.Sockets;
using System.Security.Cryptography;
using CallActors.Edge;
using CallActors.Edge.Feeds;
using CallActors.Engine;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using CallActors.Engine.Journal.Sqlite;
using CallActors.Host.Options;
using CallActors.Simulator;
using CallActors.Simulator.Amazon;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;

namespace CallActors.Host;

/// <summary>One node: an engine on its journal, the edge and perhaps a simulator, from start to stop.</summary>
internal static class RunningHost
{
    // Two and a half health checks of deploy/haproxy.cfg.
    private static readonly TimeSpan SeenByLoadBalancers = TimeSpan.FromMilliseconds(1250);

    /// <summary>Runs with the embedded engine until it is told to stop.</summary>
    /// <exception cref="HostOptionException">It could not start; the message says why.</exception>
    public static async Task RunAsync(NodeOptions options, CancellationToken cancellation)
    {
        await using var journal = await OpenAsync(options.Journal, cancellation);
        var engine = new HostedEngine(
            services => EmbeddedEngine.Start(journal, EngineOptionsOf(options), services.GetRequiredService<ILogger<EmbeddedEngine>>()), journal.SetAside, journal.Node);
        await RunAsync(options, engine, cancellation);
    }

    public static EngineOptions EngineOptionsOf(NodeOptions options) => new() { Deadline = options.Deadline };

    /// <summary>Runs with any engine until it is told to stop.</summary>
    /// <exception cref="HostOptionException">It could not start; the message says why.</exception>
    public static async Task RunAsync(NodeOptions options, HostedEngine engine, CancellationToken cancellation)
    {
        await using var app = Build(options, engine);
        try
        {
            if (engine.IsReady is { } isReady)
            {
                await isReady(app.Services.GetRequiredService<ICallEngine>(), cancellation);
            }

            await app.StartAsync(cancellation);
        }
        catch (Exception error) when (ReasonOf(error, options) is { } reason)
        {
            throw new HostOptionException(reason);
        }

        foreach (var url in app.Urls)
        {
            Console.WriteLine($"CallActors is ready; the console is at {url}");
        }

        await app.WaitForShutdownAsync(cancellation);
    }

    private static async Task<IJournal> OpenAsync(JournalChoice journal, CancellationToken cancellation)
    {
        try
        {
            return journal switch
            {
                JournalChoice.Postgres postgres => await PostgresJournal.OpenAsync(postgres.ConnectionString, null, cancellation),
                JournalChoice.Sqlite sqlite => SqliteJournal.Open(sqlite.Path),
                _ => throw new ArgumentOutOfRangeException(nameof(journal), journal.GetType(), "not a journal"),
            };
        }
        catch (JournalUnavailableException error)
        {
            throw new HostOptionException(error.Message);
        }
    }

    /// <summary>The application reads no settings of its own: the options are all there is.</summary>
    private static WebApplication Build(NodeOptions options, HostedEngine engine)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "CallActors.Host" });
        builder.WebHost.UseKestrelCore().UseUrls([.. options.Urls.Select(url => url.GetLeftPart(UriPartial.Authority))]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        AddLogging(builder.Logging);
        builder.Services.AddSingleton(engine.Start);
        WebApplication? app = null;
        // Keys that nobody else knows, where only the simulator within is to be let in.
        var (agentEventsKey, contactEventsKey) = options.Simulator is SimulatorChoice.Within { WithoutBridges: true }
            ? (options.AgentEventsKey ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(32)), options.ContactEventsKey ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(32)))
            : (options.AgentEventsKey, options.ContactEventsKey);
        builder.Services.AddCallActorsEdge(new EdgeOptions
        {
            IsInsecure = options.IsInsecure,
            AllowedOrigins = options.AllowedOrigins,
            AmazonApi = options.Amazon is { } instance ? AmazonApiSettings.Of(instance, engine.Node)
                : options.Simulator is SimulatorChoice.Within { WithoutBridges: true } ? AmazonApiSettings.OfSimulator(() => AddressOf(app!), engine.Node)
                : null,
            DrainDelay = options.Journal is JournalChoice.Postgres ? SeenByLoadBalancers : TimeSpan.Zero,
            Feeds = new FeedOptions
            {
                AgentEventsKey = agentEventsKey,
                ContactEventsKey = contactEventsKey,
                SetAside = engine.SetAside,
            },
        });
        if (options.Simulator is SimulatorChoice.Within within)
        {
            builder.Services.AddSimulator(new SimulatorOptions
            {
                WorldFile = options.SimulatorWorldFile,
                BridgeAddress = () => new UriBuilder(AddressOf(app!)) { Scheme = "ws", Path = "/v1/bridge" }.Uri,
                WithoutBridges = within.WithoutBridges ? new SimulatedFeeds(() => AddressOf(app!), agentEventsKey!, contactEventsKey!) : null,
                Agents = within.Agents,
                CallsPerMinute = within.CallsPerMinute,
            });
        }

        app = builder.Build();
        app.MapCallActorsEdge();
        app.MapBridgePage(new BridgePageOptions { CcpUrl = options.CcpUrl, LoginUrl = options.LoginUrl });
        switch (options.Simulator)
        {
            case SimulatorChoice.Within:
                app.MapSimulator();
                break;
            case SimulatorChoice.Elsewhere elsewhere:
                app.MapSimulatorAt(elsewhere.Address);
                break;
        }

        // The engine begins to read the journal now and not with the first request.
        app.Services.GetRequiredService<ICallEngine>();
        return app;
    }

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("CallActors", LogLevel.Information);
        // Why a start failed is said in one sentence, not as a stack trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    /// <summary>Where the simulator within reaches this host: an address that means every one is reached at loopback.</summary>
    private static Uri AddressOf(WebApplication app)
    {
        var url = new UriBuilder(app.Urls.First().Replace("://[::]", "://[::1]", StringComparison.Ordinal));
        url.Host = url.Host == "0.0.0.0" ? "127.0.0.1" : url.Host;
        return url.Uri;
    }

    private static string? ReasonOf(Exception error, NodeOptions options)
    {
        var urls = string.Join(" or ", options.Urls.Select(url => url.GetLeftPart(UriPartial.Authority)));
        return error switch
        {
            IOException { InnerException: AddressInUseException } =>
                $"Another program listens at {urls} already; end it, or give another address with --urls.",
            IOException or SocketException => $"It is not possible to listen at {urls}: {error.GetBaseException().Message.TrimEnd('.')}.",
            SimulatorException => error.Message,
            _ => null,
        };
    }
}
