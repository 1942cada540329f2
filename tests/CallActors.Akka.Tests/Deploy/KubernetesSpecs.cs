using System.Runtime.CompilerServices;
using CallActors.Akka.Options;
using k8s;
using k8s.Models;

namespace CallActors.Akka.Tests.Deploy;

/// <summary>The manifests of deploy/kubernetes: of the form that Kubernetes takes, and true of the program that they start.</summary>
public sealed class KubernetesSpecs
{
    private static readonly IReadOnlyList<object> All = KubernetesYaml.LoadAllFromString(File.ReadAllText(ManifestFile()), strict: true);

    private static V1StatefulSet Nodes => All.OfType<V1StatefulSet>().ShouldHaveSingleItem();

    private static V1Container Container => Nodes.Spec.Template.Spec.Containers.ShouldHaveSingleItem();

    [Fact]
    public void Every_document_is_of_a_kind_and_has_no_field_that_the_kind_lacks() =>
        All.Select(each => each.GetType().Name).ShouldBe(["V1Service", "V1Service", "V1PodDisruptionBudget", "V1NetworkPolicy", "V1StatefulSet"]);

    [Fact]
    public void The_seeds_are_the_pods_by_the_names_of_the_headless_service()
    {
        var headless = All.OfType<V1Service>().Single(service => service.Spec.ClusterIP == "None");
        headless.Metadata.Name.ShouldBe(Nodes.Spec.ServiceName);
        headless.Spec.PublishNotReadyAddresses.ShouldBe(true);
        var port = Value("CALLACTORS_CLUSTER_PORT");

        Value("CALLACTORS_CLUSTER_SEEDS").Split(';').ShouldBe(Enumerable.Range(0, Nodes.Spec.Replicas!.Value)
            .Select(number => $"{Nodes.Metadata.Name}-{number}.{headless.Metadata.Name}:{port}"));
        Value("CALLACTORS_CLUSTER_HOST").ShouldBe($"$(POD_NAME).{headless.Metadata.Name}");
        Container.Ports.Single(each => each.Name == "cluster").ContainerPort.ToString().ShouldBe(port);
        Value("ASPNETCORE_URLS").ShouldEndWith($":{Container.Ports.Single(each => each.Name == "http").ContainerPort}");
    }

    [Fact]
    public void Every_setting_is_one_that_the_host_reads()
    {
        string[] known = ["POD_NAME", "ASPNETCORE_URLS", "CALLACTORS_INSECURE", "CALLACTORS_JOURNAL", .. ClusterOptionReader.Settings.Select(each => each.Variable)];

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

    private static string Value(string name) => Container.Env.Single(each => each.Name == name).Value;

    private static string ManifestFile([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "deploy", "kubernetes", "callactors.yaml");
}
