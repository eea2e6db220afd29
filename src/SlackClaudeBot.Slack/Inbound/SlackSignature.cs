using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SlackClaudeBot.Slack.Inbound;

/// <summary>Checks that a request is Slack's, and of now. See https://docs.slack.dev/authentication/verifying-requests-from-slack</summary>
internal static class SlackSignature
{
    /// <summary>How old, or how early by clocks that differ, a request may be.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    private const int MaxTimestampLength = 15;

    public static SignatureCheck Check(string signingSecret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(signingSecret) || string.IsNullOrEmpty(signature) || timestamp is not { Length: > 0 and <= MaxTimestampLength })
        {
            return SignatureCheck.Unsigned;
        }

        // The signature first: a caller without the secret learns nothing about our clock.
        var expected = Encoding.ASCII.GetBytes(Compute(signingSecret, timestamp, body));
        if (!CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature)))
        {
            return SignatureCheck.Unsigned;
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return SignatureCheck.Unsigned;
        }

        return Math.Abs((now.ToUnixTimeMilliseconds() / 1000.0) - seconds) <= MaxAge.TotalSeconds ? SignatureCheck.Valid : SignatureCheck.Stale;
    }

    /// <summary>The signature of a body, <c>v0=…</c>.</summary>
    public static string Compute(string signingSecret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(signingSecret));
        hash.AppendData(Encoding.UTF8.GetBytes($"v0:{timestamp}:"));
        hash.AppendData(body);
        return $"v0={Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}

/// <summary>The result of checking a signature.</summary>
internal enum SignatureCheck
{
    Valid,
    Unsigned,
    Stale,
}
