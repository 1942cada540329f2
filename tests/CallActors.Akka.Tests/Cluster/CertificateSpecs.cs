using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CallActors.Akka.Placement;
using CallActors.Akka.Storage;
using CallActors.Contracts.Akka;
using CallActors.Engine;
using CallActors.Engine.Tests.Engine;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;

namespace CallActors.Akka.Tests.Cluster;

/// <summary>Nodes that speak TLS, each side with a certificate of the cluster's own authority.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CertificateSpecs(PostgresServer server) : IDisposable
{
    private readonly TestAuthority authority = new("cluster");
    private readonly TestAuthority foreign = new("elsewhere");
    private readonly RememberedLog log = new();

    public void Dispose()
    {
        authority.Dispose();
        foreign.Dispose();
    }

    [SkippableFact]
    public async Task Nodes_with_certificates_of_the_clusters_authority_are_one_cluster_and_another_is_not_let_in()
    {
        var database = await server.CreateDatabaseAsync();
        var seed = RunningProcess.FreePort();
        await using var first = await StartAsync(database, seed, seed, authority.NewNode());
        await using var second = await StartAsync(database, RunningProcess.FreePort(), seed, authority.NewNode());
        await Waiting.UntilAsync("both know each other", () => first.Membership.NodesUp == 2 && second.Membership.NodesUp == 2);
        var bridge = new FakeBridge(first, "agent1");
        await bridge.AttachAsync();
        await bridge.ReportAsync(0, Scene.Connected(0));
        (await second.ViewAsync("agent1", default)).Picture.Contacts.ShouldHaveSingleItem();

        await using var other = await StartAsync(database, RunningProcess.FreePort(), seed, foreign.NewNode());
        await Waiting.UntilAsync("it was refused", () => log.Contains("has no certificate of the cluster's authority and is not let in"));
        other.Membership.NodesUp.ShouldBe(0);
        first.Membership.NodesUp.ShouldBe(2);
        second.Membership.NodesUp.ShouldBe(2);
    }

    [SkippableFact]
    public async Task Who_shows_no_certificate_or_speaks_without_TLS_is_cut_off()
    {
        var port = RunningProcess.FreePort();
        await using var node = await StartAsync(await server.CreateDatabaseAsync(), port, port, authority.NewNode());
        using var right = authority.NewCertificate();
        using var wrong = foreign.NewCertificate();

        (await IsCutOffAsync(port, null)).ShouldBeTrue();
        (await IsCutOffAsync(port, wrong)).ShouldBeTrue();
        (await IsCutOffAsync(port, right)).ShouldBeFalse();

        using var plain = new TcpClient();
        await plain.ConnectAsync(IPAddress.Loopback, port);
        await plain.GetStream().WriteAsync(Encoding.ASCII.GetBytes(new string('x', 200)));
        (await ReadAsync(plain.GetStream())).ShouldBeFalse();
    }

    [Fact]
    public void A_certificate_that_no_node_would_take_is_refused_at_the_start()
    {
        var (certificate, key) = authority.Sign();
        var (over, keyOfOver) = authority.Sign(days: -1);

        Should.Throw<ClusterCertificateException>(() => ClusterCertificates.Read(certificate, key, foreign.Path)).Message.ShouldContain("was not signed by");
        Should.Throw<ClusterCertificateException>(() => ClusterCertificates.Read(over, keyOfOver, authority.Path)).Message.ShouldContain("is not valid now");
        Should.Throw<ClusterCertificateException>(() => ClusterCertificates.Read(certificate, key, key)).Message.ShouldContain("has no certificate");
        Should.Throw<ClusterCertificateException>(() => ClusterCertificates.Read("/nowhere", key, authority.Path)).Message.ShouldContain("cannot be read");
        Should.Throw<ClusterCertificateException>(() => ClusterCertificates.Read(certificate, certificate, authority.Path)).Message.ShouldContain("cannot be read");
    }

    private async Task<AkkaEngine> StartAsync(string database, int port, int seed, ClusterCertificates certificates) => AkkaEngine.Start(
        await HeldJournal.OfPostgresAsync(database, TimeProvider.System, default), new EngineOptions(),
        new ClusterOptions("127.0.0.1", port, [$"127.0.0.1:{seed}"], certificates), log, Layers.Read("test"));

    private static async Task<bool> IsCutOffAsync(int port, X509Certificate2? certificate)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = new SslStream(client.GetStream(), false, (_, shown, _, _) => shown is not null);
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "node",
                ClientCertificates = certificate is null ? [] : [certificate],
            });
            // A frame of four bytes that say nothing: who is let in is listened to, and not answered.
            await stream.WriteAsync(new byte[] { 4, 0, 0, 0 });
            return !await ReadAsync(stream);
        }
        catch (IOException)
        {
            return true;
        }
        catch (System.Security.Authentication.AuthenticationException)
        {
            return true;
        }
    }

    /// <summary>Whether the other side keeps the connection.</summary>
    private static async Task<bool> ReadAsync(Stream stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        try
        {
            return await stream.ReadAsync(new byte[1], patience.Token) > 0;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
