using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using CallActors.Akka.Placement;
using CallActors.Akka.Storage;
using CallActors.Contracts.Akka;
using CallActors.Engine.Tests.Engine;

namespace CallActors.Akka.Tests.Cluster;

/// <summary>What Akka.NET does by itself for any type, to make objects of whichever type the bytes name, is refused both ways.</summary>
public sealed class RefusedMessagesSpecs : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-");

    private static string TrapByName => typeof(Trap).AssemblyQualifiedName!;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_bytes_become_an_object_of_the_type_that_they_name(bool isService) => await WithSystemAsync(isService, system =>
    {
        var json = Encoding.UTF8.GetBytes($$"""{"$type":"{{typeof(Trap).FullName}}, {{typeof(Trap).Assembly.GetName().Name}}","Text":"x"}""");

        // Newtonsoft's, and the deployment of actors.
        Refused(() => system.Serialization.Deserialize(json, 1, TrapByName)).ShouldBe("A message that names its own type is not taken from another node.");
        Refused(() => system.Serialization.Deserialize(json, 1, typeof(Trap))).ShouldBe("A message that names its own type is not taken from another node.");
        Refused(() => system.Serialization.Deserialize(json, 3, "")).ShouldBe("A message that names its own type is not taken from another node.");
        // Hyperion's, which nobody has here.
        Refused(() => system.Serialization.Deserialize(json, -5, TrapByName)).ShouldContain("[-5]");
        // Our own, whose manifests are words.
        Refused(() => system.Serialization.Deserialize(json, 1673, TrapByName)).ShouldContain("is not known");
        if (!isService)
        {
            Refused(() => system.Serialization.Deserialize(json, 1672, TrapByName)).ShouldContain("is not known");
            system.Serialization.Deserialize(json, 1671, TrapByName).ShouldBeOfType<JournaledBytes>("the journal takes what stands in it as bytes");
        }

        Trap.Made.ShouldBe(0);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_sent_that_is_not_a_message_between_nodes(bool isService) => await WithSystemAsync(isService, system =>
    {
        foreach (var message in new object[] { new { Text = "x" }, new Uri("http://localhost"), new List<string> { "x" } })
        {
            var serializer = system.Serialization.FindSerializerFor(message);
            serializer.ShouldBeOfType<RefusedJson>();
            Refused(() => serializer.ToBinary(message)).ShouldBe($"{message.GetType()} is not a message between nodes; those have a serializer of their own.");
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_serializer_of_any_package_is_there_that_makes_objects_by_name(bool isService) => await WithSystemAsync(isService, system =>
    {
        var all = system.Settings.Config.GetConfig("akka.actor.serializers").AsEnumerable().Select(each => each.Value.GetString()).ToArray();

        all.ShouldContain(each => each.Contains(nameof(RefusedJson), StringComparison.Ordinal));
        all.ShouldNotContain(each => each.Contains("Newtonsoft", StringComparison.Ordinal) || each.Contains("Hyperion", StringComparison.Ordinal)
            || each.Contains("DaemonMsgCreate", StringComparison.Ordinal));
    });

    public void Dispose() => directory.Delete(recursive: true);

    private static string Refused(Action make) => Should.Throw<SerializationException>(make).Message;

    /// <summary>An actor system as a node with agents has it, or a service's.</summary>
    private async Task WithSystemAsync(bool isService, Action<ExtendedActorSystem> check)
    {
        await using var held = HeldJournal.OfSqlite(Path.Combine(directory.FullName, "callactors.db"));
        var setup = isService
            ? ServiceLayers.Of("recording", "127.0.0.1", 0, [], null)
            : global::Akka.Actor.Setup.ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(Layers.Of(held, new ClusterOptions("127.0.0.1", 0, []), null)));
        using var system = ActorSystem.Create(ServiceLayers.SystemName, setup);
        check((ExtendedActorSystem)system);
        await system.Terminate().InTime();
    }

    /// <summary>Of which no object is to be made.</summary>
    public sealed class Trap
    {
        private static int made;

        public Trap() => Interlocked.Increment(ref made);

        public static int Made => made;

        public string Text { get; set; } = "";
    }
}
