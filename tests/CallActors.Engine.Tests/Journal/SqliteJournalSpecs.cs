using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Sqlite;

namespace CallActors.Engine.Tests.Journal;

/// <summary>The contract of every journal, kept by SQLite.</summary>
public sealed class SqliteJournalSpecs : JournalContract
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-");

    protected override Task<IJournal> OpenAsync() =>
        Task.FromResult<IJournal>(SqliteJournal.Open(Path.Combine(directory.FullName, "callactors.db")));

    [Fact]
    public async Task A_change_whose_entitys_number_leaves_a_hole_is_lost_too()
    {
        await AppendAsync(ChangeOf("a", 1, "contact-a-1"));

        (await AppendAsync(new Change([Row("contact-a-1", 3), Row("agent-a", 2)]))).ShouldBe(AppendResult.Lost);
        (await AppendAsync(new Change([Row("contact-a-2", 1), Row("contact-a-2", 3), Row("agent-a", 2)])))
            .ShouldBe(AppendResult.Lost);

        (await PersistenceIdsAsync("contact-")).ShouldBe(["contact-a-1"]);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
