using System.Text;
using CallActors.Domain.Connections;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Sqlite;
using CallActors.Engine.Tests.Engine;
using CallActors.Engine.Tests.Golden;
using Microsoft.Data.Sqlite;

namespace CallActors.Engine.Tests;

/// <summary>Whoever lays hands on a journal is found out.</summary>
public sealed class VerificationSpecs : IDisposable
{
    private const string Agent = Rehearsal.AgentId;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-");

    private string Path => System.IO.Path.Combine(directory.FullName, "callactors.db");

    [Fact]
    public async Task A_journal_as_it_was_written_has_no_fault()
    {
        var rows = await WriteAsync();

        var (checkedRows, faults) = await CheckAsync();

        faults.ShouldBeEmpty();
        checkedRows.ShouldBe((rows.Count(row => row.Manifest == Manifests.Changed), rows.Count));
    }

    [Fact]
    public async Task Any_event_whose_bytes_were_changed_is_found()
    {
        var rows = await WriteAsync();
        foreach (var row in rows)
        {
            var text = Encoding.UTF8.GetString(row.Message.Span);
            // The time is no part of any rule: only the chain shows it. The last event of a stream has none after it that would.
            if (rows.Any(each => each.Key == row.Key with { SequenceNumber = row.Key.SequenceNumber + 1 }))
            {
                Tamper("UPDATE journal SET message = $1", row.Key, Encoding.UTF8.GetBytes(text.Replace("{\"at\":\"2", "{\"at\":\"1")));
                (await CheckAsync()).Faults.ShouldContain(
                    $"Event {row.Key.SequenceNumber + 1} of {row.Key.PersistenceId} does not follow on the bytes of event {row.Key.SequenceNumber}: one of the two was changed.");
                Tamper("UPDATE journal SET message = $1", row.Key, row.Message.ToArray());
            }
        }

        (await CheckAsync()).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Any_event_that_was_removed_is_found()
    {
        foreach (var row in await WriteAsync())
        {
            Tamper("UPDATE journal SET persistence_id = 'elsewhere-' || persistence_id", row.Key);
            (await CheckAsync()).Faults.ShouldNotBeEmpty(row.Key.ToString());
            Tamper("UPDATE journal SET persistence_id = substr(persistence_id, 11)", row.Key with { PersistenceId = $"elsewhere-{row.Key.PersistenceId}" });
        }
    }

    [Fact]
    public async Task An_event_that_no_change_names_is_found()
    {
        await WriteAsync();
        var stream = Streams.OfContact(Agent, "slipped-in");
        Tamper($"INSERT INTO journal SELECT 1000000, created, deleted, '{stream}', 1, message, tags, manifest, identifier, writer_uuid FROM journal", (await LastAsync()).Key);

        (await CheckAsync()).Faults.ShouldBe([$"Event 1 of {stream} is named by no change."]);
    }

    private async Task<IReadOnlyList<JournalRow>> WriteAsync()
    {
        var call = new Rehearsal();
        call.Attach();
        call.Report(1, Scene.Ringing(1));
        call.Ask("Answer");
        call.Report(2, Scene.Connected(2));
        call.Ask("Hold", Scene.ContactId);
        call.Report(3, Scene.Held(3));
        await using var journal = SqliteJournal.Open(Path);
        foreach (var change in call.Changes)
        {
            (await journal.AppendAsync(change, default)).ShouldBe(AppendResult.Committed);
        }

        return call.Rows;
    }

    private async Task<JournalRow> LastAsync()
    {
        await using var journal = SqliteJournalReader.Open(Path);
        return (await journal.ReadHeadsAsync([Streams.OfAgent(Agent)], default)).Single();
    }

    private async Task<((long Changes, long Events) Checked, IReadOnlyList<string> Faults)> CheckAsync()
    {
        var faults = new List<string>();
        await using var journal = SqliteJournalReader.Open(Path);
        return (await Verification.CheckAsync(journal, Agent, faults.Add, default), faults);
    }

    private void Tamper(string statement, RowKey key, byte[]? message = null)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"{statement} WHERE persistence_id = $id AND sequence_number = $number";
        command.Parameters.AddWithValue("$id", key.PersistenceId);
        command.Parameters.AddWithValue("$number", key.SequenceNumber);
        command.Parameters.AddWithValue("$1", message ?? []);
        command.ExecuteNonQuery().ShouldBe(1);
    }

    public void Dispose() => directory.Delete(recursive: true);
}
