using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using CallActors.Engine.Journal.Sqlite;

namespace CallActors.Akka.Storage;

/// <summary>
/// A journal that is made ready and held against the embedded engine, so that Akka.NET may write to it, with the
/// reader of what no actor holds.
/// </summary>
internal abstract class HeldJournal : IAsyncDisposable
{
    public abstract IJournalReader Reader { get; }

    /// <summary>How Akka.Persistence.Sql connects.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>The database in the words of Akka.Persistence.Sql.</summary>
    public abstract string Provider { get; }

    /// <summary>The layer of the configuration for this kind of database.</summary>
    public abstract string Layer { get; }

    /// <summary>This process among those on the journal; null where no other can be.</summary>
    public abstract JournalNode? Node { get; }

    public abstract ISetAside SetAside { get; }

    public abstract ValueTask DisposeAsync();

    /// <exception cref="JournalUnavailableException">It is not there, or the embedded engine or another node holds it.</exception>
    public static HeldJournal OfSqlite(string path) => HeldSqlite.Open(path);

    /// <inheritdoc cref="OfSqlite" />
    public static Task<HeldJournal> OfPostgresAsync(string connectionString, TimeProvider clock, CancellationToken cancellation) =>
        HeldPostgres.OpenAsync(connectionString, clock, cancellation);

    private protected const string EngineKind = "Akka.NET";
}
