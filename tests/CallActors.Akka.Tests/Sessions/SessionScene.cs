using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CallActors.Akka.Messages;
using CallActors.Akka.Placement;
using CallActors.Akka.Sessions;
using CallActors.Akka.Storage;
using CallActors.Akka.Tests.Engine;
using CallActors.Domain.Agents;
using CallActors.Engine;
using CallActors.Engine.Codec;
using CallActors.Engine.Tests.Engine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Akka.Tests.Sessions;

/// <summary>One session on a journal that can fail, and a probe that stands for a node with the agent's bridge and apps.</summary>
public abstract class SessionScene : TestKit
{
    private protected const string AgentId = "agent1";

    private readonly DirectoryInfo directory;
    private readonly HeldJournal held;
    private readonly ClusterMembership membership;
    private int commands;

    private protected SessionScene() : this(Directory.CreateTempSubdirectory("callactors-")) { }

    private SessionScene(DirectoryInfo directory) : this(directory, HeldJournal.OfSqlite(Path.Combine(directory.FullName, "callactors.db"))) { }

    private SessionScene(DirectoryInfo directory, HeldJournal held) : base(
        Layers.Of(held, null, Faults.Layer.WithFallback("akka.loggers = [\"Akka.TestKit.TestEventListener, Akka.TestKit\"]")), "callactors", null)
    {
        (this.directory, this.held, membership) = (directory, held, ClusterMembership.Of(Sys));
        Node = CreateTestProbe();
        Session = StartSession();
    }

    /// <summary>Of a bridge at a node that lives.</summary>
    private protected string Attachment => $"019-{membership.NodeId}";

    private protected Faults Fault => Faults.Of(Sys);

    private protected TestProbe Node { get; }

    private protected IActorRef Session { get; private set; }

    private protected IActorRef StartSession()
    {
        var surroundings = new SessionSurroundings(held, new EngineOptions { Deadline = TimeSpan.FromSeconds(30) }, membership, NullLogger.Instance)
        {
            ReturnGrace = TimeSpan.FromMinutes(1),
        };
        return Session = Node.Watch(Sys.ActorOf(SessionActor.PropsOf(AgentId, surroundings)));
    }

    /// <summary>The node hears from the session, as after any start of it.</summary>
    private protected Registered Register(params string[] attachments)
    {
        Session.Tell(new Register(AgentId, [.. attachments]), Node);
        return Node.FishForMessage<Registered>(_ => true, TimeSpan.FromSeconds(20));
    }

    private protected string Tell(CommandBody body)
    {
        var id = $"{++commands}";
        Session.Tell(new Command(AgentId, id, body), Node);
        return id;
    }

    private protected Answered Do(CommandBody body)
    {
        var id = Tell(body);
        return Node.FishForMessage<Answered>(answered => answered.CommandId == id, TimeSpan.FromSeconds(20));
    }

    private protected Answered Ask(string subtopic, string requestId) => Do(Asking(subtopic, requestId));

    private protected static CommandBody Asking(string subtopic, string requestId) =>
        new CommandBody.AskOf(AskForm.Of(Scene.Ask(subtopic, Scene.ContactId, requestId)));

    private protected Answered Report(double second, params ContactReport[] contacts) =>
        Do(new CommandBody.Report(Scene.Report(second, contacts) with { Attachment = Attachment }));

    /// <summary>A bridge is attached at the node, and the agent has the documented call on hold.</summary>
    private protected void BeginWithHeldCall()
    {
        Register();
        Do(new CommandBody.Attach(new BridgeHello(AgentId, null, Scene.Username, Scene.AgentName, null), Attachment)).Fault.ShouldBeNull();
        Report(-60, Scene.Connected(-60)).Fault.ShouldBeNull();
        Report(-30, Scene.Held(-30)).Fault.ShouldBeNull();
    }

    private protected AgentView View() => Do(new CommandBody.View()).View!;

    /// <summary>Every event is named by one of the session's, each stream is a chain, and the picture folds.</summary>
    private protected async Task CheckJournalAsync()
    {
        await using var journal = OpenSideDoor();
        await JournalPromises.CheckAsync(journal);
    }

    private protected SideDoor OpenSideDoor() => SideDoor.OfSqlite(Path.Combine(directory.FullName, "callactors.db"));

    /// <summary>Nothing is written until what is returned is disposed of; everything can be read.</summary>
    private protected async Task<IAsyncDisposable> LockJournalAsync()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(held.ConnectionString) { Pooling = false }.ToString());
        await connection.OpenAsync();
        connection.BeginTransaction(deferred: false);
        return connection;
    }

    private protected static bool IsSession(string stream) => stream.StartsWith(Streams.AgentPrefix, StringComparison.Ordinal);

    protected override void AfterAll()
    {
        base.AfterAll();
        held.DisposeAsync().AsTask().GetAwaiter().GetResult();
        directory.Delete(recursive: true);
    }
}
