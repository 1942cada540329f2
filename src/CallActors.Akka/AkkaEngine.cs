using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Hosting.Logging;
using CallActors.Akka.Messages;
using CallActors.Akka.Nodes;
using CallActors.Akka.Placement;
using CallActors.Akka.Services;
using CallActors.Akka.Sessions;
using CallActors.Akka.Storage;
using CallActors.Domain.Agents;
using CallActors.Engine;
using CallActors.Engine.Actors;
using CallActors.Engine.Journal;
using CallActors.Host.Options;
using Microsoft.Extensions.Logging;

namespace CallActors.Akka;

/// <summary>The engine whose actors are Akka.NET's: a node of a cluster, or one that is alone.</summary>
public sealed class AkkaEngine : ICallEngine, IAsyncDisposable
{
    private readonly ActorSystem system;
    private readonly HeldJournal journal;
    private readonly EngineOptions options;
    private readonly ILogger log;
    private readonly SessionSurroundings ofSessions;
    private readonly IActorRef sessions;
    private readonly IActorRef agents;
    private readonly IActorRef wakingUp;
    private readonly AgentCatalogue catalogue;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task takingUp;

    private AkkaEngine(ActorSystem system, HeldJournal journal, EngineOptions options, ILoggerFactory logs, IShardAllocationStrategy? placement)
    {
        log = logs.CreateLogger<AkkaEngine>();
        (this.system, this.journal, this.options) = (system, journal, options);
        catalogue = new AgentCatalogue(journal.Reader);
        Membership = ClusterMembership.Of(system);
        ofSessions = new SessionSurroundings(journal, options, Membership, log);
        var shared = ofSessions;
        Func<string, Props> session = agentId => SessionActor.PropsOf(agentId, shared);
        sessions = Membership.IsCluster
            ? ClusterSharding.Get(system).Start(
                "sessions", session, ClusterShardingSettings.Create(system), new AgentMessages(),
                placement ?? ClusterSharding.Get(system).DefaultShardAllocationStrategy(ClusterShardingSettings.Create(system)), StopSession.Instance)
            : system.ActorOf(Props.Create(() => new ActorsById(session)), "sessions");
        wakingUp = system.ActorOf(WakingUp.PropsOf(sessions, options.Clock), "waking-up");
        var ofAgents = new NodeSurroundings(sessions, journal, options, log);
        Func<string, Props> agent = agentId => AgentAtNode.PropsOf(agentId, ofAgents);
        agents = system.ActorOf(Props.Create(() => new ActorsById(agent)), "agents");
        if (Membership.IsCluster)
        {
            ServiceSurroundings.Begin(system, this, logs);
            system.ActorOf(JournalWitness.PropsOf(Cluster.Get(system), journal.Node!, log), "journal-witness");
        }

        Membership.NodeGone += () => _ = Task.Run(TakeUpAsync);
        if (journal.Node is { } node)
        {
            node.Leads += Lead;
            node.Lost += Warn;
        }

        takingUp = Task.Run(TakeUpAsync);
        _ = system.WhenTerminated.ContinueWith(
            _ =>
            {
                if (!stopping.IsCancellationRequested)
                {
                    Lost?.Invoke();
                }
            },
            TaskScheduler.Default);
    }

    /// <summary>The cluster went on without this node, which serves no more: its process is to be started again.</summary>
    internal event Action? Lost;

    /// <summary>Completes when the node is in its cluster and has read from the journal as its sessions will.</summary>
    /// <exception cref="HostOptionException">The cluster did not take it in.</exception>
    internal async Task JoinAsync(CancellationToken cancellation)
    {
        var joining = Membership.JoinedAsync(cancellation);
        if (await Task.WhenAny(joining, system.WhenTerminated) != joining)
        {
            throw new HostOptionException("The nodes that were found did not take this one into their cluster; it is to be started again.");
        }

        await joining;
        try
        {
            await Rehearsal.HoldAsync(system, journal.Reader, cancellation);
        }
        catch (JournalUnavailableException)
        {
            // Whether the journal answers is asked elsewhere, all the time.
        }
    }

    /// <summary>The nodes that are there.</summary>
    internal ClusterMembership Membership { get; }

    /// <summary>Starts a node on a journal, which is closed with it.</summary>
    /// <param name="cluster">Where its cluster is; null for a node that is alone.</param>
    /// <param name="layer">A layer of the configuration that goes before all others.</param>
    /// <param name="placement">Which node gets which shard; null for an even spread.</param>
    internal static AkkaEngine Start(
        HeldJournal journal, EngineOptions options, ClusterOptions? cluster, ILoggerFactory logs, Config? layer = null,
        IShardAllocationStrategy? placement = null)
    {
        var setup = BootstrapSetup.Create().WithConfig(Layers.Of(journal, cluster, layer)).And(new LoggerFactorySetup(logs));
        if (cluster?.Certificates is { } certificates)
        {
            setup = setup.And(certificates.ToSetup());
        }

        var system = ActorSystem.Create(ClusterOptions.SystemName, setup);
        var engine = new AkkaEngine(system, journal, options, logs, placement);
        if (cluster?.Discovery is { } discovery)
        {
            Bootstrapping.Begin(system, discovery, engine.Warn);
        }

        return engine;
    }

    public TimeSpan JournalOutFor => journal.Node?.OutFor ?? TimeSpan.Zero;

    public TimeSpan Deadline => options.Deadline;

    public async ValueTask<AskAnswer> AskAsync(string agentId, Ask ask, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<AskAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        agents.Tell(new ToAgent.Asking(agentId, ask, answer));
        return await answer.Task.WaitAsync(cancellation);
    }

    public async ValueTask<AgentView> ViewAsync(string agentId, CancellationToken cancellation) =>
        (await PostAsync(agentId, new CommandBody.View(), cancellation))!;

    public async ValueTask<Subscription> SubscribeAsync(string agentId, long? after, Action<Told> tell, CancellationToken cancellation)
    {
        var app = new ToldApp(tell);
        var answer = NewAnswer();
        agents.Tell(new ToAgent.Subscribing(agentId, app, answer));
        try
        {
            var view = (await answer.Task.WaitAsync(cancellation))!;
            var missed = after is { } revision
                ? await Replay.ReadAsync(journal.Reader, options, options.Now(journal.Node), agentId, view.Revision, revision, cancellation)
                : [];
            return new Subscription(view, missed, End);
        }
        catch
        {
            End();
            throw;
        }

        void End()
        {
            app.End();
            agents.Tell(new ToAgent.Unsubscribing(agentId, app));
        }
    }

    public async ValueTask<IReadOnlyList<AgentSummary>> AgentsAsync(CancellationToken cancellation)
    {
        await takingUp.WaitAsync(cancellation);
        var views = await catalogue.ReadAsync(_ => { }, cancellation);
        return [.. views.OrderBy(view => view.AgentId, StringComparer.Ordinal).Select(view => new AgentSummary(view))];
    }

    public async ValueTask<string> AttachAsync(BridgeHello hello, BridgeLink link, CancellationToken cancellation)
    {
        // Ids are ordered by time, and each says its node.
        var attachment = $"{Guid.CreateVersion7():N}-{Membership.NodeId}";
        var answer = NewAnswer();
        agents.Tell(new ToAgent.Attaching(hello.AgentId, attachment, hello, link, answer));
        try
        {
            await answer.Task.WaitAsync(cancellation);
            return attachment;
        }
        catch (OperationCanceledException)
        {
            _ = DetachAsync(hello.AgentId, attachment, default).AsTask();
            throw;
        }
    }

    public async ValueTask DetachAsync(string agentId, string attachment, CancellationToken cancellation)
    {
        var answer = NewAnswer();
        agents.Tell(new ToAgent.Detaching(agentId, attachment, answer));
        await answer.Task.WaitAsync(cancellation);
    }

    public void AttachApi(ApiLink link)
    {
        ofSessions.Api = link;
        if (journal.Node is null or { IsLeader: true })
        {
            link.Lead();
        }
    }

    public async ValueTask TellAttributesAsync(
        string agentId, string contactId, IReadOnlyDictionary<string, string> attributes, CancellationToken cancellation) => await PostAsync(
        agentId, new CommandBody.Attributes(contactId, attributes.ToImmutableSortedDictionary(StringComparer.Ordinal)), cancellation);

    public async ValueTask ReportAsync(string agentId, AgentReport report, CancellationToken cancellation) => await PostAsync(
        agentId, new CommandBody.Report(options.NotFromTheFuture(agentId, report, options.Now(journal.Node), Warn)), cancellation);

    public async ValueTask AnswerAsync(string agentId, string requestId, ConnectError? error, CancellationToken cancellation) =>
        await PostAsync(agentId, new CommandBody.Result(requestId, error), cancellation);

    public async ValueTask TellStatesAsync(string agentId, IReadOnlyList<AgentState> states, CancellationToken cancellation) =>
        await PostAsync(agentId, new CommandBody.States([.. states]), cancellation);

    public async ValueTask TellEndpointsAsync(string agentId, IReadOnlyList<Endpoint> endpoints, CancellationToken cancellation) =>
        await PostAsync(agentId, new CommandBody.Endpoints([.. endpoints]), cancellation);

    /// <summary>Leaves the cluster, in which sessions then move to other nodes, ends the actor system and lets go of the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        await stopping.CancelAsync();
        if (journal.Node is { } node)
        {
            node.Leads -= Lead;
            node.Lost -= Warn;
        }

        await takingUp.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        await journal.DisposeAsync();
        stopping.Dispose();
    }

    private async Task<AgentView?> PostAsync(string agentId, CommandBody body, CancellationToken cancellation)
    {
        var answer = NewAnswer();
        agents.Tell(new ToAgent.Posting(agentId, body, answer));
        return await answer.Task.WaitAsync(cancellation);
    }

    private void Lead() => ofSessions.Api?.Lead();

    private void Warn(string sentence) => log.LogWarning("{Sentence}", sentence);

    private static TaskCompletionSource<AgentView?> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Reads every agent, then has those woken who have something left from before: a request, or a bridge of a node that is
    /// gone. The others sleep until somebody needs them; bridges of nodes that live say themselves that they are there.
    /// </summary>
    private Task TakeUpAsync() => TakingUp.UntilDoneAsync(
        async () =>
        {
            var views = await catalogue.ReadAsync(agentId => wakingUp.Tell(new ToWake([agentId])), stopping.Token);
            // Before that no other node is known, and everybody's bridges would seem to be gone.
            await Membership.JoinedAsync(stopping.Token);
            wakingUp.Tell(new ToWake(
                [.. views.Where(view => TakingUp.IsToWake(view.Picture.Session, Membership.IsNodeOfThere)).Select(view => view.AgentId)]));
        },
        options, Warn, stopping.Token);
}
