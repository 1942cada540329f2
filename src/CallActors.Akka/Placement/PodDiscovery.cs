using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Akka.Actor;
using Akka.Configuration;
using Akka.Discovery;
using Akka.Event;

namespace CallActors.Akka.Placement;

/// <summary>
/// The pods that run, as the API of Kubernetes lists them: one request, so it needs no client of Kubernetes. The one that
/// Akka.Discovery.KubernetesApi is made for, 17.0.14, is old, and with 19 and newer it cannot read a list of pods.
/// </summary>
internal sealed class PodDiscovery(ExtendedActorSystem system, Config config) : ServiceDiscovery
{
    /// <summary>Where its configuration stands.</summary>
    public const string Method = "callactors-pods";

    private readonly string serviceAccount = config.GetString("service-account");

    public override async Task<Resolved> Lookup(Lookup lookup, TimeSpan resolveTimeout)
    {
        using var patience = new CancellationTokenSource(resolveTimeout);
        // Token and authority are exchanged while pods run, and nodes are looked for at a start only: everything is read anew.
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = OnlyOf(Path.Combine(serviceAccount, "ca.crt")) } });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await ReadAsync("token", patience.Token));
        var given = config.GetString("namespace");
        var inNamespace = given.Length > 0 ? given : await ReadAsync("namespace", patience.Token);
        var pods = $"{config.GetString("api")}/api/v1/namespaces/{inNamespace}/pods?labelSelector={Uri.EscapeDataString(config.GetString("selector"))}";
        using var answer = await http.GetAsync(pods, patience.Token);
        if (!answer.IsSuccessStatusCode)
        {
            system.Log.Warning("The API of Kubernetes does not list the pods of {0}: {1} {2}", inNamespace, (int)answer.StatusCode, answer.ReasonPhrase);
        }

        var list = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(patience.Token));
        return new Resolved(lookup.ServiceName, list!["items"]!.AsArray().Where(IsRunning).Select(pod => AddressOf(pod!)).OfType<IPAddress>()
            .Select(address => new ResolvedTarget($"{address}", null, address)));
    }

    /// <summary>One that is about to end is not looked for.</summary>
    private static bool IsRunning(JsonNode? pod) => pod?["metadata"]?["deletionTimestamp"] is null && pod?["status"]?["phase"]?.GetValue<string>() == "Running";

    private static IPAddress? AddressOf(JsonNode pod) => IPAddress.TryParse(pod["status"]!["podIP"]?.GetValue<string>(), out var address) ? address : null;

    private static X509ChainPolicy OnlyOf(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        return policy;
    }

    private async Task<string> ReadAsync(string file, CancellationToken cancellation) =>
        (await File.ReadAllTextAsync(Path.Combine(serviceAccount, file), cancellation)).Trim();
}
