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
        if (options.ServerRootCACert is { } roots)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(CertificatesIn(roots, nameof(options.ServerRootCACert)));
            authentication.CertificateChainPolicy = policy;
        }

        if (options.ClientCert is null != options.ClientPrivateKey is null)
        {
            throw new ArgumentException("A client's certificate and private key go together.", nameof(options));
        }

        if (options is { ClientCert: { } certificate, ClientPrivateKey: { } key })
        {
            authentication.ClientCertificateContext = ClientCertificate(certificate, key);
        }

        return authentication;
    }

    /// <summary>The client's certificate, and those that vouch for it: the service may only know the authority above them.</summary>
    private static SslStreamCertificateContext ClientCertificate(byte[] certificate, byte[] key)
    {
        var chain = CertificatesIn(certificate, nameof(TlsOptions.ClientCert));
        using var pem = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(certificate), Encoding.ASCII.GetString(key));

        // Some platforms only use keys that come from a PKCS #12 file.
        var own = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(own, [.. chain.Skip(1)], offline: true);
    }

    private static X509Certificate2Collection CertificatesIn(byte[] pem, string option)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Encoding.ASCII.GetString(pem));
        return certificates.Count > 0 ? certificates : throw new ArgumentException($"{option} holds no certificate in PEM.");
    }
}
