using CallActors.Akka;
using CallActors.Akka.Options;
using CallActors.Akka.Storage;
using CallActors.Engine.Journal;
using CallActors.Host;
using CallActors.Host.Options;

return await new HostCommand(ClusterOptionReader.Settings).InvokeAsync(args, Environment.GetEnvironmentVariable, Console.Error, RunAsync);

static async Task RunAsync(NodeOptions options, CancellationToken cancellation)
{
    var cluster = ClusterOptionReader.Read(options);
    var journal = await HoldAsync(options.Journal, cancellation);
    await RunningHost.RunAsync(
        options, logs => AkkaEngine.Start(journal, RunningHost.EngineOptionsOf(options), cluster, logs), cancellation);
}

static async Task<HeldJournal> HoldAsync(JournalChoice journal, CancellationToken cancellation)
{
    try
    {
        return journal switch
        {
            JournalChoice.Postgres postgres => await HeldJournal.OfPostgresAsync(postgres.ConnectionString, cancellation),
            JournalChoice.Sqlite sqlite => HeldJournal.OfSqlite(sqlite.Path),
            _ => throw new ArgumentOutOfRangeException(nameof(journal), journal.GetType(), "not a journal"),
        };
    }
    catch (JournalUnavailableException error)
    {
        throw new HostOptionException(error.Message);
    }
}
