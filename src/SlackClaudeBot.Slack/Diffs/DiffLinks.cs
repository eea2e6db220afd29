using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Workflows.Contracts.Artifacts;

namespace SlackClaudeBot.Slack.Diffs;

/// <summary>
/// Makes and checks links to whole diffs. Anybody with a link may read the diff, as anybody in the channel may read the message. A link
/// expires after <see cref="Lifetime"/>: its signature covers the artifact and the time. Not DataProtection's time-limited protector: that
/// reads the system's clock instead of a <see cref="TimeProvider"/>, and brings a ring of keys where one is enough.
/// </summary>
public sealed class DiffLinks(NotificationOptions options, LinkSecret secret, TimeProvider time)
{
    /// <summary>Longer than any review waits; a pull request shows the diff after it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>The path under which whole diffs are read.</summary>
    public const string Path = "/diffs";

    /// <summary>A link to a diff; null if browsers cannot reach this program.</summary>
    public Uri? To(ArtifactReference diff)
    {
        if (options.PublicUrl is not { } publicUrl)
        {
            return null;
        }

        var expires = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new Uri(QueryHelpers.AddQueryString(publicUrl.AbsoluteUri.TrimEnd('/') + Path, new Dictionary<string, string?>
        {
            ["key"] = diff.Key,
            ["expires"] = expires,
            ["signature"] = Sign(diff.Key, expires),
        }));
    }

    /// <summary>Whether a link is ours and has not expired.</summary>
    public bool IsValid(string? key, string? expires, string? signature) =>
        key is not null && signature is not null
        && long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(key, expires)), Encoding.ASCII.GetBytes(signature))
        && end >= time.GetUtcNow().ToUnixTimeSeconds();

    private string Sign(string key, string expires) =>
        WebEncoders.Base64UrlEncode(HMACSHA256.HashData(secret.Value.Span, Encoding.UTF8.GetBytes($"{expires}\n{key}")));
}
