using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace SlackClaudeBot.Playground.GitHub;

/// <summary>Checks tokens: the fixed token, and the installation tokens of the app, which live an hour.</summary>
internal sealed class TokenStore(GitHubOptions options)
{
    private static readonly TimeSpan _installationTokenLifetime = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _installationTokens = new(StringComparer.Ordinal);

    /// <summary>The installation tokens that were given out.</summary>
    public IReadOnlyCollection<string> InstallationTokens => [.. _installationTokens.Keys];

    /// <summary>Reads the token of an Authorization header: Basic (the password), Bearer or token.</summary>
    public static string? Read(StringValues authorization)
    {
        if (authorization.ToString().Split(' ', 2) is not [var scheme, var value])
        {
            return null;
        }

        if (!scheme.Equals("basic", StringComparison.OrdinalIgnoreCase))
        {
            return scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase) || scheme.Equals("token", StringComparison.OrdinalIgnoreCase) ? value.Trim() : null;
        }

        var decoded = new byte[value.Length];
        return Convert.TryFromBase64String(value.Trim(), decoded, out var length) && Encoding.UTF8.GetString(decoded, 0, length).Split(':', 2) is [_, var password] ? password : null;
    }

    public bool IsValid(string token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(options.Token))
        || (_installationTokens.TryGetValue(token, out var expires) && expires > options.Time.GetUtcNow());

    public (string Token, DateTimeOffset ExpiresAt) IssueInstallationToken()
    {
        var token = "ghs_" + RandomNumberGenerator.GetHexString(36, lowercase: true);
        var expires = options.Time.GetUtcNow() + _installationTokenLifetime;
        _installationTokens[token] = expires;
        return (token, expires);
    }

    /// <summary>Lets every installation token end now, as if its hour were over.</summary>
    public void ExpireInstallationTokens() => _installationTokens.Clear();

    /// <summary>Whether a JWT was signed by the app, is of the right age, and lives for no more than ten minutes.</summary>
    public bool IsFromApp(string jwt)
    {
        if (options.App is not { } app || jwt.Split('.') is not [var header, var claims, var signature])
        {
            return false;
        }

        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(app.PublicKeyPem);
            if (!key.VerifyData(Encoding.ASCII.GetBytes($"{header}.{claims}"), Base64Url(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            {
                return false;
            }

            var json = JsonElement.Parse(Base64Url(claims));
            var (issued, expires) = (json.GetProperty("iat").GetInt64(), json.GetProperty("exp").GetInt64());
            var now = options.Time.GetUtcNow().ToUnixTimeSeconds();
            return JsonElement.Parse(Base64Url(header)).GetProperty("alg").GetString() == "RS256"
                && json.GetProperty("iss").ToString() == $"{app.AppId}" && issued <= now + 5 && expires > now && expires - now <= 600;
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or CryptographicException)
        {
            return false;
        }
    }

    private static byte[] Base64Url(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
