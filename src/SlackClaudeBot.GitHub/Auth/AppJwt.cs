using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace SlackClaudeBot.GitHub.Auth;

/// <summary>
/// The JSON Web Token with which a GitHub App authenticates, written by hand because a library would add four packages for one signature:
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
/// </summary>
internal static class AppJwt
{
    /// <summary>GitHub allows 10 minutes; clocks differ.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(9);

    private static readonly TimeSpan _clockDifference = TimeSpan.FromSeconds(60);

    /// <summary>Signs a token with RS256.</summary>
    internal static string Create(string appId, string privateKey, DateTimeOffset now)
    {
        var header = Part(new { alg = "RS256", typ = "JWT" });
        var payload = Part(new { iat = (now - _clockDifference).ToUnixTimeSeconds(), exp = (now + Lifetime).ToUnixTimeSeconds(), iss = appId });
        var signed = $"{header}.{payload}";

        using var key = Import(privateKey);
        var signature = key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Whether this is an RSA private key in PEM format.</summary>
    internal static bool IsPrivateKey(string pem)
    {
        try
        {
            using var key = Import(pem);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    private static RSA Import(string pem)
    {
        var key = RSA.Create();
        try
        {
            // Environment files hold a key on one line.
            key.ImportFromPem(pem.Replace("\\n", "\n", StringComparison.Ordinal));
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
