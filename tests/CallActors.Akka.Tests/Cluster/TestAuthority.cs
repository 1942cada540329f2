using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallActors.Contracts.Akka;

namespace CallActors.Akka.Tests.Cluster;

/// <summary>An authority that lives as long as a test, and what it signed, as PEM files.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("callactors-certificates-");
    private readonly X509Certificate2 certificate;
    private int signed;

    public TestAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Path = Write("authority.pem", certificate.ExportCertificatePem());
    }

    public string Path { get; }

    /// <param name="days">How long it is valid from now; negative for one that is over.</param>
    /// <param name="server">The address of a server whose clients compare it.</param>
    public (string Certificate, string Key) Sign(double days = 1, IPAddress? server = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=node{++signed}", key, HashAlgorithmName.SHA256);
        if (server is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(server);
            request.CertificateExtensions.Add(names.Build());
        }

        var now = DateTimeOffset.UtcNow;
        using var node = request.Create(certificate, now.AddHours(-23), now.AddHours(days < 0 ? -1 : 23 * days), BitConverter.GetBytes(signed));
        return (Write($"node{signed}.pem", node.ExportCertificatePem()), Write($"node{signed}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    public ClusterCertificates NewNode() => Sign() is var (certificate, key) ? ClusterCertificates.Read(certificate, key, Path) : throw new InvalidOperationException();

    /// <summary>As a certificate to show by hand.</summary>
    public X509Certificate2 NewCertificate(IPAddress? server = null)
    {
        var (path, key) = Sign(server: server);
        return X509Certificate2.CreateFromPemFile(path, key);
    }

    public void Dispose()
    {
        certificate.Dispose();
        folder.Delete(recursive: true);
    }

    private string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
