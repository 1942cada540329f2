using CallActors.Akka.Storage;
using CallActors.Engine.Tests.Journal;

namespace CallActors.Akka.Tests.Engine;

[Collection(PostgresCollection.Name)]
public sealed class AkkaEngineOnPostgresSpecs(PostgresServer server) : AkkaEngineContract
{
    private string? database;

    private protected override async Task<HeldJournal> HoldAsync() =>
        await HeldJournal.OfPostgresAsync(database ??= await server.CreateDatabaseAsync(), TimeProvider.System, default);

    private protected override SideDoor OpenSideDoor() => SideDoor.OfPostgres(database!);
}
