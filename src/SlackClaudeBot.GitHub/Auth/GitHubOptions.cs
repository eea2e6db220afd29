using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using SlackClaudeBot.Foundation.Settings;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.GitHub.Auth;

/// <summary>GitHub's addresses, the credentials, and the rules for pushes.</summary>
[SuppressMessage("Design", "CA1056:URI-like properties should not be strings", Justification = "Bound from settings and validated as addresses.")]
public sealed class GitHubOptions : IValidatableObject
{
    private const string HttpAddress = @"^https?://[A-Za-z0-9.\-\[\]:]+(/[^\s?#]*)?$";

    /// <summary>A token; or a GitHub App, below.</summary>
    [Setting(
        "GITHUB_TOKEN",
        "A fine-grained personal access token with Contents and Pull requests: read and write (github.com/settings/tokens). Or set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY.",
        Secret = true)]
    public string? Token { get; set; }

    [Setting("GITHUB_APP_ID", "The id of a GitHub App that is installed on the repositories, instead of GITHUB_TOKEN.")]
    [RegularExpression("^[A-Za-z0-9.]{1,64}$", ErrorMessage = "must be the number (or client id) on the app's settings page.")]
    public string? AppId { get; set; }

    /// <summary>PEM, with real or written-out line breaks (<c>\n</c>).</summary>
    [Setting("GITHUB_APP_PRIVATE_KEY", "The app's private key in PEM format, or the path of the .pem file. Line breaks may be written as \\n.", Secret = true, AllowsFile = true)]
    public string? AppPrivateKey { get; set; }

    [Setting("GITHUB_API_URL", "Where the REST API answers; for a GitHub Enterprise Server for example https://github.example.com/api/v3.")]
    [RegularExpression(HttpAddress, ErrorMessage = "must be an http or https address.")]
    public string ApiUrl { get; set; } = "https://api.github.com";

    [Setting("GITHUB_URL", "Where git clones from and pushes to: github.com, or the address of a GitHub Enterprise Server.")]
    [RegularExpression(HttpAddress, ErrorMessage = "must be an http or https address.")]
    public string Url { get; set; } = "https://github.com";

    [Setting("GITHUB_OWNER", "The owner of repositories that are named without one.")]
    [RegularExpression(RepositoryName.Owner, ErrorMessage = "must be the name of a person or organization on GitHub.")]
    public string? Owner { get; set; }

    /// <summary>Workflows run with secrets: permission to change them is permission to do everything.</summary>
    [Setting("ALLOW_WORKFLOW_CHANGES", "Whether changes under .github/workflows may be pushed.")]
    public bool AllowWorkflowChanges { get; set; }

    [Setting("MAX_BUNDLE_BYTES", "The largest change of one repository that may leave a sandbox.")]
    [Range(1024, 2L * 1024 * 1024 * 1024)]
    public long MaxBundleBytes { get; set; } = 50 * 1024 * 1024;

    [Setting("MAX_CHANGED_FILES", "How many files one branch may change.")]
    [Range(1, 1_000_000)]
    public int MaxChangedFiles { get; set; } = 3000;

    [Setting("MAX_REPOSITORY_BYTES", "The largest repository that is mirrored.")]
    [Range(1L << 20, 1L << 50)]
    public long MaxRepositoryBytes { get; set; } = 10L * 1024 * 1024 * 1024;

    [Setting("GIT_TIMEOUT", "How long one fetch, clone or push may take.")]
    [Range(typeof(TimeSpan), "00:00:10", "12:00:00")]
    public TimeSpan GitTimeout { get; set; } = TimeSpan.FromMinutes(30);

    [Setting("GIT_AUTHOR_NAME", "The author of the commits.")]
    [Required]
    [RegularExpression("^[^<>\\x00-\\x1f]{1,100}$", ErrorMessage = "must hold no < or > and no control characters.")]
    public string AuthorName { get; set; } = "Claude Code";

    [Setting("GIT_AUTHOR_EMAIL", "The e-mail address of the commits' author.")]
    [Required]
    [RegularExpression("^[^<>@\\s]+@[^<>@\\s]+$", ErrorMessage = "must be an e-mail address.")]
    public string AuthorEmail { get; set; } = "noreply@anthropic.com";

    /// <summary>Whether to use a GitHub App.</summary>
    public bool HasApp => !string.IsNullOrWhiteSpace(AppId) && !string.IsNullOrWhiteSpace(AppPrivateKey);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var hasHalfAnApp = string.IsNullOrWhiteSpace(AppId) != string.IsNullOrWhiteSpace(AppPrivateKey);
        if (hasHalfAnApp)
        {
            yield return new ValidationResult("belong together: set both or neither.", [nameof(AppId), nameof(AppPrivateKey)]);
        }

        if (HasApp && !AppJwt.IsPrivateKey(AppPrivateKey!))
        {
            yield return new ValidationResult("must be an RSA private key in PEM format.", [nameof(AppPrivateKey)]);
        }

        // Enterprise servers have both addresses to themselves; setting one and forgetting the other would send a token to a stranger.
        if (IsOn(Url, "github.com") is { } isGit && IsOn(ApiUrl, "api.github.com") is { } isApi && isGit != isApi)
        {
            yield return new ValidationResult("must be of the same server: its token would be sent to both.", [nameof(Url), nameof(ApiUrl)]);
        }

        if (!string.IsNullOrWhiteSpace(Token) && HasApp)
        {
            yield return new ValidationResult("are both set: set GITHUB_TOKEN, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, not both.", [nameof(Token), nameof(AppId)]);
        }

        if (string.IsNullOrWhiteSpace(Token) && !HasApp && !hasHalfAnApp)
        {
            yield return new ValidationResult("is not set, and neither are GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY: set one of the two.", [nameof(Token)]);
        }
    }

    /// <summary>Null if it is not an address.</summary>
    private static bool? IsOn(string url, string host) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host.Equals(host, StringComparison.OrdinalIgnoreCase) : null;
}
