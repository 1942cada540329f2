using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;

namespace CallActors.Engine.Tests.Journal;

/// <summary>The contract of every journal, kept by PostgreSQL.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresJournalSpecs(PostgresServer server) : JournalContract
{
    private string? database;

    protected override async Task<IJournal> OpenAsync() =>
        await PostgresJournal.OpenAsync(database ??= await server.CreateDatabaseAsync());
}
