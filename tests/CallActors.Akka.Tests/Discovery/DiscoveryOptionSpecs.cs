using System.Net;
using CallActors.Akka.Options;
using CallActors.Akka.Placement;
using CallActors.Host.Options;

namespace CallActors.Akka.Tests.Discovery;

/// <summary>What an operator says of discovery, and what he is told where it does not go together.</summary>
public sealed class DiscoveryOptionSpecs
{
    private const string Two = "config:node1.example.com:8558;node2.example.com:8559";

    [Fact]
    public void Nodes_that_are_named_are_found_with_more_than_half_of_them()
    {
        var options = Read(("--cluster-discovery", Two))!;

        options.Seeds.ShouldBeEmpty();
        var found = options.Discovery.ShouldBeOfType<ClusterDiscovery.Config>();
        (found.Host, found.Port, found.ContactPoints).ShouldBe(("127.0.0.1", 8558, 2));
        found.Nodes.ShouldBe(["node1.example.com:8558", "node2.example.com:8559"]);
    }

    [Fact]
    public void Pods_are_found_by_their_labels_in_a_namespace()
    {
        Read(("--cluster-discovery", "kubernetes"), ("--cluster-contact-points", "2"))!.Discovery
            .ShouldBe(new ClusterDiscovery.Kubernetes("127.0.0.1", 8558, 2, new Uri("https://10.96.0.1:443"), "app=callactors", null));
        Read(
            ("--cluster-discovery", "kubernetes"), ("--cluster-contact-points", "3"), ("--cluster-management", "localhost:9000"),
            ("--cluster-pod-selector", "app=calls,tier=agents"), ("--cluster-pod-namespace", "calls"))!.Discovery
            .ShouldBe(new ClusterDiscovery.Kubernetes("localhost", 9000, 3, new Uri("https://10.96.0.1:443"), "app=calls,tier=agents", "calls"));
    }

    [Theory]
    [InlineData("--cluster-discovery dns", "--cluster-discovery 'dns' is not understood; it is to be kubernetes, or config:")]
    [InlineData("--cluster-discovery config:", "it is to be config: and where nodes tell who is in their cluster")]
    [InlineData("--cluster-discovery config:node1", "it is to be config: and where nodes tell who is in their cluster")]
    [InlineData($"--cluster-discovery {Two} --cluster-seeds node1:4053", "--cluster-discovery and --cluster-seeds are two ways to find the cluster; give one of them.")]
    [InlineData($"--cluster-discovery {Two} --cluster-contact-points 3", "--cluster-contact-points '3' is not understood; it is to be 2 at most")]
    [InlineData($"--cluster-discovery {Two} --cluster-contact-points 0", "--cluster-contact-points '0' is not understood; it is to be a number of nodes")]
    [InlineData($"--cluster-discovery {Two} --cluster-pod-namespace calls", "--cluster-pod-namespace is about pods; it needs --cluster-discovery kubernetes.")]
    [InlineData($"--cluster-discovery {Two} --cluster-management 8558", "--cluster-management '8558' is not understood")]
    [InlineData($"--cluster-discovery {Two} --cluster-management 10.0.0.5:8558", "--cluster-management 10.0.0.5 lets other machines speak to this node without any authentication")]
    [InlineData("--cluster-discovery kubernetes", "--cluster-contact-points is missing: so many pods have to find each other")]
    [InlineData("--cluster-management 127.0.0.1:8558", "--cluster-management says how nodes are discovered; give --cluster-discovery with it.")]
    public void What_does_not_go_together_is_refused_with_what_would_be_right(string given, string sentence)
    {
        var words = given.Split(' ');

        Should.Throw<HostOptionException>(() => Read([.. words.Chunk(2).Select(pair => (pair[0], pair[1]))])).Message.ShouldContain(sentence);
    }

    [Fact]
    public void Outside_of_Kubernetes_there_is_nobody_to_ask_for_pods() =>
        Should.Throw<HostOptionException>(() => Read(_ => null, ("--cluster-discovery", "kubernetes"), ("--cluster-contact-points", "2")))
            .Message.ShouldContain("is for a pod of Kubernetes");

    private static ClusterOptions? Read(params (string Name, string Text)[] given) => Read(
        name => name switch { "KUBERNETES_SERVICE_HOST" => "10.96.0.1", "KUBERNETES_SERVICE_PORT" => "443", _ => null }, given);

    private static ClusterOptions? Read(Func<string, string?> environment, params (string Name, string Text)[] given)
    {
        var texts = given.ToDictionary(each => each.Name, each => each.Text);
        var node = new NodeOptions(
            [new Uri($"http://{IPAddress.Loopback}:5080")], new JournalChoice.Postgres("Host=localhost"), new SimulatorChoice.Off(), TimeSpan.FromSeconds(5), false)
        {
            Further = ClusterOptionReader.Settings.ToDictionary(each => each.Name, each => new GivenValue(each.Name, texts.GetValueOrDefault(each.Name))),
        };
        return ClusterOptionReader.Read(node, environment);
    }
}
