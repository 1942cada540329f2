using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Persistence.Sql.Journal;
using CallActors.Akka.Storage;
using CallActors.Engine;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Sqlite;
using CallActors.Engine.Tests.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Akka.Tests.Engine;

/// <summary>A start reads many agents at a time, and recovers those sessions alone that have something left to settle.</summary>
public sealed class TakingUpSpecs : IDisposable
{
    private const int Agents = 300;

    // So that an agent may have more events after his snapshot than are read of many at once.
    private static readonly EngineOptions Options = new() { SnapshotEvery = 1000, Deadline = TimeSpan.FromSeconds(30) };

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-");

    private string Journal => Path.Combine(directory.FullName, "callactors.db");

    [Fact]
    public async Task Every_agent_with_an_open_call_is_listed_and_only_those_whose_bridge_is_gone_are_recovered()
    {
        string[] withBridge = [AgentOf(7), AgentOf(100), AgentOf(250)];
        await WriteAsync(async engine =>
        {
            foreach (var agentId in withBridge)
            {
                await new FakeBridge(engine, agentId).AttachAsync();
            }
        });
        await using var engine = AkkaEngine.Start(HeldJournal.OfSqlite(Journal), Options, null, NullLoggerFactory.Instance, RecordedJournal.Layer);

        var listed = await engine.AgentsAsync(default).AsTask().InTime();

        listed.Select(each => each.View.AgentId).ShouldBe(Enumerable.Range(0, Agents).Select(AgentOf));
        listed.ShouldAllBe(each => each.View.Picture.Calls.Length == 1);
        await Waiting.UntilAsync("the bridges that are gone are detached", async () =>
            (await engine.AgentsAsync(default)).All(each => each.View.Picture.Session.Attachments.IsEmpty));
        RecordedJournal.SessionsOf(Journal).ShouldBe(withBridge, ignoreOrder: true);

        // Whoever is asked for is recovered then.
        (await engine.AskAsync(AgentOf(1), Scene.Ask("Hold", Scene.ContactId), default).AsTask().InTime())
            .ShouldBeOfType<AskAnswer.Refused>().Error.Detail.ShouldBe("No bridge of this agent is connected.");
        RecordedJournal.SessionsOf(Journal).ShouldBe([.. withBridge, AgentOf(1)], ignoreOrder: true);
    }

    [Fact]
    public async Task The_catalogue_takes_two_round_trips_for_many_agents_and_reads_again_only_who_has_changed()
    {
        await WriteAsync();
        await using (var held = HeldJournal.OfSqlite(Journal))
        {
            var journal = new CountingReader(held.Reader);
            var catalogue = new AgentCatalogue(journal);

            (await ReadAsync(catalogue)).Count.ShouldBe(Agents);

            // 128 agents at a time, and the events of contacts and connections that they name.
            journal.Take().ShouldBe((Tails: Agents, RoundTrips: 6));
            (await ReadAsync(catalogue)).Count.ShouldBe(Agents);
            journal.Take().ShouldBe((Tails: 0, RoundTrips: 2));

            await using var side = SideDoor.OfSqlite(Journal);
            await AppendAsync(side, AgentOf(3));
            (await ReadAsync(catalogue)).Single(view => view.AgentId == AgentOf(3)).Revision.ShouldBe(2);
            journal.Take().Tails.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Who_has_a_long_past_is_read_by_himself_and_who_cannot_be_read_holds_up_nobody()
    {
        await WriteAsync(async engine =>
        {
            for (var second = 0; second < 150; second++)
            {
                await engine.ReportAsync(AgentOf(5), Scene.Report(second, second % 2 == 0 ? Scene.Held(second) : Scene.Connected(second)), default);
            }
        });
        await using (var side = SideDoor.OfSqlite(Journal))
        {
            await side.AppendAsync(new Change([new JournalRow(new RowKey(Streams.OfAgent(AgentOf(6)), 2), "agent.changed/1", "{}"u8.ToArray())]), default);
        }

        var unreadable = new ConcurrentQueue<string>();
        await using (var held = HeldJournal.OfSqlite(Journal))
        {
            var views = await new AgentCatalogue(held.Reader).ReadAsync(unreadable.Enqueue, default);

            views.Select(view => view.AgentId).Order(StringComparer.Ordinal)
                .ShouldBe(Enumerable.Range(0, Agents).Where(number => number != 6).Select(AgentOf));
            views.Single(view => view.AgentId == AgentOf(5)).Revision.ShouldBe(151);
            unreadable.ShouldBe([AgentOf(6)]);
        }

        await using var engine = AkkaEngine.Start(HeldJournal.OfSqlite(Journal), Options, null, NullLoggerFactory.Instance);
        await Waiting.UntilAsync("it is begun anew without anyone asking", async () => (await engine.AgentsAsync(default)).Count == Agents);
    }

    public void Dispose() => directory.Delete(recursive: true);

    private static string AgentOf(int number) => $"agent{number:000}";

    private static Task<IReadOnlyCollection<AgentView>> ReadAsync(AgentCatalogue catalogue) =>
        catalogue.ReadAsync(agentId => Assert.Fail($"{agentId} cannot be read."), default);

    /// <summary>Each agent has a call that only Amazon's feeds have told of. The engine ends as a killed node does.</summary>
    private async Task WriteAsync(Func<ICallEngine, Task>? besides = null)
    {
        await using var journal = SqliteJournal.Open(Journal);
        await using var engine = EmbeddedEngine.Start(journal, Options, NullLogger.Instance);
        await Task.WhenAll(Enumerable.Range(0, Agents).Select(
            number => engine.ReportAsync(AgentOf(number), Scene.Report(-60, Scene.Connected(-60)), default).AsTask()));
        await (besides?.Invoke(engine) ?? Task.CompletedTask);
    }

    /// <summary>The session's first event once more, as its second one: only the numbers matter here.</summary>
    private static async Task AppendAsync(SideDoor journal, string agentId)
    {
        var first = (await journal.ReadHeadsAsync([Streams.OfAgent(agentId)], default))[0];
        var empty = EventCodec.ReadChanged(first) with { Facts = [], Events = [], Parts = 0 };
        var row = EventCodec.Write(
            first.Key.PersistenceId, StreamHead.Of(first), new Envelope(Scene.At(0), new Cause("wake", null), StreamHead.Of(first).Hash), empty);
        (await journal.AppendAsync(new Change([row]), default)).ShouldBe(AppendResult.Committed);
    }

    /// <summary>Keeps which streams were recovered, by the file.</summary>
    internal sealed class RecordedJournal(Config config) : ChangeJournal(config)
    {
        private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> ByJournal = new();

        private readonly ConcurrentQueue<string> recovered = ByJournal.GetOrAdd(config.GetString("connection-string"), _ => []);

        public static Config Layer { get; } = ConfigurationFactory.ParseString(
            $"akka.persistence.journal.sql.class = \"{typeof(RecordedJournal).FullName}, CallActors.Akka.Tests\"");

        public static IEnumerable<string> SessionsOf(string file) => ByJournal.Single(each => each.Key.Contains(file, StringComparison.Ordinal)).Value
            .Where(stream => stream.StartsWith(Streams.AgentPrefix, StringComparison.Ordinal)).Select(Streams.AgentOf);

        public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
        {
            recovered.Enqueue(persistenceId);
            return base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken);
        }
    }
}
