using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Sqlite;

namespace CallActors.Engine.Tests.Journal;

/// <summary>The contract of every journal, kept by SQLite.</summary>
public sealed class SqliteJournalSpecs : JournalContract
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-");

    protected override Task<IJournal> OpenAsync() =>
        Task.FromResult<IJournal>(SqliteJournal.Open(Path.Combine(directory.FullName, "callactors.db")));

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
