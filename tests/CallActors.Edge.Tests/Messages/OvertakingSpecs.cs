using System.Text;
using System.Text.Json;
using CallActors.Domain.Agents;
using CallActors.Edge.Messages;
using CallActors.Edge.Sockets;
using CallActors.Edge.Tests.Running;
using CallActors.Engine;
using CallActors.Engine.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Edge.Tests.Messages;

/// <summary>What answers one app alone comes in its place among what all are told: no app sees a step back.</summary>
public sealed class OvertakingSpecs : IDisposable
{
    private const string StateSync = """{"channel":"Amazon","topic":"InboundCall","subtopic":"StateSync","source":"tests","requestId":"sync-1"}""";
    private const string Hold = """{"channel":"Amazon","topic":"InboundCall","subtopic":"Hold","source":"tests","data":"c-1","requestId":"hold-1"}""";

    private readonly TroubledEngine engine = new();
    private readonly Outbox outbox = new(100, 100_000);
    private readonly JournalWatch journal;
    private readonly Queue<long> overtaking = [];
    private Action<Told>? tell;
    private long revision = 7;

    public OvertakingSpecs()
    {
        journal = new JournalWatch(engine, new EdgeOptions(), NullLogger<JournalWatch>.Instance);
        engine.OnSubscribe = telling =>
        {
            tell = telling;
            return new Subscription(View(revision), [], () => { });
        };
        engine.OnView = () => Overtaken(View(revision));
    }

    [Theory]
    [InlineData(StateSync)]
    [InlineData("""{"channel":"Amazon","topic":"Agent","subtopic":"StateSync","source":"tests","requestId":"sync-1"}""")]
    public async Task An_answer_that_was_overtaken_is_given_as_of_now(string request)
    {
        overtaking.Enqueue(8);
        overtaking.Enqueue(9);

        (await AfterAsync(request)).ShouldBe(["told 8", "told 9", "StateSync 9"]);
    }

    [Fact]
    public async Task An_answer_that_nothing_overtook_is_given_as_it_is() => (await AfterAsync(StateSync)).ShouldBe(["StateSync 7"]);

    [Fact]
    public async Task A_repeat_that_was_overtaken_is_not_asked_again_and_gets_the_state_as_of_now()
    {
        var asked = 0;
        engine.OnAsk = ask =>
        {
            asked++;
            overtaking.Enqueue(8);
            return new AskAnswer.Repeated(null, Overtaken(View(7)));
        };

        (await AfterAsync(Hold)).ShouldBe(["told 8", "StateSync 8"]);
        asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_stands_for_no_revision_before_what_was_told()
    {
        engine.OnAsk = ask => new AskAnswer.Refused(WireError.Of("Hold", "The connection is on hold already."));
        overtaking.Enqueue(8);

        (await AfterAsync(Hold)).ShouldBe(["told 8", "ApiError 8"]);
    }

    [Fact]
    public async Task Where_nothing_can_be_read_a_refusal_stands_for_what_was_told_last()
    {
        engine.OnAsk = ask =>
        {
            overtaking.Enqueue(8);
            Overtaken(View(7));
            engine.IsJournalAvailable = false;
            return new AskAnswer.Refused(WireError.JournalUnavailable("The disk is full."));
        };

        (await AfterAsync(Hold)).ShouldBe(["told 8", "ApiError 8"]);
    }

    public void Dispose() => journal.Dispose();

    /// <summary>What an app is sent that asks, each with the revision it stands for.</summary>
    private async Task<IReadOnlyList<string>> AfterAsync(string request)
    {
        var app = new BusApp("agent1", true, outbox, engine, new AppRequests(engine, journal), journal, NullLogger.Instance);
        using var following = await app.FollowAsync(null, default);
        await app.TakeAsync(new SocketMessage(SocketMessageKind.Text, Encoding.UTF8.GetBytes(request)), default);
        outbox.Close(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, "");
        var sent = new List<string>();
        await outbox.SendAllAsync(message =>
        {
            using var json = JsonDocument.Parse(message);
            sent.Add($"{json.RootElement.GetProperty("subtopic").GetString()} {json.RootElement.GetProperty("meta").GetProperty("revision").GetInt64()}");
            return ValueTask.CompletedTask;
        });

        return sent;
    }

    /// <summary>The next change happens and is told between the reading of what is true and the answer.</summary>
    private AgentView Overtaken(AgentView view)
    {
        if (overtaking.TryDequeue(out var next))
        {
            revision = next;
            tell!(new Told("agent1", next, next - 1, DateTimeOffset.UnixEpoch, null, true, [Encoding.UTF8.GetBytes("""{"subtopic":"told"}""")]));
        }

        return view;
    }

    private static AgentView View(long revision) => new("agent1", revision, DateTimeOffset.UnixEpoch, Picture.Initial);
}
