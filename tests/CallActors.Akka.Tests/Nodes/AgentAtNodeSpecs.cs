using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CallActors.Akka.Messages;
using CallActors.Akka.Nodes;
using CallActors.Akka.Storage;
using CallActors.Domain.Agents;
using CallActors.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Akka.Tests.Nodes;

/// <summary>What stands for an agent at a node, with a probe in place of the agent's session.</summary>
public sealed class AgentAtNodeSpecs : TestKit
{
    private const string AgentId = "agent1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-");
    private readonly HeldJournal held;
    private readonly TestProbe session;
    private readonly IActorRef agent;
    private readonly List<long> told = [];

    public AgentAtNodeSpecs()
    {
        held = HeldJournal.OfSqlite(Path.Combine(directory.FullName, "callactors.db"));
        session = CreateTestProbe();
        agent = Sys.ActorOf(AgentAtNode.PropsOf(AgentId, new NodeSurroundings(session, held, new EngineOptions(), NullLogger.Instance)));
        session.ExpectMsg<Register>(Patience);
        session.Reply(new Registered(AgentId, View(1)));
    }

    [Fact]
    public async Task What_is_true_now_is_given_when_the_apps_here_were_told_what_they_missed_before()
    {
        await BeginAppAsync();
        var view = new TaskCompletionSource<AgentView?>(TaskCreationOptions.RunContinuationsAsynchronously);
        agent.Tell(new ToAgent.Posting(AgentId, new CommandBody.View(), view));
        var command = session.FishForMessage<Command>(_ => true, Patience);

        // Revisions 2 to 4 did not come here, so the journal is read before 5 is told.
        session.Send(agent, new Broadcast(AgentId, Told(5, 4), null, null));
        session.Send(agent, new Answered(AgentId, command.CommandId, null, View(5), null));

        (await view.Task.WaitAsync(Patience))!.Revision.ShouldBe(5);
        lock (told)
        {
            told.ShouldBe([5]);
        }
    }

    [Fact]
    public async Task What_tells_nothing_is_given_at_once()
    {
        await BeginAppAsync();
        var view = new TaskCompletionSource<AgentView?>(TaskCreationOptions.RunContinuationsAsynchronously);
        agent.Tell(new ToAgent.Posting(AgentId, new CommandBody.View(), view));
        var command = session.FishForMessage<Command>(_ => true, Patience);

        session.Send(agent, new Answered(AgentId, command.CommandId, null, View(5) with { Picture = View(1).Picture }, null));

        (await view.Task.WaitAsync(Patience))!.Revision.ShouldBe(5);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        held.DisposeAsync().AsTask().GetAwaiter().GetResult();
        directory.Delete(recursive: true);
    }

    private async Task BeginAppAsync()
    {
        var begun = new TaskCompletionSource<AgentView?>(TaskCreationOptions.RunContinuationsAsynchronously);
        agent.Tell(new ToAgent.Subscribing(AgentId, new ToldApp(Keep), begun));
        session.Send(agent, new Answered(AgentId, session.FishForMessage<Command>(_ => true, Patience).CommandId, null, View(1), null));
        await begun.Task.WaitAsync(Patience);
    }

    private void Keep(Told each)
    {
        lock (told)
        {
            told.Add(each.Revision);
        }
    }

    private static AgentView View(long revision) =>
        new(AgentId, revision, DateTimeOffset.UnixEpoch, Picture.Initial with { Session = Picture.Initial.Session with { LastTold = revision } });

    private static Told Told(long revision, long previous) =>
        new(AgentId, revision, previous, DateTimeOffset.UnixEpoch, null, true, ["{}"u8.ToArray()]);
}
