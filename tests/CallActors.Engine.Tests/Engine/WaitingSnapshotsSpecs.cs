using CallActors.Domain.Agents;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Sqlite;

namespace CallActors.Engine.Tests.Engine;

/// <summary>Snapshots are written one after another and share a buffer; nobody waits for them, and none is lost for another.</summary>
public sealed class WaitingSnapshotsSpecs : IDisposable
{
    private const int WaitingMost = 5;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task Each_that_waits_is_written_whole_whatever_its_length()
    {
        await using var journal = Open();
        var snapshots = Over(journal);
        var open = journal.BlockSnapshots();
        SessionState[] states = [State("a", requests: 900), State("b", requests: 0), State("c", requests: 40)];
        var writes = states.Select(snapshots.WriteAsync).ToArray();
        open();
        await Task.WhenAll(writes).InTime();

        foreach (var state in states)
        {
            var row = await journal.ReadSnapshotAsync(Streams.OfAgent(state.AgentId), long.MaxValue, default);
            row!.Payload.Span.SequenceEqual(SessionReader.ToSnapshot(state).Payload.Span).ShouldBeTrue(state.AgentId);
        }
    }

    [Fact]
    public async Task Beyond_those_that_may_wait_one_is_left_out()
    {
        await using var journal = Open();
        var snapshots = Over(journal);
        var open = journal.BlockSnapshots();
        var first = await BegunAsync(journal, snapshots);
        var writes = Enumerable.Range(1, WaitingMost).Select(number => snapshots.WriteAsync(State($"a{number}", 1))).ToArray();

        (await Should.ThrowAsync<JournalUnavailableException>(() => snapshots.WriteAsync(State("z", 1)))).Message
            .ShouldBe($"{WaitingMost} snapshots wait already, which is the limit.");

        open();
        await Task.WhenAll([first, .. writes]).InTime();
        await snapshots.WriteAsync(State("z", 1)).InTime();
        journal.SnapshotWrites.ShouldBe(WaitingMost + 2);
    }

    [Fact]
    public async Task A_newer_one_of_an_agent_takes_the_place_of_one_that_waits()
    {
        await using var journal = Open();
        var snapshots = Over(journal);
        var open = journal.BlockSnapshots();
        var first = await BegunAsync(journal, snapshots);

        Task[] writes = [snapshots.WriteAsync(State("a", 1)), snapshots.WriteAsync(State("a", 2) with { Revision = 9 })];
        open();
        await Task.WhenAll([first, .. writes]).InTime();

        journal.SnapshotWrites.ShouldBe(2);
        (await journal.ReadSnapshotAsync(Streams.OfAgent("a"), long.MaxValue, default))!.Key.SequenceNumber.ShouldBe(9);
    }

    [Fact]
    public async Task One_that_cannot_be_written_holds_up_none_behind_it()
    {
        await using var journal = Open();
        var snapshots = Over(journal);
        journal.IsOut = true;
        await Should.ThrowAsync<JournalUnavailableException>(() => snapshots.WriteAsync(State("a", 1)).InTime());
        journal.IsOut = false;

        await snapshots.WriteAsync(State("b", 1)).InTime();

        (await journal.ReadSnapshotAsync(Streams.OfAgent("b"), long.MaxValue, default)).ShouldNotBeNull();
    }

    /// <summary>One that waits no more, but for the journal.</summary>
    private static async Task<Task> BegunAsync(FaultyJournal journal, WaitingSnapshots snapshots)
    {
        var begun = snapshots.WriteAsync(State("first", 1));
        await Waiting.UntilAsync("a snapshot is being written", () => journal.SnapshotsAsked == 1);
        return begun;
    }

    private FaultyJournal Open() => new(SqliteJournal.Open(Path.Combine(directory.FullName, "callactors.db")));

    private static WaitingSnapshots Over(IJournal journal) => new(journal, new EngineOptions { SnapshotsWaiting = WaitingMost });

    private static SessionState State(string agentId, int requests)
    {
        var recent = RecentRequests.Empty;
        for (var number = 1; number <= requests; number++)
        {
            recent = recent.Add(new RecentRequest(
                new Request($"{agentId}-{number}", RequestKind.Hold, "Hold", "app", Scene.At(number), "x", Scene.ContactId, null, 2, null, null, new RequestPersonal(null, null)), null));
        }

        return SessionState.Initial(agentId) with { Revision = 7, Picture = Picture.Initial with { Session = AgentSession.Initial with { Recent = recent } } };
    }
}
