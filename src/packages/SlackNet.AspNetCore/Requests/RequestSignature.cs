using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace SlackNet.AspNetCore;

/// <summary>Verifies that a request comes from Slack. See https://docs.slack.dev/authentication/verifying-requests-from-slack</summary>
internal static class RequestSignature
{
    public static bool IsValid(string signingSecret, IHeaderDictionary headers, string body)
    {
        if (string.IsNullOrEmpty(signingSecret))
        {
            return true;
        }

        var signed = Encoding.UTF8.GetBytes($"v0:{headers["X-Slack-Request-Timestamp"]}:{body}");
        var expected = $"v0={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingSecret), signed))}";
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(headers["X-Slack-Signature"].ToString()));
    }
}
