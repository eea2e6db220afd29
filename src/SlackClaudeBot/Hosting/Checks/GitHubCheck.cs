using SlackClaudeBot.GitHub.Auth;

namespace SlackClaudeBot.Hosting.Checks;

/// <summary>Whether GitHub accepts the credentials.</summary>
internal static class GitHubCheck
{
    public const string Name = "GitHub";

    public static async Task<CheckResult> AskAsync(GitHubOptions options, HttpClient http, TimeProvider time, CancellationToken cancellationToken)
    {
        var credential = options.HasApp ? "GITHUB_APP_ID with GITHUB_APP_PRIVATE_KEY" : "GITHUB_TOKEN";
        using var request = GitHubCredentials.Question(options, time.GetUtcNow());
        return await HttpQuestion.AskAsync(Name, http, request, credential, cancellationToken);
    }
}
