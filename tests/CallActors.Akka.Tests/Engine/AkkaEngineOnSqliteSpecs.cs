using CallActors.Akka.Storage;

namespace CallActors.Akka.Tests.Engine;

public sealed class AkkaEngineOnSqliteSpecs : AkkaEngineContract
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-");

    private string Path => System.IO.Path.Combine(directory.FullName, "callactors.db");

    private protected override Task<HeldJournal> HoldAsync() => Task.FromResult(HeldJournal.OfSqlite(Path));

    private protected override SideDoor OpenSideDoor() => SideDoor.OfSqlite(Path);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
