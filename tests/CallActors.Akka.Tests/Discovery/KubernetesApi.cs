using System.Collections.Concurrent;
using System.Net;
using CallActors.Akka.Tests.Cluster;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallActors.Akka.Tests.Discovery;

/// <summary>So much of the API of Kubernetes as lists pods, on loopback, with TLS and the token of a service account.</summary>
internal sealed class KubernetesApi : IAsyncDisposable
{
    private readonly TestAuthority authority = new("kubernetes");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("callactors-kubernetes-");
    private readonly ConcurrentQueue<string> asked = new();
    private readonly WebApplication app;

    private KubernetesApi()
    {
        Write("token", "a-token-of-a-service-account\n");
        Write("namespace", "calls\n");
        Write("ca.crt", File.ReadAllText(authority.Path));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(authority.NewCertificate(IPAddress.Loopback))));
        app = builder.Build();
        app.Run(ServeAsync);
    }

    /// <summary>What a pod finds of its service account: the token, the authority of the API and the namespace.</summary>
    public string ServiceAccount => folder.FullName;

    public Uri Address => new(app.Urls.First());

    public IReadOnlyList<V1Pod> Pods { get; set; } = [];

    /// <summary>The paths and queries of all that was asked with the right token.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    public static async Task<KubernetesApi> StartAsync()
    {
        var api = new KubernetesApi();
        await api.app.StartAsync();
        return api;
    }

    /// <summary>From now on the pods show a token that is not known.</summary>
    public void ForgetToken() => Write("token", "another");

    public static V1Pod Pod(string address, string phase = "Running", bool isLeaving = false) => new()
    {
        Metadata = new V1ObjectMeta { Name = $"at-{address}", DeletionTimestamp = isLeaving ? DateTime.UtcNow : null },
        Spec = new V1PodSpec { Containers = [new V1Container { Name = "node" }] },
        Status = new V1PodStatus { Phase = phase, PodIP = address },
    };

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        authority.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization.ToString() != "Bearer a-token-of-a-service-account")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        asked.Enqueue(Uri.UnescapeDataString(context.Request.Path + context.Request.QueryString));
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(KubernetesJson.Serialize(new V1PodList { ApiVersion = "v1", Kind = "PodList", Metadata = new V1ListMeta(), Items = [.. Pods] }));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder.FullName, name), text);
}
