using System.Runtime.CompilerServices;
using CallActors.Akka.Options;
using CallActors.Akka.Placement;
using CallActors.Host.Options;
using k8s;
using k8s.Models;

namespace CallActors.Akka.Tests.Deploy;

/// <summary>The manifests of deploy/kubernetes: of the form that Kubernetes takes, and true of the program that they start.</summary>
public sealed class KubernetesSpecs
{
    private const string AddressOfPod = "10.0.0.5";

    private static readonly IReadOnlyList<object> All = KubernetesYaml.LoadAllFromString(File.ReadAllText(ManifestFile()), strict: true);

    private static V1StatefulSet Nodes => All.OfType<V1StatefulSet>().ShouldHaveSingleItem();

    private static V1Container Container => Nodes.Spec.Template.Spec.Containers.ShouldHaveSingleItem();

    [Fact]
    public void Every_document_is_of_a_kind_and_has_no_field_that_the_kind_lacks() =>
        All.Select(each => each.GetType().Name).ShouldBe([
            "V1ServiceAccount", "V1Role", "V1RoleBinding", "V1Service", "V1Service", "V1PodDisruptionBudget", "V1NetworkPolicy", "V1StatefulSet",
        ]);

    [Fact]
    public void Nodes_speak_with_each_other_by_the_names_of_the_headless_service()
    {
        var headless = All.OfType<V1Service>().Single(service => service.Spec.ClusterIP == "None");
        headless.Metadata.Name.ShouldBe(Nodes.Spec.ServiceName);
        headless.Spec.PublishNotReadyAddresses.ShouldBe(true);

        Value("CALLACTORS_CLUSTER_HOST").ShouldBe($"$(POD_NAME).{headless.Metadata.Name}");
        PortNamed("cluster").ShouldBe(Value("CALLACTORS_CLUSTER_PORT"));
        Value("ASPNETCORE_URLS").ShouldEndWith($":{PortNamed("http")}");
    }

    [Fact]
    public void The_program_takes_what_is_said_of_the_cluster_and_looks_for_the_pods_that_the_set_makes()
    {
        var cluster = ClusterOptionReader.Read(AsTheProgramReadsIt(), name => name == "KUBERNETES_SERVICE_PORT" ? "443" : "10.96.0.1").ShouldNotBeNull();

        var pods = cluster.Discovery.ShouldBeOfType<ClusterDiscovery.Kubernetes>();
        pods.Selector.ShouldBe(string.Join(',', Nodes.Spec.Template.Metadata.Labels.Select(label => $"{label.Key}={label.Value}")));
        pods.Namespace.ShouldBeNull("they are where this pod is");
        pods.ContactPoints.ShouldBeGreaterThan(Nodes.Spec.Replicas!.Value / 2);
        pods.ContactPoints.ShouldBeLessThan(Nodes.Spec.Replicas!.Value, "one that does not start is not waited for");
        pods.Host.ShouldBe(AddressOfPod);
        PortNamed("management").ShouldBe($"{pods.Port}");
        cluster.Seeds.ShouldBeEmpty();
    }

    [Fact]
    public void A_node_may_list_pods_and_nothing_else()
    {
        var rule = All.OfType<V1Role>().ShouldHaveSingleItem().Rules.ShouldHaveSingleItem();
        (rule.ApiGroups.ShouldHaveSingleItem(), rule.Resources.ShouldHaveSingleItem(), rule.Verbs.ShouldHaveSingleItem()).ShouldBe(("", "pods", "list"));

        var binding = All.OfType<V1RoleBinding>().ShouldHaveSingleItem();
        binding.RoleRef.Name.ShouldBe(All.OfType<V1Role>().Single().Metadata.Name);
        binding.Subjects.ShouldHaveSingleItem().Name.ShouldBe(Nodes.Spec.Template.Spec.ServiceAccountName);
        All.OfType<V1ServiceAccount>().ShouldHaveSingleItem().Metadata.Name.ShouldBe(Nodes.Spec.Template.Spec.ServiceAccountName);
    }

    [Fact]
    public void Who_is_in_the_cluster_is_told_to_nodes_with_agents_alone()
    {
        var policy = All.OfType<V1NetworkPolicy>().ShouldHaveSingleItem();
        policy.Spec.Ingress.Select(rule => rule.Ports.ShouldHaveSingleItem().Port.Value).ShouldBe(["http", "cluster", "management"]);

        policy.Spec.Ingress[2].FromProperty.ShouldHaveSingleItem().PodSelector.MatchLabels.ShouldBe(Nodes.Spec.Template.Metadata.Labels);
    }

    [Fact]
    public void Kubernetes_asks_the_host_itself_whether_it_lives_and_is_ready()
    {
        (Container.ReadinessProbe.HttpGet.Path, Container.ReadinessProbe.HttpGet.Port.Value).ShouldBe(("/health/ready", "http"));
        (Container.LivenessProbe.HttpGet.Path, Container.LivenessProbe.HttpGet.Port.Value).ShouldBe(("/health/live", "http"));
    }

    [Fact]
    public void Every_setting_is_one_that_the_host_reads()
    {
        string[] known = ["POD_NAME", "POD_IP", "ASPNETCORE_URLS", "CALLACTORS_INSECURE", "CALLACTORS_JOURNAL", .. ClusterOptionReader.Settings.Select(each => each.Variable)];

        Container.Env.Select(each => each.Name).Except(known).ShouldBeEmpty();
    }

    [Fact]
    public void The_certificates_are_where_the_secret_is_mounted()
    {
        var mount = Container.VolumeMounts.ShouldHaveSingleItem();
        Nodes.Spec.Template.Spec.Volumes.ShouldHaveSingleItem().Name.ShouldBe(mount.Name);

        foreach (var name in new[] { "CALLACTORS_CLUSTER_CERTIFICATE", "CALLACTORS_CLUSTER_KEY", "CALLACTORS_CLUSTER_AUTHORITY" })
        {
            Value(name).ShouldStartWith(mount.MountPath + "/");
        }
    }

    /// <summary>Without the certificates, whose files are in a secret.</summary>
    private static NodeOptions AsTheProgramReadsIt() => new(
        [new Uri("http://127.0.0.1:5080")], new JournalChoice.Postgres("Host=db.example"), new SimulatorChoice.Off(), TimeSpan.FromSeconds(5), IsInsecure: true)
    {
        Further = ClusterOptionReader.Settings.ToDictionary(each => each.Name, each => new GivenValue(
            each.Name,
            Container.Env.SingleOrDefault(given => given.Name == each.Variable && given.Value?.StartsWith("/cluster/", StringComparison.Ordinal) != true)?.Value
                .Replace("$(POD_NAME)", "callactors-0", StringComparison.Ordinal).Replace("$(POD_IP)", AddressOfPod, StringComparison.Ordinal))),
    };

    private static string PortNamed(string name) => $"{Container.Ports.Single(each => each.Name == name).ContainerPort}";

    private static string Value(string name) => Container.Env.Single(each => each.Name == name).Value;

    private static string ManifestFile([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "deploy", "kubernetes", "callactors.yaml");
}
