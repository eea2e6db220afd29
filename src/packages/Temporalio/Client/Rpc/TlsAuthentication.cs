using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Temporalio.Client.Rpc;

/// <summary>Turns PEM into what a TLS handshake needs.</summary>
internal static class TlsAuthentication
{
    public static SslClientAuthenticationOptions Of(TlsOptions options)
    {
        var authentication = new SslClientAuthenticationOptions { ApplicationProtocols = [SslApplicationProtocol.Http2] };
        if (options.Domain is { } domain)
        {
            authentication.TargetHost = domain;
        }

        if (options.ServerRootCACert is { } roots)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPem(Encoding.ASCII.GetString(roots));
            authentication.CertificateChainPolicy = policy;
        }

        if (options.ClientCert is null != options.ClientPrivateKey is null)
        {
            throw new ArgumentException("A client's certificate and private key go together.", nameof(options));
        }

        if (options is { ClientCert: { } certificate, ClientPrivateKey: { } key })
        {
            authentication.ClientCertificates = [ClientCertificate(certificate, key)];
        }

        return authentication;
    }

    private static X509Certificate2 ClientCertificate(byte[] certificate, byte[] key)
    {
        using var pem = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(certificate), Encoding.ASCII.GetString(key));

        // Some platforms only use keys that come from a PKCS #12 file.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }
}
