using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace CallActors.Akka.Storage;

/// <summary>One SQLite file, for one node.</summary>
internal sealed class HeldSqlite : HeldJournal
{
    private readonly SqliteJournalLock held;
    private readonly SqliteJournalReader reader;

    private HeldSqlite(SqliteJournalLock held, SqliteJournalFile file)
    {
        this.held = held;
        reader = SqliteJournalReader.Open(file.Path);
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = file.Path, Cache = SqliteCacheMode.Private }.ToString();
    }

    public override IJournalReader Reader => reader;

    public override string ConnectionString { get; }

    public override string Provider => "SQLite.MS";

    public override string Layer => "persistence.sqlite";

    public override TimeSpan OutFor => TimeSpan.Zero;

    public static HeldSqlite Open(string path)
    {
        var file = SqliteJournalFile.Locate(path);
        var held = SqliteJournalLock.Take(file, EngineKind);
        try
        {
            SqliteJournalSchema.CreateOrValidate(file);
            SqliteJournalSchema.WriteAhead(file);
            return new HeldSqlite(held, file);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync();
        await using (var pooled = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(pooled);
        }

        held.Dispose();
    }
}
