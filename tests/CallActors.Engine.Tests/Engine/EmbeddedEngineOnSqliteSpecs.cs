using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Sqlite;

namespace CallActors.Engine.Tests.Engine;

/// <summary>The contract of every engine, kept by the embedded one on SQLite.</summary>
public sealed class EmbeddedEngineOnSqliteSpecs : EmbeddedEngineContract
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-");

    private protected override Task<IJournal> OpenAsync() =>
        Task.FromResult<IJournal>(SqliteJournal.Open(Path.Combine(directory.FullName, "callactors.db")));

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
