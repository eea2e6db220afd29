using System.Text;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.GitHub.Auth;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>The configuration that git needs inside a sandbox: it names who commits, and trusts mirrors that another user owns.</summary>
internal static class GitConfiguration
{
    /// <summary>Its path inside.</summary>
    public static string FileOf(ISandbox sandbox) => $"{sandbox.Home}/.gitconfig";

    /// <summary>Writes it.</summary>
    public static Task WriteAsync(ISandbox sandbox, GitHubOptions options, CancellationToken cancellationToken) =>
        sandbox.WriteFileAsync(FileOf(sandbox), Encoding.UTF8.GetBytes(Text(options)), cancellationToken);

    private static string Text(GitHubOptions options) =>
        $"""
        [user]
            name = "{Escape(options.AuthorName)}"
            email = "{Escape(options.AuthorEmail)}"
        [safe]
            directory = *
        [init]
            defaultBranch = main

        """.ReplaceLineEndings("\n");

    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
