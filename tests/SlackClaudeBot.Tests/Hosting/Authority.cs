using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SlackClaudeBot.Tests.Hosting;

/// <summary>A certificate authority of a test. No system trusts it.</summary>
public sealed class Authority : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    public Authority(string name) : this(name, null)
    {
    }

    private Authority(string name, Authority? superior)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = superior is null
            ? request.CreateSelfSigned(_now.AddDays(-2), _now.AddDays(2))
            : superior.Sign(request).CopyWithPrivateKey(key);
    }

    /// <summary>Its own certificate, in PEM.</summary>
    public byte[] Pem => Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem());

    /// <summary>An authority that this one vouches for.</summary>
    public Authority Subordinate(string name) => new(name, this);

    /// <summary>A certificate for a host or a person.</summary>
    /// <param name="name">Its name; one that is an IP address is valid for that address.</param>
    public Identity Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], false));
        using var signed = Sign(request);
        using var whole = signed.CopyWithPrivateKey(key);
        return new(
            X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null),
            Encoding.ASCII.GetBytes(signed.ExportCertificatePem()),
            Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
    }

    public void Dispose() => _certificate.Dispose();

    private X509Certificate2 Sign(CertificateRequest request) =>
        request.Create(_certificate, _now.AddDays(-1), _now.AddDays(1), RandomNumberGenerator.GetBytes(8));

    /// <summary>A certificate and its key, for Kestrel and in PEM.</summary>
    public sealed record Identity(X509Certificate2 Certificate, byte[] Pem, byte[] Key);
}
