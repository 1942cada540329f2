using System.Diagnostics;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace CallActors.Engine.Tests.Journal;

/// <summary>A disk that is full, read-only or locked: the waiters hear of it, nothing is half-written, and it goes on.</summary>
public sealed class SqliteJournalTroubleSpecs : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-");

    private string File => Path.Combine(directory.FullName, "callactors.db");

    public void Dispose() => directory.Delete(recursive: true);

    [SkippableFact]
    public async Task A_full_disk_fails_the_waiters_and_the_journal_goes_on_when_there_is_room()
    {
        using var disk = SmallDisk.Mount(directory, "size=3m");
        string ballast = Path.Combine(directory.FullName, "ballast");
        await using SqliteJournal journal = SqliteJournal.Open(File);
        await System.IO.File.WriteAllBytesAsync(ballast, new byte[1_500_000]);

        int number = 0;
        JournalUnavailableException? refused = null;
        while (refused is null)
        {
            number++;
            number.ShouldBeLessThan(1_000);
            refused = await RefusalAsync(journal, number);
        }

        refused.Message.ShouldBe($"The journal {File} can not be written: the disk is full.");
        (await RefusalAsync(journal, number)).ShouldNotBeNull();
        (await HeadAsync(journal, "agent-a")).ShouldBe(number - 1);
        (await HeadAsync(journal, "contact-a")).ShouldBe(number - 1);

        System.IO.File.Delete(ballast);
        (await RefusalAsync(journal, number)).ShouldBeNull();
        (await HeadAsync(journal, "agent-a")).ShouldBe(number);
        (await HeadAsync(journal, "contact-a")).ShouldBe(number);
    }

    [SkippableFact]
    public void A_read_only_directory_is_refused_with_the_reason()
    {
        using var disk = SmallDisk.Mount(directory, "size=1m,ro");

        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(File)).Message
            .ShouldStartWith($"The directory of the journal {File} can not be written: Read-only file system");
    }

    [Fact]
    public async Task A_journal_that_another_process_keeps_locked_fails_the_waiters_and_goes_on_when_it_is_let_go()
    {
        await using SqliteJournal journal = SqliteJournal.Open(File);
        (await RefusalAsync(journal, 1)).ShouldBeNull();
        using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        other.Open();
        using (SqliteTransaction transaction = other.BeginTransaction(deferred: false))
        {
            Task<JournalUnavailableException?>[] refused =
                [.. Enumerable.Range(0, 20).Select(_ => RefusalAsync(journal, 2))];
            (await HeadAsync(journal, "agent-a")).ShouldBe(1);
            foreach (JournalUnavailableException? refusal in await Task.WhenAll(refused))
            {
                refusal.ShouldNotBeNull().Message.ShouldEndWith("another process keeps it locked.");
            }
        }

        (await RefusalAsync(journal, 2)).ShouldBeNull();
    }

    [Fact]
    public async Task A_file_from_which_another_program_took_the_last_change_takes_none_that_would_leave_a_hole()
    {
        await using SqliteJournal journal = SqliteJournal.Open(File);
        (await RefusalAsync(journal, 1)).ShouldBeNull();
        (await RefusalAsync(journal, 2)).ShouldBeNull();
        using (var other = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            other.Open();
            using SqliteCommand remove = other.CreateCommand();
            remove.CommandText = "DELETE FROM journal WHERE sequence_number = 2";
            remove.ExecuteNonQuery().ShouldBe(2);
        }

        (await journal.AppendAsync(new Change([Row("agent-a", 3)]), default)).ShouldBe(AppendResult.Lost);
        (await RefusalAsync(journal, 2)).ShouldBeNull();
        (await RefusalAsync(journal, 3)).ShouldBeNull();
    }

    [Fact]
    public async Task Writes_over_the_limit_of_waiting_ones_are_refused_at_once_and_the_others_are_written()
    {
        await using SqliteJournal journal = SqliteJournal.Open(File, new SqliteJournalOptions(WaitingWritesMaximum: 10));
        using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        other.Open();
        Task<JournalUnavailableException?>[] all;
        using (SqliteTransaction transaction = other.BeginTransaction(deferred: false))
        {
            all = [.. Enumerable.Range(0, 100).Select(agent => RefusalAsync(journal, 1, $"{agent}"))];
            all.Count(append => append.IsCompleted).ShouldBeGreaterThanOrEqualTo(100 - 2 * 10);
        }

        JournalUnavailableException?[] refusals = await Task.WhenAll(all);
        refusals.Count(refusal => refusal is null).ShouldBeInRange(10, 20);
        refusals.OfType<JournalUnavailableException>().ShouldAllBe(refusal => refusal.Message ==
            $"The journal {File} can not be written now: 10 writes wait already, which is the limit.");
    }

    private static async Task<JournalUnavailableException?> RefusalAsync(SqliteJournal journal, long number, string agent = "a")
    {
        var change = new Change([Row($"contact-{agent}", number), Row($"agent-{agent}", number)]);
        try
        {
            (await journal.AppendAsync(change, default)).ShouldBe(AppendResult.Committed);
            return null;
        }
        catch (JournalUnavailableException refusal)
        {
            return refusal;
        }
    }

    private static JournalRow Row(string persistenceId, long number) =>
        new(new RowKey(persistenceId, number), "test.happened/1", new byte[4_000]);

    private static async Task<long> HeadAsync(SqliteJournal journal, string persistenceId) =>
        (await journal.ReadHeadsAsync([persistenceId], default)).ShouldHaveSingleItem().Key.SequenceNumber;

    /// <summary>A file system in memory that is mounted over a directory, for what only a real one does.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private readonly string path;

        private SmallDisk(string path) => this.path = path;

        public static SmallDisk Mount(DirectoryInfo directory, string options)
        {
            Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting a small disk needs root on Linux.");
            Skip.IfNot(Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.FullName), "This machine refuses to mount.");
            return new SmallDisk(directory.FullName);
        }

        public void Dispose() => Run("umount", path).ShouldBeTrue("The small disk is still in use.");

        private static bool Run(string program, params string[] arguments)
        {
            using Process process = Process.Start(program, arguments);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
    }
}
