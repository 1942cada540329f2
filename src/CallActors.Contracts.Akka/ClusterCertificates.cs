using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;

namespace CallActors.Contracts.Akka;

/// <summary>
/// TLS between nodes with both sides checked: each shows a certificate that the cluster's own authority signed, and nobody
/// else's authority counts. The authority is to sign nodes of this cluster alone: whoever has a certificate may do everything.
/// </summary>
public sealed class ClusterCertificates : IDisposable
{
    private readonly X509Certificate2 certificate;
    private readonly X509Certificate2Collection authorities;

    private ClusterCertificates(X509Certificate2 certificate, X509Certificate2Collection authorities) =>
        (this.certificate, this.authorities) = (certificate, authorities);

    /// <param name="certificatePath">The node's certificate, PEM.</param>
    /// <param name="keyPath">Its private key, PEM, without a password.</param>
    /// <param name="authorityPath">The certificates of the cluster's authority, PEM; several while one follows another.</param>
    /// <exception cref="ClusterCertificateException">What is wrong, and what would be right.</exception>
    public static ClusterCertificates Read(string certificatePath, string keyPath, string authorityPath)
    {
        var authorities = new X509Certificate2Collection();
        Try(authorityPath, "the certificate of the cluster's authority", () => authorities.ImportFromPemFile(authorityPath));
        if (authorities.Count == 0)
        {
            throw new ClusterCertificateException($"{authorityPath} has no certificate; it is to be the certificate of the cluster's authority, as PEM.");
        }

        X509Certificate2? certificate = null;
        Try(certificatePath, $"the node's certificate, and {keyPath} its private key", () =>
        {
            using var read = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            // A key that was read from PEM cannot be used for TLS everywhere.
            certificate = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        });
        var all = new ClusterCertificates(certificate!, authorities);
        if (!all.IsOfCluster(certificate!))
        {
            all.Dispose();
            throw new ClusterCertificateException($"{certificatePath} is not valid now, or was not signed by {authorityPath}; no other node would take it.");
        }

        return all;
    }

    /// <summary>How Akka.NET is to speak with other nodes, beside the layer hocon/tls.conf.</summary>
    public DotNettySslSetup ToSetup() => new(
        certificate, suppressValidation: false, requireMutualAuthentication: true,
        (shown, _, peer, errors, log) =>
        {
            if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) && shown is not null && IsOfCluster(shown))
            {
                return true;
            }

            log.Warning("{0} has no certificate of the cluster's authority and is not let in: {1}.", peer ?? "A node", shown?.Subject ?? "none was shown");
            return false;
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        certificate.Dispose();
        foreach (var authority in authorities)
        {
            authority.Dispose();
        }
    }

    private bool IsOfCluster(X509Certificate2 shown)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // An authority of a cluster has nowhere to publish what it revokes; a new authority does that.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(shown);
    }

    private static void Try(string path, string what, Action read)
    {
        try
        {
            read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ClusterCertificateException($"{path} cannot be read; it is to be {what}, as PEM: {error.Message}");
        }
    }
}

/// <summary>A certificate that no node would take; the text says why.</summary>
public sealed class ClusterCertificateException(string message) : Exception(message);
