using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace CallActors.Akka.Storage;

/// <summary>One SQLite file, for one node.</summary>
internal sealed class HeldSqlite : HeldJournal
{
    private const int ReadersMaximum = 4;
    private const int WaitingWritesMaximum = 100;

    private readonly SqliteJournalLock held;
    private readonly SqliteJournalReader reader;
    private readonly SqliteWriter writer;

    private HeldSqlite(SqliteJournalLock held, SqliteJournalFile file)
    {
        this.held = held;
        var readers = new SqliteReaders(file, ReadersMaximum);
        (reader, writer) = (new SqliteJournalReader(readers), new SqliteWriter(file, WaitingWritesMaximum));
        SetAside = new SqliteSetAside(writer, readers);
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = file.Path, Cache = SqliteCacheMode.Private }.ToString();
    }

    public override IJournalReader Reader => reader;

    public override string ConnectionString { get; }

    public override string Provider => "SQLite.MS";

    public override string Layer => "persistence.sqlite";

    public override JournalNode? Node => null;

    public override ISetAside SetAside { get; }

    public static HeldSqlite Open(string path)
    {
        var file = SqliteJournalFile.Locate(path);
        var held = SqliteJournalLock.Take(file, EngineKind);
        try
        {
            SqliteJournalSchema.CreateOrValidate(file);
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
        await writer.DisposeAsync();
        await reader.DisposeAsync();
        await using (var pooled = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(pooled);
        }

        held.Dispose();
    }
}
