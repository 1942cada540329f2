using System.Runtime.Serialization;
using Akka.Actor;
using CallActors.Akka.Placement;
using CallActors.Akka.Storage;
using CallActors.Engine;
using CallActors.Engine.Tests.Engine;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;

namespace CallActors.Akka.Tests.Cluster;

/// <summary>Bytes of another program that would make objects at a node: nothing is made, and the connection goes on.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ForeignProgramSpecs(PostgresServer server) : IDisposable
{
    private const string Refused = "A message that names its own type is not taken from another node.";

    private readonly RememberedLog log = new();

    [SkippableFact]
    public async Task An_object_in_Newtonsofts_JSON_is_not_made() => await CheckAsync(
        (foreign, node) => foreign.Tell(node, new Sprung()), () => Sprung.Times, Refused);

    [SkippableFact]
    public async Task An_actor_that_is_deployed_from_afar_is_not_started() => await CheckAsync(
        (foreign, node) => foreign.Deploy<Intruder>(node), () => Intruder.Times, Refused);

    [SkippableFact]
    public async Task What_a_serializer_says_that_is_not_here_is_let_go()
    {
        await using var foreign = new ForeignProgram();
        await AtNodeAsync(foreign, node => foreign.Tell(node, new OfHyperion()), "[-5]");
    }

    public void Dispose() => log.Dispose();

    /// <param name="attack">At the node with this address.</param>
    /// <param name="times">How often something was made, by anybody.</param>
    private async Task CheckAsync(Action<ForeignProgram, string> attack, Func<int> times, string refused)
    {
        await using var foreign = new ForeignProgram();
        await using var open = new ForeignProgram();
        open.BeDirectory();
        attack(foreign, open.Address);
        await Waiting.UntilAsync("a program with Akka.NET as it comes makes it", () => times() > 0);
        var before = times();

        await AtNodeAsync(foreign, node => attack(foreign, node), refused);

        times().ShouldBe(before);
    }

    private async Task AtNodeAsync(ForeignProgram foreign, Action<string> attack, string refused)
    {
        var port = RunningProcess.FreePort();
        await using var node = AkkaEngine.Start(
            await HeldJournal.OfPostgresAsync(await server.CreateDatabaseAsync(), TimeProvider.System, default), new EngineOptions(),
            new ClusterOptions("127.0.0.1", port, [$"127.0.0.1:{port}"]), log, Layers.Read("test"));
        await node.JoinAsync(default).InTime();
        var bridge = new FakeBridge(node, "agent1");
        await bridge.AttachAsync();

        attack($"127.0.0.1:{port}");

        await Waiting.UntilAsync("it is refused", () => log.Contains(refused));
        (await foreign.AgentsAsync($"127.0.0.1:{port}")).ShouldBe(["agent1"]);
        node.Membership.NodesUp.ShouldBe(1);
    }

    /// <summary>Counts how often it is made from bytes.</summary>
    public sealed class Sprung
    {
        private static int times;

        public static int Times => times;

        public int Number { get; private set; }

        [OnDeserialized]
        internal void Note(StreamingContext context) => Number = Interlocked.Increment(ref times);
    }

    internal sealed class Intruder : ReceiveActor
    {
        private static int times;

        public Intruder()
        {
            Interlocked.Increment(ref times);
            ReceiveAny(_ => { });
        }

        public static int Times => times;
    }
}
