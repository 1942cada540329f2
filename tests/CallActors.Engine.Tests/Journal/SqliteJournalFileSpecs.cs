using System.Buffers.Binary;
using System.Diagnostics;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace CallActors.Engine.Tests.Journal;

/// <summary>What is particular to a journal that is a file: its layout, who holds it, and what else may be found there.</summary>
public sealed class SqliteJournalFileSpecs : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-");

    private string File => Path.Combine(directory.FullName, "callactors.db");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task The_journal_table_has_the_layout_of_Akka_Persistence_Sql()
    {
        await SqliteJournal.Open(File).DisposeAsync();

        Query("SELECT name || ' ' || type || iif([notnull], ' not null', '') || iif(pk, ' key ' || pk, '') FROM pragma_table_info('journal')")
            .ShouldBe(
            [
                "ordering INTEGER not null key 1", "created INTEGER not null", "deleted Bit not null",
                "persistence_id NVarChar(255) not null", "sequence_number INTEGER not null", "message VarBinary not null",
                "tags NVarChar(100)", "manifest NVarChar(500)", "identifier INTEGER", "writer_uuid NVarChar(128)",
            ]);
        Indexes("journal").ShouldBe(["journal_uq persistence_id,sequence_number unique"]);
        Query("SELECT sql FROM sqlite_master WHERE name = 'journal'").Single().ShouldContain("PRIMARY KEY AUTOINCREMENT");
    }

    [Fact]
    public async Task The_snapshot_table_has_the_layout_of_Akka_Persistence_Sql()
    {
        await SqliteJournal.Open(File).DisposeAsync();

        Query("SELECT name || ' ' || type || iif([notnull], ' not null', '') || iif(pk, ' key ' || pk, '') FROM pragma_table_info('snapshot')")
            .ShouldBe(
            [
                "persistence_id NVarChar(255) not null key 1", "sequence_number INTEGER not null key 2",
                "created INTEGER not null", "snapshot VarBinary", "manifest NVarChar(500)", "serializer_id INTEGER",
            ]);
        Indexes("snapshot").ShouldBe(["sqlite_autoindex_snapshot_1 persistence_id,sequence_number unique"]);
    }

    [Fact]
    public async Task A_row_holds_what_the_document_says()
    {
        DateTime before = DateTime.UtcNow;
        await using (SqliteJournal journal = SqliteJournal.Open(File))
        {
            await journal.AppendAsync(SomeChange("a", 1), default);
            await journal.WriteSnapshotAsync(new SnapshotRow(new RowKey("agent-a", 1), "session/1", "{}"u8.ToArray()), 0, default);
        }

        Query("""
            SELECT concat_ws('|', ordering, deleted, persistence_id, sequence_number, typeof(message), message,
                '<' || tags || '>', manifest, identifier, length(writer_uuid)) FROM journal
            """).ShouldBe(["1|0|agent-a|1|blob|{}|<>|agent.changed/1|1671|32"]);
        Query("SELECT concat_ws('|', persistence_id, sequence_number, typeof(snapshot), manifest, serializer_id) FROM snapshot")
            .ShouldBe(["agent-a|1|blob|session/1|1671"]);
        foreach (string created in Query("SELECT created FROM journal UNION ALL SELECT created FROM snapshot"))
        {
            new DateTime(long.Parse(created), DateTimeKind.Utc).ShouldBeInRange(before, DateTime.UtcNow);
        }
    }

    [Fact]
    public async Task A_commit_is_synced_to_the_disk_in_WAL_mode()
    {
        await using SqliteJournal journal = SqliteJournal.Open(File);

        Query("PRAGMA journal_mode").ShouldBe(["wal"]);
    }

    [Fact]
    public async Task The_WAL_is_copied_back_while_changes_are_written_and_begins_anew()
    {
        const int megabyte = 1024 * 1024;
        await using SqliteJournal journal = SqliteJournal.Open(File);

        for (int number = 1; number <= 120; number++)
        {
            await journal.AppendAsync(
                new Change([new JournalRow(new RowKey("agent-a", number), "agent.changed/1", new byte[megabyte / 2])]), default);
        }

        new FileInfo(File).Length.ShouldBeGreaterThan(16 * megabyte);
        new FileInfo(File + "-wal").Length.ShouldBeLessThan(48 * megabyte);
    }

    [Fact]
    public async Task While_groups_are_small_the_WAL_begins_anew_often()
    {
        const int kilobyte = 1024;
        await using SqliteJournal journal = SqliteJournal.Open(File);

        // Each takes 17 pages: at 4,000 at once there would be 5 rounds at the most.
        for (int number = 1; number <= 1200; number++)
        {
            await journal.AppendAsync(
                new Change([new JournalRow(new RowKey("agent-a", number), "agent.changed/1", new byte[64 * kilobyte])]), default);
        }

        RoundsOf(File + "-wal").ShouldBeGreaterThan(6u);
    }

    [Fact]
    public async Task A_second_journal_on_the_file_is_refused_with_the_holders_process_id()
    {
        await using SqliteJournal journal = SqliteJournal.Open(File);

        string message = Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(File)).Message;

        message.ShouldBe(
            $"The journal {File} is held by process {Environment.ProcessId} (embedded engine): stop it, or give this host another journal.");
    }

    [Fact]
    public async Task A_second_journal_by_way_of_a_symbolic_link_is_refused_too()
    {
        await using SqliteJournal journal = SqliteJournal.Open(File);
        string link = Path.Combine(directory.FullName, "link.db");
        System.IO.File.CreateSymbolicLink(link, File);

        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(link)).Message.ShouldContain("is held by process");
    }

    [Fact]
    public async Task The_files_of_a_holder_that_was_killed_do_not_keep_the_next_one_out()
    {
        await SqliteJournal.Open(File).DisposeAsync();
        System.IO.File.Exists(File + ".lock").ShouldBeTrue();
        System.IO.File.WriteAllText(File + ".holder", "process 1 (embedded engine)\n");

        await using SqliteJournal journal = SqliteJournal.Open(File);

        System.IO.File.ReadAllText(File + ".holder").ShouldBe($"process {Environment.ProcessId} (embedded engine)\n");
    }

    [SkippableFact]
    public async Task A_process_that_was_killed_lets_the_journal_go()
    {
        Skip.IfNot(System.IO.File.Exists("/usr/bin/flock"), "flock of util-linux is not installed.");
        await SqliteJournal.Open(File).DisposeAsync();
        using Process holder = Process.Start("/usr/bin/flock", ["--no-fork", File + ".lock", "sleep", "60"]);
        string refused = await Eventually(() => Record.Exception(() => SqliteJournal.Open(File).DisposeAsync().AsTask().Wait())?.Message);

        holder.Kill();
        await holder.WaitForExitAsync();

        refused.ShouldContain("is held by");
        await SqliteJournal.Open(File).DisposeAsync();
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        string text = string.Concat(Enumerable.Repeat("These are the minutes of the meeting.\n", 100));
        System.IO.File.WriteAllText(File, text);

        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(File)).Message
            .ShouldBe($"The file {File} is not a journal: it is no SQLite database.");

        System.IO.File.ReadAllText(File).ShouldBe(text);
        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(File)).Message.ShouldNotContain("held");
    }

    [Fact]
    public void A_database_of_something_else_is_refused_and_left_as_it_is()
    {
        Query("CREATE TABLE photos (id INTEGER)");

        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(File)).Message
            .ShouldBe($"The database {File} is not a journal: it has no table journal, but photos.");

        Query("SELECT name FROM sqlite_master").ShouldBe(["photos"]);
    }

    [Fact]
    public async Task A_journal_that_lacks_a_column_or_its_unique_index_is_refused()
    {
        await SqliteJournal.Open(File).DisposeAsync();
        Query("ALTER TABLE journal DROP COLUMN tags");
        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(File)).Message
            .ShouldEndWith("its table journal lacks tags.");

        Query("ALTER TABLE journal ADD COLUMN tags NVarChar(100)");
        Query("DROP INDEX journal_uq");
        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(File)).Message
            .ShouldEndWith("its unique index journal_uq is missing.");
    }

    [Fact]
    public void A_missing_directory_is_named()
    {
        string missing = Path.Combine(directory.FullName, "missing");

        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(Path.Combine(missing, "callactors.db"))).Message
            .ShouldBe($"The directory {missing} of the journal {missing}/callactors.db does not exist: create it, or name another.");
        Directory.Exists(missing).ShouldBeFalse();
    }

    [Fact]
    public void A_directory_in_place_of_a_file_is_refused()
    {
        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(directory.FullName)).Message
            .ShouldBe($"{directory.FullName} is a directory: name the journal's file in it.");
    }

    private static Change SomeChange(string agent, long number) =>
        new([new JournalRow(new RowKey($"agent-{agent}", number), "agent.changed/1", "{}"u8.ToArray())]);

    private static async Task<string> Eventually(Func<string?> attempt)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(10); await Task.Delay(20))
        {
            if (attempt() is string found)
            {
                return found;
            }
        }

        throw new TimeoutException("It did not happen within 10 seconds.");
    }

    /// <summary>How often a WAL began anew: the checkpoint sequence number of its header (https://sqlite.org/fileformat2.html).</summary>
    private static uint RoundsOf(string wal)
    {
        var header = new byte[16];
        using var file = new FileStream(wal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.ReadExactly(header);
        return BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12));
    }

    private string[] Indexes(string table) => Query($"""
        SELECT name || ' ' || (SELECT group_concat(name) FROM pragma_index_info(list.name)) || iif([unique], ' unique', '')
        FROM pragma_index_list('{table}') AS list ORDER BY name
        """);

    private string[] Query(string query)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        using SqliteDataReader reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
        {
            values.Add(reader.GetString(0));
        }

        return [.. values];
    }
}
