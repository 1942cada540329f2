using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using CallActors.Engine.Tests.Journal;

namespace CallActors.Engine.Tests.Engine;

/// <summary>The contract of every engine, kept by the embedded one on PostgreSQL.</summary>
[Collection(PostgresCollection.Name)]
public sealed class EmbeddedEngineOnPostgresSpecs(PostgresServer server) : EmbeddedEngineContract
{
    private string? database;

    private protected override async Task<IJournal> OpenAsync() =>
        await PostgresJournal.OpenAsync(database ??= await server.CreateDatabaseAsync());
}
