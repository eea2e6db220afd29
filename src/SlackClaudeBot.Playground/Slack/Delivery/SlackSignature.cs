using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SlackClaudeBot.Playground.Slack.Delivery;

/// <summary>Signs what is sent to the app. See https://docs.slack.dev/authentication/verifying-requests-from-slack.</summary>
public static class SlackSignature
{
    /// <summary>Adds the time and the signature of a body to a request.</summary>
    public static void Sign(HttpRequestMessage request, string body, string signingSecret, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.TryAddWithoutValidation("X-Slack-Request-Timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("X-Slack-Signature", Compute(timestamp, body, signingSecret));
    }

    /// <summary>Returns <c>v0=</c> and the hex HMAC-SHA256 of version, time and body.</summary>
    public static string Compute(string timestamp, string body, string signingSecret) =>
        "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingSecret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}")));
}
