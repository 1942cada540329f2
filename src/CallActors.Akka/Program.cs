using System.Net.Sockets;
using CallActors.Akka;
using CallActors.Akka.Options;
using CallActors.Akka.Placement;
using CallActors.Akka.Storage;
using CallActors.Engine.Journal;
using CallActors.Host;
using CallActors.Host.Options;

return await new HostCommand(ClusterOptionReader.Settings).InvokeAsync(args, Environment.GetEnvironmentVariable, Console.Error, RunAsync);

static async Task RunAsync(NodeOptions options, CancellationToken cancellation)
{
    var cluster = ClusterOptionReader.Read(options, Environment.GetEnvironmentVariable);
    var journal = await HoldAsync(options.Journal, cancellation);
    var isLost = false;
    var engine = new HostedEngine(
        services =>
        {
            var started = Start(options, journal, cluster, services.GetRequiredService<ILoggerFactory>());
            started.Lost += () =>
            {
                isLost = true;
                services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            };
            return started;
        },
        journal.SetAside,
        journal.Node,
        (started, stop) => ((AkkaEngine)started).JoinAsync(stop));
    await RunningHost.RunAsync(options, engine, cancellation);
    if (isLost)
    {
        throw new HostOptionException("The other nodes of the cluster went on without this one; it is to be started again.");
    }
}

static AkkaEngine Start(NodeOptions options, HeldJournal journal, ClusterOptions? cluster, ILoggerFactory logs)
{
    try
    {
        return AkkaEngine.Start(journal, RunningHost.EngineOptionsOf(options), cluster, logs);
    }
    catch (ContactPointException error)
    {
        throw new HostOptionException(
            $"It is not possible to tell other nodes at {cluster?.Discovery?.Host}:{cluster?.Discovery?.Port} who is in the cluster: {error.Message.TrimEnd('.')}; give another place with {DiscoveryOptionReader.Management}.");
    }
    catch (Exception error) when (cluster is not null && error.GetBaseException() is SocketException)
    {
        throw new HostOptionException(
            $"It is not possible to listen for other nodes at {cluster.Host}:{cluster.Port}: {error.GetBaseException().Message.TrimEnd('.')}; give another port with --cluster-port.");
    }
}

static async Task<HeldJournal> HoldAsync(JournalChoice journal, CancellationToken cancellation)
{
    try
    {
        return journal switch
        {
            JournalChoice.Postgres postgres => await HeldJournal.OfPostgresAsync(postgres.ConnectionString, TimeProvider.System, cancellation),
            JournalChoice.Sqlite sqlite => HeldJournal.OfSqlite(sqlite.Path),
            _ => throw new ArgumentOutOfRangeException(nameof(journal), journal.GetType(), "not a journal"),
        };
    }
    catch (JournalUnavailableException error)
    {
        throw new HostOptionException(error.Message);
    }
}
