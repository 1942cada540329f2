using System.Text;
using CallActors.Akka.Storage;
using CallActors.Audit;
using CallActors.Engine;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Sqlite;
using CallActors.Engine.Tests.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Akka.Tests.Engine;

/// <summary>A journal is continued by the other engine, and the same history is the same rows whichever wrote it.</summary>
public sealed class EitherEngineSpecs : IDisposable
{
    private const string AgentId = "agent1";

    private static readonly EngineOptions Options = new() { Deadline = TimeSpan.FromSeconds(30), SnapshotEvery = 5 };

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-");

    private string Journal => Path.Combine(directory.FullName, "callactors.db");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_journal_goes_from_one_engine_to_the_other_and_back_and_the_audit_verifies_all_of_it(bool isAkkaFirst)
    {
        var told = new List<string>();
        for (var turn = 0; turn < 4; turn++)
        {
            var start = 100 * turn;
            await RunAsync(isAkkaFirst == (turn % 2 == 0), async engine =>
            {
                // What the other engine told is given again, to the byte.
                var again = await FakeApp.SubscribeAsync(engine, AgentId, 0);
                again.Subscription.Missed!.Select(FakeApp.WholeOf).Take(told.Count).ShouldBe(told);
                told = [.. again.Subscription.Missed!.Select(FakeApp.WholeOf)];
                var bridge = new FakeBridge(engine, AgentId);
                await bridge.AttachAsync();
                await bridge.ReportAsync(start + 1, Scene.Connected(start + 1));
                await CommandAsync(engine, bridge, "Hold", start + 2, Scene.Held(start + 2), $"hold-{turn}");
                await CommandAsync(engine, bridge, "Resume", start + 3, Scene.Connected(start + 3), $"resume-{turn}");
                (await engine.AskAsync(AgentId, Scene.Ask("Hold", Scene.ContactId, "hold-0"), default)).ShouldBeOfType<AskAnswer.Repeated>();
                told.AddRange(again.All.Select(FakeApp.WholeOf));
            });
            await VerifyAsync();
        }

        told.Count.ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task The_same_history_is_the_same_rows_whichever_engine_wrote_it()
    {
        await RunAsync(false, PlayAsync);
        var embedded = await RowsAsync();
        File.Delete(Journal);

        await RunAsync(true, PlayAsync);

        (await RowsAsync()).ShouldBe(embedded);
        embedded.Count.ShouldBeGreaterThan(15);
    }

    [Fact]
    public async Task Of_two_engines_at_once_the_second_is_told_who_holds_the_journal()
    {
        await RunAsync(true, _ =>
        {
            Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(Journal)).Message.ShouldContain("(Akka.NET engine)");
            return Task.CompletedTask;
        });
        await RunAsync(false, _ =>
        {
            Should.Throw<JournalUnavailableException>(() => HeldJournal.OfSqlite(Journal)).Message.ShouldContain("(embedded engine)");
            return Task.CompletedTask;
        });
    }

    public void Dispose() => directory.Delete(recursive: true);

    /// <summary>With nothing in it that is new each time: no bridge, and reports with times of their own.</summary>
    private static async Task PlayAsync(ICallEngine engine)
    {
        for (var second = 0; second < 8; second++)
        {
            await engine.ReportAsync(AgentId, Scene.Report(second, second % 2 == 0 ? Scene.Connected(second) : Scene.Held(second)), default);
        }

        await engine.ReportAsync(AgentId, Scene.Report(9, Scene.Ended(9)), default);
        await engine.ReportAsync(AgentId, Scene.Report(10), default);
    }

    private static async Task CommandAsync(
        ICallEngine engine, FakeBridge bridge, string subtopic, int second, Domain.Agents.ContactReport shows, string requestId)
    {
        var accepted = (await engine.AskAsync(AgentId, Scene.Ask(subtopic, Scene.ContactId, requestId), default)).ShouldBeOfType<AskAnswer.Accepted>();
        bridge.Last.RequestId.ShouldBe(requestId);
        await bridge.ReportAsync(second, shows);
        (await accepted.Outcome.InTime()).Error.ShouldBeNull();
    }

    private async Task RunAsync(bool isAkka, Func<ICallEngine, Task> use)
    {
        // A clock that stands still: the time of a change is in its rows.
        var options = Options with { Clock = new StandingClock() };
        if (isAkka)
        {
            await using var engine = AkkaEngine.Start(HeldJournal.OfSqlite(Journal), options, null, NullLoggerFactory.Instance);
            await use(engine);
        }
        else
        {
            await using var journal = SqliteJournal.Open(Journal);
            await using var engine = EmbeddedEngine.Start(journal, options, NullLogger.Instance);
            await use(engine);
        }
    }

    private async Task VerifyAsync()
    {
        using var said = new StringWriter();
        (await AuditCommand.RunAsync(["verify", "--journal", $"sqlite:{Journal}"], said, said)).ShouldBe(0, said.ToString());
    }

    /// <summary>What the contract says is the same: id, number, manifest and bytes.</summary>
    private async Task<IReadOnlyList<string>> RowsAsync()
    {
        await using var journal = SideDoor.OfSqlite(Journal);
        return [.. (await JournalPromises.ReadAllAsync(journal)).Select(row =>
            $"{row.Key.PersistenceId} {row.Key.SequenceNumber} {row.Manifest} {Encoding.UTF8.GetString(row.Message.Span)}")];
    }

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
